import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { createRawSnippet, flushSync } from "svelte";
import { beforeEach, expect, test, vi } from "vitest";
import Button from "./Button.svelte";
import Menu from "./Menu.svelte";
import ProblemNotice from "./ProblemNotice.svelte";
import SlideOver from "./SlideOver.svelte";
import Tabs from "./Tabs.svelte";
import TextField from "./TextField.svelte";
import { setLanguage, t } from "./i18n/i18n.svelte.ts";
import { EllipsisIcon } from "./icons.ts";

beforeEach(() => setLanguage("fr"));

const words = (text: string) => createRawSnippet(() => ({ render: () => `<span>${text}</span>` }));

test("a busy button keeps its name and takes no second press", async () => {
  const user = userEvent.setup();
  const onclick = vi.fn();
  const { rerender } = render(Button, { children: words("Continuer"), onclick });
  await user.click(screen.getByRole("button", { name: "Continuer" }));
  await rerender({ busy: true });
  await user.click(screen.getByRole("button", { name: "Continuer" }));
  expect(onclick).toHaveBeenCalledOnce();
});

test("a password is hidden until its reader asks to see it", async () => {
  const user = userEvent.setup();
  render(TextField, { label: "Mot de passe", kind: "password", value: "secret" });
  const field = screen.getByLabelText<HTMLInputElement>("Mot de passe");
  expect(field.type).toBe("password");
  await user.click(screen.getByRole("button", { name: "Afficher le mot de passe" }));
  expect(field.type).toBe("text");
  await user.click(screen.getByRole("button", { name: "Masquer le mot de passe" }));
  expect(field.type).toBe("password");
});

test("what is wrong with a field is announced and tied to it", () => {
  render(TextField, { label: "Nom", hint: "Sans accent", error: "Indiquez votre nom." });
  const field = screen.getByLabelText("Nom");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const described = field.getAttribute("aria-describedby")?.split(" ").map((id) => document.getElementById(id)?.textContent);
  expect(described).toEqual(["Sans accent", "Indiquez votre nom."]);
  expect(screen.getByRole("alert").textContent).toBe("Indiquez votre nom.");
});

test("a menu is worked by keyboard, and gives focus back", async () => {
  const user = userEvent.setup();
  const leave = vi.fn();
  render(Menu, {
    label: "Plus",
    icon: EllipsisIcon,
    items: [
      { label: "Détails", onselect: vi.fn() },
      { label: "Quitter", onselect: leave },
    ],
  });
  const trigger = screen.getByRole("button", { name: "Plus" });
  trigger.focus();
  await user.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(screen.getByRole("menuitem", { name: "Détails" }));
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("menu")).toBeNull();
  expect(document.activeElement).toBe(trigger);
  await user.keyboard("{ArrowDown}{ArrowUp}");
  expect(document.activeElement).toBe(screen.getByRole("menuitem", { name: "Quitter" }));
  await user.keyboard("{Enter}");
  expect(leave).toHaveBeenCalledOnce();
  expect(document.activeElement).toBe(trigger);
});

test("arrows move between tabs and go round", async () => {
  const user = userEvent.setup();
  const onselect = vi.fn();
  const tabs = [
    { id: "all", label: "Tout" },
    { id: "unread", label: "Non lus" },
  ] as const;
  render(Tabs, { label: "Afficher", tabs, selected: "all", panelId: "panel", onselect });
  screen.getByRole("tab", { name: "Tout", selected: true }).focus();
  await user.keyboard("{ArrowLeft}");
  expect(onselect).toHaveBeenCalledWith("unread");
  expect(document.activeElement).toBe(screen.getByRole("tab", { name: "Non lus" }));
});

test("details take focus when they open, close with Escape, and give it back", async () => {
  const user = userEvent.setup();
  const before = document.createElement("button");
  document.body.append(before);
  before.focus();
  const onclose = vi.fn();
  const { unmount } = render(SlideOver, { title: "Membres", children: words("…"), onclose });
  expect(document.activeElement).toBe(screen.getByRole("heading", { name: "Membres" }));
  await user.keyboard("{Escape}");
  expect(onclose).toHaveBeenCalledOnce();
  unmount();
  expect(document.activeElement).toBe(before);
});

test("after too many attempts the wait is told, and when it is over", async () => {
  vi.useFakeTimers();
  render(ProblemNotice, { failure: { code: "rate_limited", retryAfterMs: 2500 } });
  expect(screen.getByRole("alert").textContent).toContain("dans 3 secondes");
  await vi.advanceTimersByTimeAsync(3000);
  flushSync();
  expect(screen.getByRole("alert").textContent).toContain("Un nouvel essai est possible.");
  vi.useRealTimers();
});

test("numbers in messages are counted as the language counts them", () => {
  expect(t("no_policy.next", { seconds: 1 })).toBe("Nouvel essai automatique dans 1 seconde.");
  setLanguage("en");
  expect(t("no_policy.next", { seconds: 2 })).toBe("Trying again by itself in 2 seconds.");
});
