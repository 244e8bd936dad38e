import { expect, test, vi } from "vitest";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import type { Policy, Rule } from "../model/policy.ts";
import { idleRules } from "./idle-rules.ts";

vi.setConfig({ testTimeout: 60_000 });

const NOW = "2026-11-23T12:00:00Z";
const [model] = referencePolicy.rules;
if (model === undefined) throw new Error("the reference policy has rules");
const rule = (parts: Partial<Rule>): Rule => ({ ...model, who: null, target: null, room: null, exceptions: [], ...parts });
const some = (...rules: readonly Rule[]): Policy => ({ ...referencePolicy, rules });
const staff = { class: ["staff"], class_not: null, sets: null, sets_not: null };
const sg = { sets: ["sg"], sets_not: null, users: null, external: null };

test("names a rule that others together overrule everywhere, and which they are", () => {
  const overruled = rule({ id: "R-0001", effect: "allow", actions: ["join"], room: staff, who: sg });
  const first = rule({ id: "R-0002", effect: "deny", actions: ["join"], who: sg });
  expect(idleRules(some(overruled, first), NOW).rules).toEqual([{ ruleId: "R-0001", by: ["R-0002"] }]);
});

test("names a rule that the floor or the class leaves nothing to, and one that applies nowhere", () => {
  const externals = { sets: null, sets_not: null, users: null, external: true };
  const opening = rule({ id: "R-0001", effect: "allow", actions: ["create_room"], who: externals });
  expect(idleRules(some(opening), NOW).rules).toEqual([{ ruleId: "R-0001", by: [] }]);
});

test("has nothing to say of rules that each decide something, on trial or enforced", () => {
  const trial = rule({ id: "R-0001", effect: "deny", actions: ["join"], mode: "evaluate" });
  const allowing = rule({ id: "R-0002", effect: "allow", actions: ["join"] });
  expect(idleRules(some(trial, allowing), NOW).rules).toEqual([]);
});

test("says nothing rather than half of it when there is too much to ask", () => {
  expect(idleRules(referencePolicy, NOW, 10)).toEqual({ rules: [], complete: false });
});
