import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bundleOf, Dice, randomPolicy, randomRequest, randomRule } from "../../vectors/source/random-policy.ts";
import { referencePolicy as wholePolicy } from "../../vectors/source/reference-policy.ts";
import { decide } from "../evaluate/decide.ts";
import { readAccessRequest } from "../evaluate/read-access-request.ts";
import { isUserId } from "../evaluate/user-id.ts";
import type { AccessRequest } from "../model/access-request.ts";
import type { Policy, Rule } from "../model/policy.ts";
import { comparePolicies } from "./compare-policies.ts";
import { unsignedBundle } from "./unsigned-bundle.ts";

const NOW = "2026-11-23T12:00:00Z";
/** Three of its classes are enough to see every kind of difference, and are decided in half the time. */
const referencePolicy: Policy = { ...wholePolicy, room_classes: Object.fromEntries(Object.entries(wholePolicy.room_classes).filter(([id]) => ["announcements", "interministerial", "staff"].includes(id))) };
const with_ = (change: (rule: Rule) => Rule | null, policy: Policy = referencePolicy): Policy => ({ ...policy, rules: policy.rules.flatMap((rule) => change(rule) ?? []) });
const without = (id: string): Policy => with_((rule) => (rule.id === id ? null : rule));
const told = (before: Policy, after: Policy) => comparePolicies(before, after, NOW).changes.map(({ direction, action, classId, rules }) => `${direction} ${action} ${classId} ${rules.before} ${rules.after}`);

/** What the comparison speaks of: somebody who can be, in a class that exists. */
const isOrdinary = ({ actor, target, room, action }: AccessRequest): boolean =>
  actor !== null && isUserId(actor) && (target === null ? action !== "invite" && action !== "change_power" : isUserId(target)) && room.class !== null;

describe("comparing what two policies mean", { timeout: 120_000 }, () => {
  it("finds no difference between a policy and itself, nor when only words, order or the names of sets change", () => {
    const reworded = with_((rule) => ({ ...rule, title: { fr: "Autre", en: "Other" } }), { ...referencePolicy, rules: [...referencePolicy.rules].reverse() });
    expect(told(referencePolicy, reworded)).toEqual([]);
    const { sg, ...sets } = referencePolicy.sets;
    if (sg === undefined) throw new Error("the reference policy has the set");
    const renamed = JSON.parse(JSON.stringify({ ...referencePolicy, sets: { ...sets, general: sg } }).replaceAll('"sg"', '"general"')) as Policy;
    expect(told(referencePolicy, renamed)).toEqual([]);
  });

  it("calls the loss of a denying rule wider, its gain narrower, with an example that bears it out", () => {
    const { changes, complete } = comparePolicies(referencePolicy, without("R-0530"), NOW);
    expect(complete).toBe(true);
    const wider = changes.find(({ direction, action }) => direction === "wider" && action === "change_power");
    if (wider === undefined) throw new Error("nothing became wider");
    expect(wider.rules.before).toBe("R-0530");
    expect(wider.targets.every(({ before }) => before.length === 0)).toBe(true);
    expect(decide(unsignedBundle(referencePolicy, NOW), wider.example.request).effect).toBe("deny");
    expect(decide(unsignedBundle(without("R-0530"), NOW), wider.example.request).effect).toBe("allow");
    expect(new Set(comparePolicies(without("R-0530"), referencePolicy, NOW).changes.map(({ direction }) => direction))).toEqual(new Set(["narrower"]));
  });

  it("finds what an exception opens for one person in one room, and nothing after its end", () => {
    const before = with_((rule) => (rule.id === "R-0200" ? { ...rule, exceptions: [] } : rule));
    const { changes } = comparePolicies(before, referencePolicy, NOW);
    const invited = changes.find(({ direction, action }) => direction === "wider" && action === "invite");
    expect(invited?.rooms).toContain("!crue:etat.example");
    expect(invited?.targets.map(({ named }) => named)).toContain("@nora.diallo-externe:etat.example");
    expect(comparePolicies(before, referencePolicy, "2026-12-01T00:00:00Z").changes).toEqual([]);
  });

  it("finds that an exception which lasts longer is wider later", () => {
    const longer = with_((rule) => (rule.id === "R-0200" ? { ...rule, exceptions: rule.exceptions.map((one) => ({ ...one, until: "2027-01-31T00:00:00Z" })) } : rule));
    const moments = new Set(comparePolicies(referencePolicy, longer, NOW).changes.map(({ direction, example }) => `${direction} ${example.request.now}`));
    expect(moments).toContain("wider 2026-11-30T00:00:00Z");
    expect([...moments].some((moment) => moment.endsWith(NOW))).toBe(false);
  });

  it("finds that the facts of a class changed: rooms as they were are refused, rooms as they will be are allowed", () => {
    const staff = referencePolicy.room_classes["staff"];
    if (staff === undefined) throw new Error("the reference policy has the class");
    const after = { ...referencePolicy, room_classes: { ...referencePolicy.room_classes, staff: { ...staff, federate: !staff.federate } } };
    expect(told(referencePolicy, after)).toEqual(["wider create_room staff F-04 R-0100", "narrower create_room staff R-0100 F-04"]);
  });

  it("finds other obligations and other rules on trial", () => {
    const after = with_((rule) => (rule.id === "R-0500" ? { ...rule, obligations: [] } : rule));
    expect(new Set(comparePolicies(referencePolicy, after, NOW).changes.map(({ direction }) => direction))).toEqual(new Set(["obligations"]));
    expect(told(referencePolicy, without("R-0512")).every((line) => line.startsWith("trial send"))).toBe(true);
  });

  it("finds every difference that a request drawn by chance can find", () => {
    let differing = 0;
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        const dice = new Dice(seed);
        const before = randomPolicy(dice, 5);
        const after: Policy = { ...before, rules: [...before.rules.slice(1), randomRule(dice, 9000)] };
        const { changes, complete } = comparePolicies(before, after, "2026-11-23T11:59:59Z");
        expect(complete).toBe(true);
        const found = new Set(changes.map(({ direction, action, classId }) => `${direction} ${action} ${classId}`));
        for (let index = 0; index < 400; index += 1) {
          const request = readAccessRequest(randomRequest(dice, before));
          if (request === null || !isOrdinary(request)) continue;
          const [was, is] = [before, after].map((policy) => decide(bundleOf(policy), request).effect);
          if (was === is) continue;
          differing += 1;
          expect(found).toContain(`${is === "allow" ? "wider" : "narrower"} ${request.action} ${String(request.room.class)}`);
        }
      }),
      { numRuns: 4, seed: 5 }, // the same requests every time, for the count below must not be a matter of luck
    );
    expect(differing).toBeGreaterThan(5);
  });

  it("says so when it was stopped before the end", () => {
    expect(comparePolicies(referencePolicy, without("R-0530"), NOW, 100).complete).toBe(false);
  });
});
