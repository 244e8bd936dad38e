/**
 * Tables of decisions: a row for each person, a column for each class, what must be answered where they meet. Written by hand from
 * SPECIFICATION.md and `reference-policy.ts`.
 */
import { ANNE, ask, CAMILLE, create, creation, DEFENCE, IDRIS, message, NORA, NOW, SAMUEL, SERVICE, STALE, type DecisionCase } from "./decision-case.ts";

const KARIM = "@karim-externe:autre.example";
const ZOE = "@zoe-externe:ailleurs.example";
const BROKEN = "camille";
const PEOPLE = { anne: ANNE, camille: CAMILLE, idris: IDRIS, samuel: SAMUEL, defence: DEFENCE, nora: NORA, karim: KARIM, zoe: ZOE, service: SERVICE, broken: BROKEN, nobody: null } as const;
type Name = keyof typeof PEOPLE;

const CLASSES = ["announcements", "direct", "governance", "interministerial", "open_external", "space", "staff"] as const;
type ClassName = (typeof CLASSES)[number];

type Table = Partial<Record<Name, string>>;
type Ask = (person: string | null, classId: ClassName, name: Name) => unknown;

/** `+R-0202` allows, `R-0200` refuses, `R-0200/R-0300` has a rule on trial beside, `+R-0500{log banner}` obligations, `R-0511[confirmed]` what is unmet. */
const expectation = (cell: string): DecisionCase["expect"] => {
  const [, plus, ruleId = "", trial, obligations, unmet] = /^(\+?)([A-Z]-[0-9a-z_]+)(?:\/([^{[]+))?(?:\{(.*)\})?(?:\[(.*)\])?$/.exec(cell) ?? [];
  if (ruleId === "") throw new Error(`not a cell: ${cell}`);
  const more = { ...(obligations === undefined ? {} : { obligations: obligations.split(",") }), ...(unmet === undefined ? {} : { unmet: unmet.split(",") }) };
  return [plus === "+" ? "allow" : "deny", ruleId, trial === undefined ? [] : trial.split(","), more];
};

/** Cells in the order of CLASSES; a single cell stands for all. */
const table = (about: string, request: Ask, rows: Table): readonly DecisionCase[] =>
  Object.entries(rows).flatMap(([name, row]) => {
    const cells = row.split(/\s+/);
    return CLASSES.map((classId, column): DecisionCase => {
      const person = name as Name; // a key of the table
      const cell = cells.length === 1 ? cells[0] : cells[column];
      return { name: `table: ${about}: ${name}, ${classId}`, request: request(PEOPLE[person], classId, person), expect: expectation(cell ?? "") };
    });
  });

const levels = creation.power_levels;
const CREATIONS: { readonly [classId in ClassName]: { readonly [field: string]: unknown } } = {
  announcements: { encryption: false, history_visibility: "world_readable", join_rule: "public", power_levels: { ...levels, invite: 50, events_default: 50 } },
  direct: {},
  governance: { encryption: false, history_visibility: "shared", join_rule: "public", power_levels: { ...levels, invite: 50, events_default: 100, state_default: 100 } },
  interministerial: {},
  open_external: {},
  space: { encryption: false, history_visibility: "shared", space: true },
  staff: {},
};
const created: Ask = (person, classId) => create(person, classId, CREATIONS[classId]);

export const tableCases: readonly DecisionCase[] = [
  //                                      announcements  direct    governance interministerial open_external space     staff
  ...table("creates as the class says", created, {
    anne: "+R-0100 +R-0100 R-0110 +R-0100 +R-0100 +R-0100 +R-0100",
    camille: "+R-0100 +R-0100 R-0110 +R-0100 +R-0100 +R-0100 +R-0100",
    samuel: "+R-0100 +R-0100 R-0110 +R-0100 +R-0100 +R-0100 F-11",
    defence: "+R-0100 +R-0100 R-0110 +R-0100 +R-0100 +R-0100 F-11",
    service: "+R-0100 F-11 +R-0100 F-11 F-11 +R-0100 F-11",
    nora: "F-04",
    broken: "F-04",
    nobody: "F-04",
  }),
  ...table("creates with a level more", (person, classId) => create(person, classId, { ...CREATIONS[classId], power_levels: { ...levels, redact: 51 } }), { camille: "F-04", service: "F-04" }),
  ...table("creates under expired rules", (person, classId) => create(person, classId, CREATIONS[classId], { now: STALE }), { camille: "F-05", nora: "F-05" }),
  ...table("joins", (person, classId) => ask("join", person, classId), {
    anne: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 +R-0203 +R-0500{banner,log}",
    camille: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 +R-0203 +R-0500{banner,log}",
    samuel: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 +R-0203 F-11",
    defence: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 D-join F-11",
    nora: "+R-0202 +R-0202 +R-0202 R-0200 +R-0202 D-join F-11",
    zoe: "R-0201 R-0201 R-0201 R-0200 R-0201 R-0201 R-0201",
    service: "+R-0202 F-11 +R-0202 F-11 F-11 D-join F-11",
    broken: "R-0201 R-0201 R-0201 R-0200 R-0201 R-0201 R-0201",
    nobody: "R-0201 R-0201 R-0201 R-0200 R-0201 R-0201 R-0201",
  }),
  ...table("joins under expired rules", (person, classId) => ask("join", person, classId, { now: STALE }), {
    camille: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 +R-0203 +R-0500{banner,log}",
    nora: "+R-0202 +R-0202 +R-0202 R-0200 +R-0202 D-join F-11",
  }),
  ...table("joins the room of an exception", (person, classId) => ask("join", person, classId, { room: { id: "!crue:etat.example" } }), {
    nora: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 D-join F-11",
    karim: "+R-0202 +R-0202 +R-0202 R-0200 +R-0202 D-join F-11",
  }),
  ...table("is invited by Anne, nothing seen to", (person, classId) => ask("invite", ANNE, classId, { target: person, met: [] }), {
    camille: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 +R-0203 +R-0500{banner,log,no_forward}",
    samuel: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 +R-0203 F-11",
    defence: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 D-invite F-11",
    nora: "+R-0202 +R-0202 +R-0202 R-0200 R-0510[confirmed,identity_verified] D-invite F-11",
    service: "+R-0202 F-11 +R-0202 F-11 F-11 +R-0203 F-11",
    nobody: "R-0201 R-0201 R-0201 R-0200 R-0201 R-0201 R-0201",
  }),
  ...table("is invited by Anne, asked by a server", (person, classId) => ask("invite", ANNE, classId, { target: person, met: null }), {
    camille: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 +R-0203 +R-0500{banner,log,no_forward}",
    nora: "+R-0202 +R-0202 +R-0202 R-0200 +R-0202 D-invite F-11",
  }),
  ...table("is invited by Anne, half seen to", (person, classId) => ask("invite", ANNE, classId, { target: person, met: ["identity_verified"] }), { nora: "+R-0202 +R-0202 +R-0202 R-0200 R-0510[confirmed] D-invite F-11" }),
  ...table("is invited by Anne, all seen to", (person, classId) => ask("invite", ANNE, classId, { target: person, met: ["identity_verified", "confirmed"] }), { nora: "+R-0202 +R-0202 +R-0202 R-0200 +R-0202 D-invite F-11" }),
  ...table("is invited into the pilot room", (person, classId) => ask("invite", ANNE, classId, { target: person, met: [], room: { id: "!pilote:etat.example" } }), { nora: "+R-0202 +R-0202 +R-0202 R-0200 +R-0202 D-invite F-11" }),
  ...table("is invited into a room of the crisis", (person, classId) => ask("invite", ANNE, classId, { target: person, met: ["device_verified"], room: { id: "!seisme:etat.example" } }), {
    camille: "R-0511[confirmed]",
    nora: "R-0511[confirmed] R-0511[confirmed] R-0511[confirmed] R-0200 R-0510[confirmed,identity_verified] R-0511[confirmed] R-0511[confirmed]",
  }),
  ...table("is invited while the room is made", (person, classId) => ask("invite", ANNE, classId, { target: person, met: [], room: { id: null } }), { camille: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 +R-0203 +R-0500{banner,log,no_forward}" }),
  ...table("is invited by Samuel, a rule on trial", (person, classId) => ask("invite", SAMUEL, classId, { target: person, met: null }), {
    camille: "+R-0202/R-0300 +R-0202/R-0300 +R-0202/R-0300 +R-0202/R-0300 +R-0202/R-0300 +R-0203/R-0300 +R-0500/R-0300{banner,log}",
    nora: "+R-0202/R-0300 +R-0202/R-0300 +R-0202/R-0300 R-0200/R-0300 +R-0202/R-0300 D-invite/R-0300 F-11/R-0300",
  }),
  ...table("is invited under expired rules", (person, classId) => ask("invite", ANNE, classId, { target: person, now: STALE }), {
    camille: "+R-0202 +R-0202 +R-0202 +R-0202 +R-0202 +R-0203 +R-0500{banner,log,no_forward}",
    nora: "F-05",
    nobody: "F-05",
  }),
  ...table("sends an encrypted message", (person, classId) => message(person, classId), {
    anne: "+R-0202 +R-0202 F-02 +R-0202 +R-0202 F-02 D-send",
    camille: "+R-0202 +R-0202 F-02 +R-0202 +R-0202 F-02 D-send",
    samuel: "+R-0202/R-0300 +R-0202/R-0300 F-02 +R-0202/R-0300 +R-0202/R-0300 F-02 D-send/R-0300",
    nora: "+R-0202 +R-0202 F-02 +R-0202 +R-0202 F-02 D-send",
    nobody: "+R-0202/R-0300 +R-0202/R-0300 F-02 +R-0202/R-0300 +R-0202/R-0300 F-02 D-send/R-0300",
  }),
  ...table("sends from a device that nobody signed", (person, classId) => message(person, classId, { met: [] }), {
    anne: "+R-0202/R-0512 +R-0202/R-0512 F-02 +R-0202/R-0512 +R-0202/R-0512 F-02 D-send/R-0512",
    camille: "+R-0202 +R-0202 F-02 +R-0202 +R-0202 F-02 D-send",
    nobody: "+R-0202/R-0300,R-0512 +R-0202/R-0300,R-0512 F-02 +R-0202/R-0300,R-0512 +R-0202/R-0300,R-0512 F-02 D-send/R-0300,R-0512",
  }),
  ...table("sends from a signed device", (person, classId) => message(person, classId, { met: ["device_verified"] }), { anne: "+R-0202 +R-0202 F-02 +R-0202 +R-0202 F-02 D-send" }),
  ...table("sends plaintext", (person, classId) => message(person, classId, { event_encrypted: false }), { anne: "F-02", nora: "F-02" }),
  ...table("sends plaintext into a listed room", (person, classId) => message(person, classId, { event_encrypted: false, room: { id: "!presse:etat.example", encrypted: false } }), { anne: "+R-0202 F-02 F-02 F-02 F-02 F-02 F-02" }),
  ...table("sends into a room that lost its encryption", (person, classId) => message(person, classId, { room: { encrypted: false } }), { camille: "F-09 F-09 F-02 F-09 F-09 F-02 F-09" }),
  ...table("publishes", (person, classId) => ask("publish", person, classId), {
    anne: "+R-0130 +R-0130 +R-0130 +R-0130 +R-0130 D-publish +R-0130",
    camille: "R-0120",
    nora: "R-0120",
    nobody: "R-0120",
  }),
  ...table("opens to all", (person, classId) => ask("make_public", person, classId), { anne: "+R-0130 F-03 +R-0130 F-03 F-03 D-make_public F-03", camille: "R-0120 F-03 R-0120 F-03 F-03 R-0120 F-03" }),
  ...table("changes the history", (person, classId) => ask("change_history", person, classId), {
    anne: "+R-0540 F-03 D-change_history F-03 F-03 D-change_history F-03",
    camille: "D-change_history F-03 D-change_history F-03 F-03 D-change_history F-03",
    nobody: "D-change_history F-03 D-change_history F-03 F-03 D-change_history F-03",
  }),
  ...table("changes the history under expired rules", (person, classId) => ask("change_history", person, classId, { now: STALE }), { anne: "F-05" }),
  ...table("gets power from Anne", (person, classId) => ask("change_power", ANNE, classId, { target: person }), {
    camille: "+D-change_power",
    service: "+D-change_power",
    nora: "R-0530",
    zoe: "R-0530",
    broken: "R-0530",
    nobody: "R-0530",
  }),
  ...table("gets power under expired rules", (person, classId) => ask("change_power", ANNE, classId, { target: person, now: STALE }), { camille: "+D-change_power", nora: "F-05", nobody: "F-05" }),
  ...table("gives an address", (person, classId) => ask("set_alias", person, classId), { camille: "+R-0521 R-0520 R-0520 R-0520 +R-0521 R-0520 R-0520", nobody: "+R-0521 R-0520 R-0520 R-0520 +R-0521 R-0520 R-0520" }),
  ...table("gives the pilot room an address", (person, classId) => ask("set_alias", person, classId, { room: { id: "!pilote:etat.example" } }), { camille: "+R-0521" }),
  ...table("gives a room of the crisis an address", (person, classId) => ask("set_alias", person, classId, { room: { id: "!crue:etat.example" } }), { camille: "+R-0521 R-0520 R-0520 R-0520 +R-0521 R-0520 R-0520" }),
  ...table("gives a room that is being made an address", (person, classId) => ask("set_alias", person, classId, { room: { id: null } }), { camille: "+R-0521 R-0520 R-0520 R-0520 +R-0521 R-0520 R-0520" }),
  ...table("starts a call", (person, classId) => ask("start_call", person, classId), { camille: "+R-0521 D-start_call D-start_call D-start_call +R-0521 D-start_call D-start_call" }),
  ...table("starts a call in the crisis", (person, classId) => ask("start_call", person, classId, { room: { id: "!crue:etat.example" } }), { camille: "+R-0521" }),
  ...table("replaces the room", (person, classId) => ask("upgrade_room", person, classId), {
    camille: "R-0400 R-0400 R-0400 +D-upgrade_room R-0400 R-0400 R-0400",
    samuel: "+D-upgrade_room",
    nora: "+D-upgrade_room",
    nobody: "R-0400 R-0400 R-0400 +D-upgrade_room R-0400 R-0400 R-0400",
  }),
  ...table("replaces the room under expired rules", (person, classId) => ask("upgrade_room", person, classId, { now: STALE }), { samuel: "F-05" }),
  ...table("opens to all under expired rules", (person, classId) => ask("make_public", person, classId, { now: STALE }), { anne: "F-05" }),
  ...table("a second before the rules expire", (person, classId) => ask("publish", person, classId, { now: "2027-02-21T11:59:59Z" }), { anne: "+R-0130 +R-0130 +R-0130 +R-0130 +R-0130 D-publish +R-0130" }),
  ...table("what is seen to, said twice", (person, classId) => ask("join", person, classId, { met: ["confirmed", "confirmed"], now: NOW }), { camille: "F-07" }),
  ...table("something seen to that nobody asks for", (person, classId) => ask("join", person, classId, { met: ["mfa"] }), { camille: "F-07" }),
];
