import { describe, expect, it } from "vitest";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import { emergencyRule as emergency, smallPolicy } from "../../vectors/source/signed-things.ts";
import { emergencyRule, policyShape } from "./policy-shape.ts";

type Fields = { readonly [field: string]: unknown };

const [rule] = referencePolicy.rules;
const set = referencePolicy.sets["interieur"];
const roomClass = referencePolicy.room_classes["interministerial"];
const people = (parts: Fields): Fields => ({ sets: null, sets_not: null, users: null, external: null, ...parts });
const rooms = (parts: Fields): Fields => ({ class: null, class_not: null, sets: null, sets_not: null, ...parts });
const title = { fr: "Archives", en: "Archive" };

const ruled = (changes: Fields): Fields => smallPolicy({ rules: [{ ...rule, ...changes }] });
const excepted = (changes: Fields): Fields =>
  ruled({ effect: "deny", exceptions: [{ who: people({ external: true }), target: null, room_id: null, until: "2026-12-01T00:00:00Z", approved_by: "anne.morel", ticket: null, ...changes }] });
const archive = (parts: Fields): Fields => smallPolicy({ room_sets: { archive: { title, rooms: [], classes: [], ...parts } } });

const NAME = "a name of a-z, 0-9 and _";
const ID = "policy.id: 1 to 64 of a-z, 0-9 and -";
const RULE_ID = "policy.rules[0].id: R- and four digits";
const REQUIRES = "policy.rules[0].requires: for a rule that requires, and for no other";

describe("a policy", () => {
  it.each([
    [`policy.sets name "1a": ${NAME}`, smallPolicy({ sets: { "1a": set } })],
    [`policy.sets name "a-": ${NAME}`, smallPolicy({ sets: { "a-": set } })],
    [`policy.sets name "${"a".repeat(65)}": ${NAME}`, smallPolicy({ sets: { ["a".repeat(65)]: set } })],
    [ID, smallPolicy({ id: "Vectors" })],
    [ID, smallPolicy({ id: "vectors!" })],
    [ID, smallPolicy({ id: "a".repeat(65) })],
    ["policy.sets.interieur.servers[0]: a server name in lower case", smallPolicy({ sets: { interieur: { ...set, servers: ["Etat.example"] } } })],
    ["policy.public_rooms[0]: a room ID", smallPolicy({ public_rooms: ["salon:etat.example"] })],
    ["policy.public_rooms[0]: a room ID", smallPolicy({ public_rooms: [`!${"a".repeat(255)}`] })],
    ["policy.room_sets.archive: at least one room or class", archive({})],
    ["policy.room_sets.archive: no room class space", archive({ classes: ["interministerial", "space"] })],
    ["policy.room_classes.interministerial.members: no set finances", smallPolicy({ room_classes: { interministerial: { ...roomClass, members: { sets: ["interieur", "finances"], externals: true } } } })],
    [RULE_ID, ruled({ id: "ER-0100" })],
    [RULE_ID, ruled({ id: "R-01000" })],
    ["policy.rules[1].id: sorted, none twice", smallPolicy({ rules: [rule, rule] })],
    ["policy.rules[0].who: at least one part that is not null", ruled({ who: people({}) })],
    ["policy.rules[0].who.users[0]: a glob of 1 to 255 characters", ruled({ who: people({ users: [""] }) })],
    ["policy.rules[0].exceptions: an allowing rule has none", { ...excepted({}), rules: (excepted({})["rules"] as readonly Fields[]).map((each) => ({ ...each, effect: "allow" })) }],
    ["policy.rules[0].exceptions[0].until: an instant", excepted({ until: "2026-12-01" })],
    ["policy.rules[0].exceptions[0]: whom, or which room", excepted({ who: null })],
    [REQUIRES, ruled({ effect: "require" })],
    [REQUIRES, ruled({ effect: "deny", requires: ["confirmed"] })],
    ["policy.rules[0].obligations: for an allowing rule only", ruled({ effect: "deny", obligations: ["log"] })],
    ["policy.rules[0]: no set finances", ruled({ who: people({ sets: ["interieur", "finances"] }) })],
    ["policy.rules[0]: no set finances", ruled({ target: people({ sets_not: ["finances"] }) })],
    ["policy.rules[0]: no set finances", excepted({ who: people({ sets: ["finances"] }) })],
    ["policy.rules[0]: no set finances", excepted({ target: people({ sets_not: ["finances"] }) })],
    ["policy.rules[0]: no room class space", ruled({ room: rooms({ class: ["interministerial", "space"] }) })],
    ["policy.rules[0]: no room class space", ruled({ room: rooms({ class_not: ["space"] }) })],
    ["policy.rules[0]: no room set archive", ruled({ room: rooms({ sets: ["archive"] }) })],
    ["policy.rules[0]: no room set archive", ruled({ room: rooms({ sets_not: ["archive"] }) })],
  ])("is none, and where is said: %s", (problem, policy) => {
    expect(policyShape(policy, "policy")).toBe(problem);
  });

  it.each([
    ["as small as the vectors have it", smallPolicy()],
    ["a name of 64 characters", smallPolicy({ sets: { interieur: set, ["a".repeat(64)]: set } })],
    ["an id of 64 characters", smallPolicy({ id: "a-1".padEnd(64, "z") })],
    ["a room ID of 255 characters, beyond the first plane", smallPolicy({ public_rooms: [`!${"\u{1F3DB}".repeat(254)}`] })],
    ["a set of rooms by its class", archive({ classes: ["interministerial"] })],
    ["a set of rooms, one by one", archive({ rooms: ["!a:etat.example"] })],
    ["a rule about a set of rooms", { ...ruled({ room: rooms({ sets: ["archive"] }) }), room_sets: archive({ classes: ["interministerial"] })["room_sets"] }],
    ["members of a set that is there", smallPolicy({ room_classes: { interministerial: { ...roomClass, members: { sets: ["interieur"], externals: true } } } })],
    ["an exception by whom it is done to", excepted({ who: null, target: people({ external: true }) })],
    ["an exception by its room", excepted({ who: null, room_id: "!a:etat.example" })],
    ["an allowing rule with an obligation", ruled({ obligations: ["log"] })],
    ["a rule that demands something", ruled({ effect: "require", requires: ["confirmed"] })],
  ])("may have %s", (_, policy) => {
    expect(policyShape(policy, "policy")).toBeNull();
  });
});

describe("a rule of an overlay", () => {
  it("has an id of its own kind, and nothing before or after it", () => {
    expect(emergencyRule(emergency(), "rule")).toBeNull();
    for (const id of ["RE-0001", "E-00011", "R-0001"]) expect(emergencyRule(emergency({ id }), "rule")).toBe("rule.id: E- and four digits");
  });
});
