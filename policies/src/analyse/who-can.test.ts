import { expect, test, vi } from "vitest";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import { ACTIONS, type Action, type Policy } from "../model/policy.ts";
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

test("of several layers: the first that refuses is named, and people are told apart by all of them", () => {
  const [closed] = referencePolicy.rules.filter(({ effect }) => effect === "deny");
  if (closed === undefined) throw new Error("the reference policy refuses something");
  const ministry: Policy = {
    ...referencePolicy,
    layer: "ministry",
    defaults: Object.fromEntries(ACTIONS.map((one) => [one, "allow"])) as Policy["defaults"], // one for each action
    sets: { ...referencePolicy.sets, cabinet: { title: { fr: "Cabinet", en: "Office" }, kind: "agents", servers: [], users: ["@*-cabinet-interieur:etat.example"] } },
    rules: [{ ...closed, id: "R-0001", actions: ["join"], who: null, target: { sets: ["interieur"], sets_not: ["cabinet"], users: null, external: null }, room: null, exceptions: [], mode: "enforce" }],
  };
  const { rows: found } = whoCan([{ policy: referencePolicy, stale: false }, { policy: ministry, stale: false }], "join", "staff", NOW);
  const interior = found.filter(({ actor, actorNamed, roomId }) => actor.join() === "interieur" && actorNamed === null && roomId === null);
  expect(interior.map(({ actorFurther, effect, layer }) => [actorFurther[0]?.join(), effect, layer]).sort()).toEqual([["cabinet,interieur", "allow", "national"], ["interieur", "deny", "ministry"]]);
  // What the nation refuses is the nation's refusal, whatever the other layer says.
  expect(found.filter(({ actor }) => actor.length === 0).every(({ effect, layer }) => effect === "deny" && layer === "national")).toBe(true);
  // A layer that has run out refuses what widens, and nothing else.
  const stale = whoCan([{ policy: referencePolicy, stale: false }, { policy: { ...ministry, rules: [] }, stale: true }], "create_room", "staff", NOW).rows;
  expect(stale.every(({ effect }) => effect === "deny")).toBe(true);
  expect(stale.some(({ ruleId, layer }) => ruleId === "F-05" && layer === "ministry")).toBe(true);
});
