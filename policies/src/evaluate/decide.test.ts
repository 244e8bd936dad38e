import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ask, CAMILLE, create, IDRIS, message, NORA, NOW, referenceBundle, SAMUEL, SERVICE, STALE } from "../../vectors/source/decision-case.ts";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import type { PolicyBundle } from "../model/policy-bundle.ts";
import { ACTIONS, type Matcher, type Policy, type Rule } from "../model/policy.ts";
import { decide } from "./decide.ts";

const bundleOf = (policy: Policy): PolicyBundle => ({ ...referenceBundle, policy, sha256: "0".repeat(64), signed_by: [], threshold: 1 });

const PEOPLE = [CAMILLE, IDRIS, SAMUEL, NORA, SERVICE, "@paul.petit:defense.example", "@SAMUEL:etat.example", "nobody", null];
const CLASSES = [...Object.keys(referencePolicy.room_classes), "unlisted", null];
const ROOMS = ["!presse:etat.example", "!crue:etat.example", null];

const person = fc.constantFrom(...PEOPLE);
const matcher: fc.Arbitrary<Matcher> = fc.record({
  sets: fc.option(fc.subarray(Object.keys(referencePolicy.sets), { minLength: 1 })),
  sets_not: fc.option(fc.subarray(Object.keys(referencePolicy.sets), { minLength: 1 })),
  users: fc.option(fc.subarray(["@*-interieur:*", "@?amuel*", "@*", "@nora*"], { minLength: 1 })),
  external: fc.option(fc.boolean()),
});
const instant = fc.constantFrom("2026-11-22T00:00:00Z", NOW, "2026-12-01T00:00:00Z", STALE);
const ruleParts = fc.record({
  actions: fc.subarray([...ACTIONS], { minLength: 1 }),
  who: fc.option(matcher),
  target: fc.option(matcher),
  room: fc.option(fc.record({ class: fc.option(fc.subarray(Object.keys(referencePolicy.room_classes), { minLength: 1 })), class_not: fc.constant(null) })),
  mode: fc.constantFrom("enforce" as const, "evaluate" as const),
  effect: fc.constantFrom("allow" as const, "deny" as const),
  exceptions: fc.array(fc.record({ who: fc.option(matcher), target: fc.option(matcher), room_id: fc.constantFrom(...ROOMS), until: instant }), { maxLength: 2 }),
});
const template = referencePolicy.rules[0];
if (template === undefined) throw new Error("the reference policy has no rules");
const rules = fc.array(ruleParts, { maxLength: 8 }).map((drawn): Rule[] =>
  drawn.map((parts, index) => ({
    ...template,
    ...parts,
    id: `R-${String(index + 1).padStart(4, "0")}`,
    exceptions: parts.effect === "deny" ? parts.exceptions.map((one) => ({ ...one, approved_by: "anne.morel", ticket: null })) : [],
  })),
);
const request = fc
  .record({ action: fc.constantFrom(...ACTIONS), actor: person, target: person, class: fc.constantFrom(...CLASSES), id: fc.constantFrom(...ROOMS), now: instant, encrypted: fc.option(fc.boolean()) })
  .map(({ action, actor, target, class: classId, id, now, encrypted }) => {
    if (action === "create_room") return create(actor, classId, {}, { now });
    if (action === "send") return message(actor, classId, { event_encrypted: encrypted, room: { id, encrypted }, now });
    return ask(action, actor, classId, { ...(action === "invite" ? { target } : {}), room: { id }, now });
  });
const withRules = (list: readonly Rule[]): PolicyBundle => bundleOf({ ...referencePolicy, rules: list });

describe("decide", { timeout: 30_000 }, () => {
  it("does not depend on the order of rules", () => {
    fc.assert(
      fc.property(
        rules.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        request,
        ([list, shuffled], asked) => {
          expect(decide(withRules(shuffled), asked)).toEqual(decide(withRules(list), asked));
        },
      ),
    );
  });

  it("never allows more because a denying rule was added", () => {
    fc.assert(
      fc.property(rules, ruleParts, request, (list, parts, asked) => {
        const denying: Rule = { ...template, ...parts, id: "R-9999", effect: "deny", exceptions: [] };
        if (decide(withRules(list), asked).effect === "deny") expect(decide(withRules([...list, denying]), asked).effect).toBe("deny");
      }),
    );
  });

  it("treats an exception that is over as if it were not there", () => {
    fc.assert(
      fc.property(rules, request, (list, asked) => {
        const over = list.map((rule): Rule => ({ ...rule, exceptions: rule.exceptions.map((one) => ({ ...one, until: "2026-01-01T00:00:00Z" })) }));
        const none = list.map((rule): Rule => ({ ...rule, exceptions: [] }));
        expect(decide(withRules(over), asked)).toEqual(decide(withRules(none), asked));
      }),
    );
  });

  it("never allows more because an exception was taken away", () => {
    fc.assert(
      fc.property(rules, request, (list, asked) => {
        const none = list.map((rule): Rule => ({ ...rule, exceptions: [] }));
        if (decide(withRules(list), asked).effect === "deny") expect(decide(withRules(none), asked).effect).toBe("deny");
      }),
    );
  });

  it("refuses a creation by somebody outside the state whatever the rules say", () => {
    fc.assert(
      fc.property(rules, fc.constantFrom(NORA, "nobody", null), fc.constantFrom(...CLASSES), (list, actor, classId) => {
        expect(decide(withRules(list), create(actor, classId)).effect).toBe("deny");
      }),
    );
  });

  it("answers anything at all, and never by a throw", () => {
    fc.assert(
      fc.property(fc.anything(), (asked) => {
        expect(decide(withRules([]), asked)).toMatchObject({ effect: "deny", rule_id: "F-07", would_deny: [] });
      }),
    );
  });

  it("answers a request in which anything was replaced by anything", () => {
    fc.assert(
      fc.property(rules, request, fc.constantFrom("actor", "target", "room", "event_encrypted", "creation", "now", "action"), fc.anything(), (list, asked, field, value) => {
        expect(["allow", "deny"]).toContain(decide(withRules(list), { ...asked, [field]: value }).effect);
      }),
    );
  });

  it("stays fast with 1,000 rules", () => {
    const many = Array.from({ length: 1000 }, (_, index): Rule => ({ ...template, id: `R-${String(index).padStart(4, "0")}`, actions: ["join"], effect: "deny", who: { sets: null, sets_not: null, users: [`@*a*b*-${String(index)}:*`], external: null } }));
    const bundle = withRules(many);
    const asked = ask("join", `@${"ab".repeat(100)}:etat.example`, "interministerial");
    decide(bundle, asked);
    const begin = performance.now();
    for (let turn = 0; turn < 10; turn += 1) decide(bundle, asked);
    expect((performance.now() - begin) / 10).toBeLessThan(250);
  });
});
