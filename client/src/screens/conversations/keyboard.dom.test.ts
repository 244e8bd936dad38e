import { MISSING_MINISTRY } from "#client/domain/ports/fakes/example/ministry.ts";
import { COORDINATION } from "#client/domain/ports/fakes/example/rooms.ts";
import { fakeApplication } from "#client/domain/ports/fakes/fake-application.ts";
import { fakeSignedInSession } from "#client/domain/ports/fakes/fake-signed-in-session.ts";
import type { Route } from "#client/domain/route.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import ConversationsScreen from "./ConversationsScreen.svelte";

beforeEach(() => setLanguage("fr"));

function open(route: Route = { at: "conversations" }, session = fakeSignedInSession()) {
  const navigate = vi.fn();
  render(ConversationsScreen, { application: fakeApplication({ session }), session, route, navigate, reload: vi.fn() });
  return { session, navigate, user: userEvent.setup() };
}

const list = (): HTMLElement => screen.getByRole("navigation", { name: "Vos conversations" });
const row = (name: RegExp): HTMLElement => within(list()).getByRole("button", { name });

test("Ctrl+K finds a room by its first letters, and Enter opens it", async () => {
  const { user, navigate } = open();
  await user.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox", { name: "Personne, salon ou commande" });
  await user.type(field, "logi");
  expect(screen.getByRole("option", { name: /Logistique/u }).getAttribute("aria-selected")).toBe("true");
  await user.keyboard("{Enter}");
  expect(navigate).toHaveBeenCalledWith({ at: "room", roomId: "!logistique" });
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("Ctrl+K finds people and opens the conversation with them", async () => {
  const { user, navigate } = open();
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByRole("combobox"), "anne");
  await screen.findByRole("option", { name: /Écrire à Anne Morel/u });
  await user.keyboard("{Enter}");
  await vi.waitFor(() => expect(navigate).toHaveBeenCalledWith({ at: "room", roomId: "!created-1" }));
});

test("Ctrl+K runs commands", async () => {
  const { user, navigate } = open();
  await user.keyboard("{Control>}k{/Control}");
  await user.type(await screen.findByRole("combobox"), "règles{Enter}");
  expect(navigate).toHaveBeenCalledWith({ at: "rules", rule: null });
});

test("? shows the shortcuts, but is a letter while writing", async () => {
  const { user } = open({ at: "room", roomId: COORDINATION });
  const field = await screen.findByRole("textbox", { name: "Écrire à Coordination" });
  await user.type(field, "Qui ?");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(field).toHaveProperty("value", "Qui ?");
  screen.getByRole("heading", { level: 1 }).focus();
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Raccourcis clavier" })).toBeTruthy();
});

test("closing a dialog gives focus back to where it was", async () => {
  const { user } = open();
  const opener = screen.getByRole("button", { name: "Rechercher une personne, un salon" });
  await user.click(opener);
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Fermer" }));
  expect(document.activeElement).toBe(opener);
});

test("in the list one row is a tab stop, and arrows move between the rows", async () => {
  const { user, navigate } = open({ at: "room", roomId: COORDINATION });
  const stops = within(list())
    .getAllByRole("button")
    .filter((button) => button.hasAttribute("data-room") && button.tabIndex === 0);
  expect(stops.map((stop) => stop.dataset["room"])).toEqual([COORDINATION]);
  row(/^Coordination/u).focus();
  await user.keyboard("{ArrowDown}");
  expect(document.activeElement).toBe(row(/^Logistique/u));
  await user.keyboard("{End}");
  expect(document.activeElement).toBe(row(/^Presse/u));
  await user.keyboard("{Enter}");
  expect(navigate).toHaveBeenCalledWith({ at: "room", roomId: "!presse" });
});

test("Alt+Down goes to the next room with something unread", async () => {
  const { user, navigate } = open({ at: "room", roomId: COORDINATION });
  await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(navigate).toHaveBeenCalledWith({ at: "room", roomId: "!operateurs" });
});

test("the tabs filter the list, and what is unread is said in words", async () => {
  const { user } = open();
  await user.click(screen.getByRole("tab", { name: "Non lus" }));
  expect(row(/^Coordination.*3 messages non lus, vous cite une fois/u)).toBeTruthy();
  expect(within(list()).queryByRole("button", { name: /^Logistique/u })).toBeNull();
  await user.click(screen.getByRole("tab", { name: "Personnes" }));
  expect(row(/^Idris Benali/u)).toBeTruthy();
  expect(row(/^Samuel Caron.*Identité à confirmer/u)).toBeTruthy();
});

test("the open room is marked in the list for assistive technology too", () => {
  open({ at: "room", roomId: COORDINATION });
  expect(row(/^Coordination/u).getAttribute("aria-current")).toBe("true");
});

test("Escape closes the panel and gives focus back", async () => {
  const { user } = open({ at: "room", roomId: COORDINATION });
  const opener = await screen.findByRole("button", { name: "Personnes du salon" });
  await user.click(opener);
  expect(await screen.findByRole("complementary", { name: "12 personnes" })).toBeTruthy();
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("complementary")).toBeNull();
  expect(document.activeElement).toBe(opener);
});

test("until the list is known something is said to be loading, and nothing is said to be empty", () => {
  open({ at: "conversations" }, fakeSignedInSession({ rooms: null }));
  expect(screen.getByText("Chargement de vos conversations…")).toBeTruthy();
  expect(screen.queryByText("Aucune conversation pour l’instant.")).toBeNull();
});

test("the foot says that the device is in order and which rules are in force, and nags when they expire", async () => {
  const { session } = open();
  expect(screen.getByRole("link", { name: /Appareil vérifié · règles n°\s7 en vigueur/u })).toBeTruthy();
  session.policy.status.set({ ...session.policy.status.current(), staleSince: "2026-11-22T09:00:00Z" });
  expect(await screen.findByRole("link", { name: /expirées depuis le 22 novembre 2026/u })).toBeTruthy();
  expect(screen.getByRole("alert").textContent).toContain("Lire et écrire reste possible");
  session.policy.status.set({ ...session.policy.status.current(), staleSince: null, narrower: [MISSING_MINISTRY] });
  expect(await screen.findByRole("link", { name: /Les règles du ministère ne sont pas à jour ici/u })).toBeTruthy();
  expect(screen.getByRole("alert").textContent).toContain("Les règles du ministère ne sont pas à jour sur cet appareil");
});
