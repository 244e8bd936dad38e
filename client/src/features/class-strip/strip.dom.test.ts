import { EXAMPLE_POLICY } from "#client/domain/ports/fakes/example/policy.ts";
import { EXAMPLE_ROOMS, exampleClass } from "#client/domain/ports/fakes/example/rooms.ts";
import type { RoomSummary } from "#client/domain/room.ts";
import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { beforeEach, expect, test } from "vitest";
import { classStrip, firstRuleOf } from "./strip.ts";

beforeEach(() => setLanguage("fr"));

function room(name: string, more: Partial<RoomSummary> = {}): RoomSummary {
  const found = EXAMPLE_ROOMS.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no example room ${name}`);
  return { ...found, ...more };
}

test("an interministerial room: who is in it and what is protected", () => {
  const strip = classStrip(room("Coordination"), EXAMPLE_POLICY);
  expect(strip.title).toBe("Interministériel");
  expect(strip.tone).toBe("accent");
  expect(strip.facts.slice(0, 2)).toEqual(["chiffré de bout en bout", "ministères seulement"]);
});

test("a room open to externals says how many there are now, and what a newcomer can read", () => {
  const strip = classStrip(room("Opérateurs réseaux"), EXAMPLE_POLICY);
  expect(strip.facts).toEqual(["chiffré de bout en bout", "ministères et externes", "historique depuis l’arrivée"]);
  expect(strip.externals).toBe("1 externe présent");
  expect(strip.tone).toBe("warn");
});

test("a public room says that it is not encrypted", () => {
  const strip = classStrip(room("Presse"), EXAMPLE_POLICY);
  expect(strip.facts).toEqual(["public, non chiffré", "ouvert à tout le monde", "lisible même sans y entrer"]);
});

test("a room whose class demands encryption and has none is alarming", () => {
  const strip = classStrip(room("Coordination", { encrypted: false }), EXAMPLE_POLICY);
  expect(strip.tone).toBe("stop");
  expect(strip.facts[0]).toBe("non chiffré, rien ne peut y être envoyé");
});

test("a class that the rules do not know is alarming, whatever the room calls itself", () => {
  const strip = classStrip(room("Coordination", { class: { ...exampleClass("interministerial"), definition: null } }), EXAMPLE_POLICY);
  expect(strip.tone).toBe("stop");
  expect(strip.title).toBe("Classe inconnue");
});

test("some ministries only are called by their names", () => {
  const strip = classStrip(room("Coordination", { class: { ...exampleClass("interministerial"), mayJoin: { sets: ["finances"], externals: false } } }), EXAMPLE_POLICY);
  expect(strip.facts[1]).toBe("réservé à Ministère des Finances");
});

test("the link leads to the first rule that names the class", () => {
  expect(firstRuleOf(EXAMPLE_POLICY, "open_external")).toBe("R-0202");
  expect(firstRuleOf(EXAMPLE_POLICY, null)).toBeNull();
});
