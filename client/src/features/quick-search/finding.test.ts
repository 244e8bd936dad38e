import { EXAMPLE_ROOMS } from "#client/domain/ports/fakes/example/rooms.ts";
import { expect, test } from "vitest";
import { findRooms, matches } from "./finding.ts";

test("accents and case do not matter", () => {
  expect(matches("Maëlle Le Goff", "maelle")).toBe(true);
  expect(matches("Opérateurs réseaux", "RESEAUX")).toBe(true);
});

test("each word begins a word of the name, in any order", () => {
  expect(matches("Maëlle Le Goff", "goff ma")).toBe(true);
  expect(matches("Maëlle Le Goff", "off")).toBe(false);
});

test("nothing typed finds the most recent conversations, without spaces and invitations", () => {
  const names = findRooms(EXAMPLE_ROOMS, "", 3).map((room) => room.name);
  expect(names).toEqual(["Coordination", "Logistique", "Opérateurs réseaux"]);
  expect(findRooms(EXAMPLE_ROOMS, "cellule", 8)).toEqual([]);
  expect(findRooms(EXAMPLE_ROOMS, "astreinte", 8)).toEqual([]);
});
