import { expect, test, vi } from "vitest";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import type { Action } from "../model/policy.ts";
import { whoCan, type WhoCanRow } from "./who-can.ts";

vi.setConfig({ testTimeout: 60_000 });

const NOW = "2026-11-23T12:00:00Z";
const rows = (action: Action, classId: string, now = NOW): readonly WhoCanRow[] => whoCan([{ policy: referencePolicy, stale: false }], action, classId, now).rows;
const allowed = (found: readonly WhoCanRow[]): readonly string[] => found.filter(({ effect, actorNamed, roomId }) => effect === "allow" && actorNamed === null && roomId === null).map(({ actor }) => actor.join());

test("names the sets that may join, and nobody besides", () => {
  expect(allowed(rows("join", "staff")).toSorted()).toEqual(["interieur", "sg"]);
  expect(allowed(rows("change_history", "announcements"))).toEqual(["sg"]);
});

test("tells who may invite whom", () => {
  const found = rows("invite", "interministerial").filter(({ actorNamed, targetNamed, roomId }) => actorNamed === null && targetNamed === null && roomId === null);
  expect(found.filter(({ target }) => target?.length === 0).every(({ effect }) => effect === "deny")).toBe(true);
  expect(found.some(({ effect }) => effect === "allow")).toBe(true);
});

test("names the person and the room for which an exception answers otherwise, until it is over", () => {
  const excepted = (now: string): readonly WhoCanRow[] => rows("invite", "interministerial", now).filter(({ roomId, targetNamed }) => roomId === "!crue:etat.example" && targetNamed === "@nora.diallo-externe:etat.example");
  expect(excepted(NOW).length).toBeGreaterThan(0);
  expect(excepted("2026-12-01T00:00:00Z")).toEqual([]);
});

test("says what a client has to see to first", () => {
  const requires = new Set(rows("invite", "open_external").filter(({ target }) => target?.length === 0).flatMap((row) => row.requires));
  expect([...requires].sort()).toEqual(["confirmed", "identity_verified"]);
});

test("of a class that does not exist, nobody can do anything", () => {
  expect(rows("join", "unlisted").every(({ effect, ruleId }) => effect === "deny" && ruleId === "F-01")).toBe(true);
});
