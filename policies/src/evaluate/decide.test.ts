import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ask, CAMILLE, create, NORA, referenceBundle, SERVICE } from "../../vectors/source/decision-case.ts";
import { bundleOf, Dice, randomLayers, randomPolicy, randomRequest, randomRule } from "../../vectors/source/random-policy.ts";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import type { Policy, Rule } from "../model/policy.ts";
import { policyShape } from "../verify/policy-shape.ts";
import { decide, decideLayers } from "./decide.ts";

/** A policy, a request about it and dice that go on, from one seed. */
const drawn = (seed: number) => {
  const dice = new Dice(seed);
  const policy = randomPolicy(dice, dice.number(12));
  return { dice, policy, request: randomRequest(dice, policy) };
};
const answer = (policy: Policy, request: unknown) => decide(bundleOf(policy), request);
const always = (holds: (seed: number) => void): void => {
  fc.assert(fc.property(fc.integer({ min: 0 }), holds), { numRuns: 1000 });
};
const withoutExceptions = (rules: readonly Rule[]): Rule[] => rules.map((rule) => ({ ...rule, exceptions: [] }));

describe("decide", { timeout: 60_000 }, () => {
  it("is asked of policies that every verifier accepts, and of requests of which enough are allowed", () => {
    let allowed = 0;
    for (let seed = 0; seed < 1000; seed += 1) {
      const { policy, request } = drawn(seed);
      expect(policyShape(policy, "policy")).toBeNull();
      if (answer(policy, request).effect === "allow") allowed += 1;
    }
    expect(allowed).toBeGreaterThan(100);
  });

  it("does not depend on the order of rules, nor on that of anything else that is listed", () => {
    always((seed) => {
      const { policy, request } = drawn(seed);
      const backwards = (names: readonly string[] | null) => (names === null ? null : [...names].reverse());
      const turned = policy.rules.map((rule): Rule => ({
        ...rule,
        actions: [...rule.actions].reverse(),
        requires: [...rule.requires].reverse(),
        obligations: [...rule.obligations].reverse(),
        exceptions: [...rule.exceptions].reverse(),
        who: rule.who && { ...rule.who, sets: backwards(rule.who.sets), users: backwards(rule.who.users) },
      }));
      expect(answer({ ...policy, rules: turned.reverse() }, request)).toEqual(answer(policy, request));
    });
  });

  it("never allows more because a denying or requiring rule was added", () => {
    always((seed) => {
      const { dice, policy, request } = drawn(seed);
      const more: Policy = { ...policy, rules: [...policy.rules, randomRule(dice, 9999, dice.chance(50) ? "deny" : "require")] };
      if (answer(policy, request).effect === "deny") expect(answer(more, request).effect).toBe("deny");
    });
  });

  it("never allows less because an allowing rule was added", () => {
    always((seed) => {
      const { dice, policy, request } = drawn(seed);
      const more: Policy = { ...policy, defaults: { ...policy.defaults }, rules: [...policy.rules, randomRule(dice, 9999, "allow")] };
      if (answer(policy, request).effect === "allow") expect(answer(more, request).effect).toBe("allow");
    });
  });

  it("treats an exception that is over as if it were not there", () => {
    always((seed) => {
      const { policy, request } = drawn(seed);
      const over = policy.rules.map((rule): Rule => ({ ...rule, exceptions: rule.exceptions.map((one) => ({ ...one, until: "2026-01-01T00:00:00Z" })) }));
      expect(answer({ ...policy, rules: over }, request)).toEqual(answer({ ...policy, rules: withoutExceptions(policy.rules) }, request));
    });
  });

  it("never allows more because an exception was taken away", () => {
    always((seed) => {
      const { policy, request } = drawn(seed);
      if (answer(policy, request).effect === "deny") expect(answer({ ...policy, rules: withoutExceptions(policy.rules) }, request).effect).toBe("deny");
    });
  });

  it("answers alike whatever the sets are called", () => {
    always((seed) => {
      const { policy, request } = drawn(seed);
      const name = (old: string): string => `z${String(999 - old.length)}_${[...old].reverse().join("")}`;
      const names = <List extends readonly string[] | null>(old: List) => (old === null ? null : old.map(name)) as List;
      const renamed = <Value>(sets: { readonly [old: string]: Value }) => Object.fromEntries(Object.entries(sets).map(([old, set]) => [name(old), set]));
      const person = (matcher: Rule["who"]) => matcher && { ...matcher, sets: names(matcher.sets), sets_not: names(matcher.sets_not) };
      const people = <Value extends Pick<Rule, "who" | "target">>(value: Value): Value => ({ ...value, who: person(value.who), target: person(value.target) });
      const other: Policy = {
        ...policy,
        sets: renamed(policy.sets),
        room_sets: renamed(policy.room_sets),
        room_classes: Object.fromEntries(Object.entries(policy.room_classes).map(([id, one]) => [id, { ...one, members: { ...one.members, sets: names(one.members.sets) } }])),
        rules: policy.rules.map((rule) => ({ ...people(rule), room: rule.room && { ...rule.room, sets: names(rule.room.sets), sets_not: names(rule.room.sets_not) }, exceptions: rule.exceptions.map(people) })),
      };
      expect(answer(other, request)).toEqual(answer(policy, request));
    });
  });

  it("answers for a rule on trial as it would if the rule were enforced", () => {
    always((seed) => {
      const { dice, policy, request } = drawn(seed);
      const rule: Rule = { ...randomRule(dice, 0, dice.chance(50) ? "deny" : "require"), mode: "enforce" };
      const others = policy.rules.filter(({ id }) => id !== rule.id);
      const enforced = answer({ ...policy, rules: [rule, ...others.filter(({ effect }) => effect !== "deny")] }, request);
      const onTrial = answer({ ...policy, rules: [{ ...rule, mode: "evaluate" }, ...others.filter(({ effect }) => effect !== "deny")] }, request);
      expect(onTrial.would_deny.includes(rule.id)).toBe(enforced.rule_id === rule.id);
    });
  });

  it("narrows with every further layer, and says which layer refused", () => {
    always((seed) => {
      const dice = new Dice(seed);
      const [national, ...others] = randomLayers(dice);
      const request = randomRequest(dice, national.policy);
      const decision = decideLayers(national, [...others].reverse(), request);
      const alone = [national, ...others].map((bundle) => decide(bundle, request));
      expect(decision.layers).toEqual(alone);
      const refused = alone.find(({ effect }) => effect === "deny");
      expect(decision).toMatchObject(refused ?? { effect: "allow", rule_id: alone[0]?.rule_id, layer: "national" });
      if (refused === undefined) expect(decision.obligations).toEqual([...new Set(alone.flatMap(({ obligations }) => obligations))].sort());
    });
  });

  it("lets neither externals create nor service accounts into encryption, whatever the rules say", () => {
    always((seed) => {
      const { dice, policy } = drawn(seed);
      const rules = { ...referencePolicy, rules: policy.rules.map((rule): Rule => ({ ...rule, who: null, target: null, room: null })) };
      expect(decide(bundleOf(rules), create(dice.one([NORA, "nobody", null]), "interministerial")).effect).toBe("deny");
      expect(decide(bundleOf(rules), ask("join", SERVICE, "interministerial")).effect).toBe("deny");
      expect(decide(bundleOf(rules), ask("invite", CAMILLE, "direct", { target: SERVICE })).effect).toBe("deny");
    });
  });

  it("answers anything at all, and never by a throw", () => {
    fc.assert(
      fc.property(fc.anything(), (asked) => {
        expect(decide({ ...referenceBundle, sha256: "", signed_by: [], threshold: 1 }, asked)).toMatchObject({ effect: "deny", rule_id: "F-07", would_deny: [], obligations: [], unmet: [] });
      }),
    );
    const { policy, request } = drawn(1);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(request)), fc.anything(), (field, value) => {
        expect(["allow", "deny"]).toContain(answer(policy, { ...request, [field]: value }).effect);
      }),
    );
  });

  it("remembers people and questions without end, and answers alike afterwards", () => {
    const { policy } = drawn(7);
    const asked = ask("join", "@ab:etat.example", "interministerial");
    const before = answer(policy, asked);
    const bundle = bundleOf(policy);
    for (let person = 0; person < 45_000; person += 1) decide(bundle, ask("join", `@p${String(person)}:etat.example`, "interministerial"));
    expect(decide(bundle, asked)).toEqual(before);
  });
});
