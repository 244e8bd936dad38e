import { describe, expect, it } from "vitest";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import type { Matcher, Policy, RoomMatcher, RuleException } from "../model/policy.ts";
import { classesNamed } from "./classes-named.ts";
import { carvesOut, personMatches, roomMatches, roomsNamedBy, type Person } from "./matcher.ts";

const anybody: Matcher = { sets: null, sets_not: null, users: null, external: null };
const anywhere: RoomMatcher = { class: null, class_not: null, sets: null, sets_not: null };
const camille: Person = { sets: new Set(["interieur"]), external: false, service: false, globs: new Set(["@camille*"]) };

const policy: Policy = {
  ...referencePolicy,
  room_sets: {
    crisis: { title: { fr: "Crise", en: "Crisis" }, rooms: ["!crue:etat.example"], classes: ["staff"] },
    open: { title: { fr: "Ouverts", en: "Open" }, rooms: ["!agora:etat.example"], classes: ["announcements", "open_external"] },
  },
};

describe("who a matcher matches", () => {
  it.each([
    ["anybody", anybody, true],
    ["one of several sets", { ...anybody, sets: ["sg", "interieur"] }, true],
    ["none of several sets", { ...anybody, sets: ["sg", "finances"] }, false],
    ["nobody of several sets, and one of them has them", { ...anybody, sets_not: ["sg", "interieur"] }, false],
    ["nobody of other sets", { ...anybody, sets_not: ["sg", "finances"] }, true],
    ["one of several globs", { ...anybody, users: ["@anne*", "@camille*"] }, true],
    ["no glob", { ...anybody, users: ["@anne*"] }, false],
    ["externals", { ...anybody, external: true }, false],
    ["all but externals", { ...anybody, external: false }, true],
    ["a set and not a glob", { ...anybody, sets: ["interieur"], users: ["@anne*"] }, false],
  ] as const)("%s", (_, matcher, wanted) => {
    expect(personMatches(matcher, camille)).toBe(wanted);
    expect(personMatches(matcher, null)).toBeNull();
  });

  it("null, an unknown person included", () => {
    expect(personMatches(null, null)).toBe(true);
  });
});

describe("which rooms a matcher matches", () => {
  it.each([
    ["any room", anywhere, true],
    ["one of several classes", { ...anywhere, class: ["direct", "staff"] }, true],
    ["another class", { ...anywhere, class: ["direct"] }, false],
    ["none of several classes, and it is of one of them", { ...anywhere, class_not: ["direct", "staff"] }, false],
    ["not of another class", { ...anywhere, class_not: ["direct"] }, true],
    ["one of several sets", { ...anywhere, sets: ["open", "crisis"] }, true],
    ["another set", { ...anywhere, sets: ["open"] }, false],
    ["none of several sets, and one of them has it", { ...anywhere, sets_not: ["open", "crisis"] }, false],
    ["not in another set", { ...anywhere, sets_not: ["open"] }, true],
    ["a class and not a set", { ...anywhere, class: ["staff"], sets: ["open"] }, false],
    ["a set that is not there", { ...anywhere, sets: ["nowhere"] }, false],
  ] as const)("%s", (_, matcher, wanted) => {
    expect(roomMatches(matcher, policy, "staff", "!salon:etat.example")).toBe(wanted);
  });

  it("null, and those that a set has by their ID", () => {
    expect(roomMatches(null, policy, "staff", null)).toBe(true);
    expect(roomMatches({ ...anywhere, sets: ["open"] }, policy, "staff", "!agora:etat.example")).toBe(true);
    expect(roomMatches({ ...anywhere, sets: ["open"] }, policy, "staff", null)).toBe(false);
  });

  it("are named by ID through sets, whether meant or left out", () => {
    expect(roomsNamedBy({ ...anywhere, sets: ["crisis"], sets_not: ["open"] }, policy)).toEqual(["!crue:etat.example", "!agora:etat.example"]);
    expect(roomsNamedBy({ ...anywhere, sets: ["nowhere"] }, policy)).toEqual([]);
    expect(roomsNamedBy(anywhere, policy)).toEqual([]);
    expect(roomsNamedBy(null, policy)).toEqual([]);
  });

  it("are named by class, by themselves or through sets, each once", () => {
    expect(classesNamed({ ...anywhere, class: ["staff", "direct"], sets: ["crisis", "nowhere", "open"] }, policy)).toEqual(["staff", "direct", "announcements", "open_external"]);
    expect(classesNamed(anywhere, policy)).toEqual([]);
    expect(classesNamed(null, policy)).toEqual([]);
  });
});

describe("an exception", () => {
  const exception: RuleException = { who: { ...anybody, sets: ["interieur"] }, target: null, room_id: null, until: "2026-12-01T00:00:00Z", approved_by: "anne.morel", ticket: null };
  const before = "2026-11-30T23:59:59Z";

  it("carves out whom it names, until its end", () => {
    expect(carvesOut(exception, camille, null, null, before)).toBe(true);
    expect(carvesOut(exception, camille, null, null, "2026-12-01T00:00:00Z")).toBe(false);
    expect(carvesOut(exception, { ...camille, sets: new Set() }, null, null, before)).toBe(false);
  });

  it("carves out nobody unknown", () => {
    expect(carvesOut(exception, null, null, null, before)).toBe(false);
    expect(carvesOut({ ...exception, target: { ...anybody, external: true } }, camille, null, null, before)).toBe(false);
  });

  it("of a room is of no other, nor of one that is not known", () => {
    const inRoom = { ...exception, room_id: "!crue:etat.example" };
    expect(carvesOut(inRoom, camille, null, "!crue:etat.example", before)).toBe(true);
    expect(carvesOut(inRoom, camille, null, "!salon:etat.example", before)).toBe(false);
    expect(carvesOut(inRoom, camille, null, null, before)).toBe(false);
  });
});
