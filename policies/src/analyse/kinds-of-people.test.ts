import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PEOPLE, Dice, randomPolicy } from "../../vectors/source/random-policy.ts";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import { isUserId } from "../evaluate/user-id.ts";
import { indexOf } from "../evaluate/rule-index.ts";
import type { Policy } from "../model/policy.ts";
import { kindsOfPeople } from "./kinds-of-people.ts";

const keysOf = (policy: Policy, userIds: readonly string[]): ReadonlySet<number> => new Set(userIds.map((userId) => indexOf(policy).people.profileOf(userId).key));

/** Symbols that the globs of random policies are made of, so that drawn IDs meet them often. */
const userId = fc
  .tuple(fc.string({ unit: fc.constantFrom("a", "b", "c", "-", "sg", "bot", "-interieur", "Z"), minLength: 1, maxLength: 5 }), fc.constantFrom("etat.example", "x.example", "fin.example:8448", "c.example", "b:c.example", "x"))
  .map(([local, server]) => `@${local}:${server}`);

describe("kinds of people", { timeout: 60_000 }, () => {
  it("has somebody for each set, for whoever is in none, and for those whom rules single out", () => {
    const { kinds, complete } = kindsOfPeople([referencePolicy]);
    expect(complete).toBe(true);
    const inGeneral = kinds.filter(({ singled }) => !singled).map(({ sets }) => sets[0]?.join());
    expect(inGeneral.sort()).toEqual(["", "defense", "finances", "interieur", "services", "sg"]);
    expect(kinds.filter(({ singled }) => singled).map(({ userId: id }) => id)).toContain("@nora.diallo-externe:etat.example");
  });

  it("misses nobody whom a policy tells apart", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), fc.array(userId, { maxLength: 20 }), (seed, drawn) => {
        const policy = randomPolicy(new Dice(seed), 8);
        const { kinds, complete } = kindsOfPeople([policy]);
        expect(complete).toBe(true);
        const known = keysOf(policy, kinds.map(({ userId: id }) => id));
        for (const key of keysOf(policy, [...PEOPLE, ...drawn].filter(isUserId))) expect(known).toContain(key);
      }),
      { numRuns: 8 },
    );
  });

  it("tells people apart whom only one of two policies tells apart", () => {
    const renamed: Policy = { ...referencePolicy, sets: { ...referencePolicy.sets, cabinet: { title: { fr: "Cabinet", en: "Cabinet" }, kind: "agents", servers: [], users: ["@cab.*-sg:etat.example"] } } };
    const { kinds } = kindsOfPeople([referencePolicy, renamed]);
    expect(kinds.map(({ sets }) => sets)).toContainEqual([["sg"], ["cabinet", "sg"]]);
  });

  it("says so when it gives up", () => {
    const many = Array.from({ length: 40 }, (_, index) => `@*${String(index)}*a*b*${String(index)}*:*`);
    const set = { title: { fr: "x", en: "x" }, kind: "agents" as const, servers: [], users: many };
    expect(kindsOfPeople([{ ...referencePolicy, sets: { ...referencePolicy.sets, many: set } }], 500).complete).toBe(false);
  });
});
