import type { RefusalNotice } from "#client/domain/failure.ts";
import { exampleRefusal } from "#client/domain/ports/fakes/fake-policy-advisor.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { refusalParts } from "#client/ui/words/refusal-words.ts";
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import RefusalCard from "./RefusalCard.svelte";

beforeEach(() => setLanguage("fr"));

const floor = (ruleId: string): RefusalNotice => ({
  action: "send",
  ruleId,
  rule: null,
  owner: null,
  policyVersion: 7,
  issuedAt: null,
  contact: null,
  by: "client",
});

/** Text with plain spaces, as one would say it. */
const said = (element: Element | null): string => (element?.textContent ?? "").replace(/\s+/gu, " ").trim();

test("a refused entry says its five parts in order: what, why, the rule, who set it and when, what to do and whom to ask", () => {
  render(RefusalCard, { refusal: exampleRefusal("join"), subject: "Coordination", onback: vi.fn(), onreadrule: vi.fn() });
  const text = said(document.body);
  const parts = [
    "Accès refusé",
    "Vous ne pouvez pas rejoindre « Coordination »",
    "Ce salon est réservé aux agents des ministères. Votre compte est un compte externe.",
    "R-0200 · Externes dans les salons interministériels",
    "Secrétariat général, règles n° 7 du 20 novembre 2026",
    "Demandez à la personne qui vous a invité d’ouvrir un salon",
    "politique.salons@etat.example",
  ];
  const places = parts.map((part) => text.indexOf(part));
  expect(places.every((at) => at >= 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("the card leads to the whole rule and back", async () => {
  const user = userEvent.setup();
  const onback = vi.fn();
  const onreadrule = vi.fn();
  render(RefusalCard, { refusal: exampleRefusal("join"), subject: null, onback, onreadrule });
  await user.click(screen.getByRole("button", { name: "Lire la règle entière" }));
  expect(onreadrule).toHaveBeenCalledWith("R-0200");
  await user.click(screen.getByRole("button", { name: "Retour aux conversations" }));
  expect(onback).toHaveBeenCalledOnce();
});

test("the heading takes focus, so that a screen reader begins there", () => {
  render(RefusalCard, { refusal: exampleRefusal("join"), subject: null, onback: vi.fn(), onreadrule: vi.fn() });
  expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
});

test("English has all parts as well", () => {
  setLanguage("en");
  const parts = refusalParts(exampleRefusal("invite"), "Nora Diallo");
  expect(parts.what).toBe("You cannot invite Nora Diallo");
  expect(parts.setBy).toBe("General Secretariat, rules no. 7 of 20 November 2026");
});

test.each(["F-01", "F-02", "F-03", "F-04", "F-05", "F-06", "F-07", "F-08", "F-09", "F-10"])("the floor's %s has words of its own in both languages", (ruleId) => {
  for (const language of ["fr", "en"] as const) {
    setLanguage(language);
    const unknown = refusalParts(floor("F-77"), null);
    const parts = refusalParts(floor(ruleId), null);
    expect(parts.ruleTitle).not.toBe(unknown.ruleTitle);
    expect(parts.why).not.toBe(unknown.why);
    expect(parts.setBy).toContain("Chancery");
  }
});

test("a number of the floor that this version does not know is still a sentence", () => {
  expect(refusalParts(floor("F-77"), null).why).toBe("Le socle refuse cette action.");
});

test("a default says that nothing allows it", () => {
  const parts = refusalParts({ ...exampleRefusal("publish"), ruleId: "D-publish", rule: null }, null);
  expect(parts.ruleTitle).toContain("Publier dans l’annuaire");
  expect(parts.why).toBe("Aucune règle ne le permet, et ce que rien ne permet est refusé.");
});

test("a rule that only the server has yet is not made up", () => {
  const parts = refusalParts({ ...exampleRefusal("join"), ruleId: "R-0999", rule: null, policyVersion: null, by: "server" }, null);
  expect(parts.ruleTitle).toBe("Règle pas encore reçue");
  expect(parts.setBy).toBe("Ces règles ne sont pas encore arrivées sur cet appareil");
  expect(parts.address).toBeNull();
});

test("a rule of the ministry has the ministry's words, and leads to its place among the ministry's rules", () => {
  const parts = refusalParts({ ...exampleRefusal("invite"), owner: { fr: "Cabinet du ministre", en: "Office of the Minister" }, of: "ministry" }, null);
  expect(parts.address).toBe("ministry/R-0200");
  expect(parts.setBy.replace(/\s/gu, " ")).toBe("Cabinet du ministre, règles n° 7 du 20 novembre 2026");
  const byDefault = refusalParts({ ...exampleRefusal("publish"), ruleId: "D-publish", rule: null, of: "service" }, null);
  expect([byDefault.address, byDefault.why]).toEqual(["service/D-publish", "Aucune règle ne le permet, et ce que rien ne permet est refusé."]);
});

test("rules of the ministry that have not come are what stops a widening, not expired ones", () => {
  for (const language of ["fr", "en"] as const) {
    setLanguage(language);
    const missing = refusalParts({ ...floor("F-05"), of: "ministry", policyVersion: 0 }, null);
    expect(missing.why).not.toBe(refusalParts(floor("F-05"), null).why);
    expect([missing.ruleId, missing.address]).toEqual(["F-05", "F-05"]);
  }
});

test("a rule of the ministry, whose words this device does not have, is told as such and never by the words of a rule of the state", () => {
  const parts = refusalParts({ ...floor("R-0200"), policyVersion: 3, contact: "politique.salons@etat.example", by: "server", of: "ministry" }, null);
  expect(parts).toMatchObject({ ruleId: "R-0200", ruleTitle: "Une règle du ministère", contact: "politique.salons@etat.example", address: null });
  expect(parts.setBy.replace(/\s/gu, " ")).toBe("Le ministère, règles n° 3");
  expect(parts.why).toContain("plus strictes que celles de l’État");
});
