import type { RefusalNotice } from "#client/domain/failure.ts";
import type { ConfirmationAsked } from "#client/domain/ports/confirmations.ts";
import { exampleRefusal } from "#client/domain/ports/fakes/fake-policy-advisor.ts";
import { nora } from "#client/domain/ports/fakes/example/people.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import ConfirmationDialog from "./ConfirmationDialog.svelte";

beforeEach(() => setLanguage("en"));

const asked: ConfirmationAsked = { id: 1, rules: [{ ...exampleRefusal("invite"), unmet: ["confirmed"] }], about: nora.userId };
const open = (more: readonly RefusalNotice[] = []) => {
  const onanswer = vi.fn();
  render(ConfirmationDialog, { asked: { ...asked, rules: [...asked.rules, ...more] }, onanswer });
  return { onanswer, user: userEvent.setup() };
};

test("says what is about to happen, to whom, and which rule asks why", () => {
  open();
  const dialog = screen.getByRole("dialog", { name: "Invite this person?" });
  for (const words of [nora.userId, "This room is for agents of the ministries", "R-0200", "Externals in interministerial rooms"]) expect(dialog.textContent).toContain(words);
});

test("says each rule that asks, why, and whom to ask about it", () => {
  open([{ ...exampleRefusal("invite", "R-0101"), contact: "regles@interieur.example" }]);
  const dialog = screen.getByRole("dialog", { name: "Invite this person?" });
  expect(dialog.textContent).toContain("2 rules ask for your word");
  const [first, second] = screen.getAllByRole("listitem");
  for (const words of ["R-0200", "This room is for agents of the ministries", "politique.salons@etat.example"]) expect(first?.textContent).toContain(words);
  for (const words of ["R-0101", "Interministerial exchanges are confidential", "regles@interieur.example"]) expect(second?.textContent).toContain(words);
});

test("the keyboard alone says yes, and Enter at once does not", async () => {
  const { onanswer, user } = open();
  expect(document.activeElement).not.toBe(screen.getByRole("button", { name: "I confirm" }));
  await user.keyboard("{Enter}");
  expect(onanswer).not.toHaveBeenCalled();
  screen.getByRole("button", { name: "I confirm" }).focus();
  await user.keyboard("{Enter}");
  expect(onanswer).toHaveBeenCalledExactlyOnceWith(true);
});

test.each(["Do not do it", "Close"])("%s is a no", async (name) => {
  const { onanswer, user } = open();
  await user.click(screen.getByRole("button", { name }));
  expect(onanswer).toHaveBeenCalledExactlyOnceWith(false);
});

test("French has all of it", () => {
  setLanguage("fr");
  open();
  expect(screen.getByRole("dialog", { name: /^Inviter cette personne/ }).textContent).toContain("Une règle demande votre accord");
});
