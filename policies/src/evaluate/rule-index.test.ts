import { expect, it } from "vitest";
import { ask, CAMILLE, referenceBundle } from "../../vectors/source/decision-case.ts";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import type { Rule } from "../model/policy.ts";
import { decide } from "./decide.ts";

const [template] = referencePolicy.rules;
if (template === undefined) throw new Error("the reference policy has no rules");
const refusing = (id: string, mode: Rule["mode"]): Rule => ({ ...template, id, effect: "deny", mode, actions: ["join"], who: null, target: null, room: null, exceptions: [] });

it.each([
  ["1234"], ["4321"], ["2143"], ["3412"], ["4123"], ["2341"], ["1432"],
])("asks the rules of a policy by their IDs, though they were written down as %s", (order) => {
  const answerTo = (mode: Rule["mode"]) =>
    decide({ ...referenceBundle, sha256: "", signed_by: [], threshold: 1, policy: { ...referencePolicy, rules: Array.from(order, (digit) => refusing(`R-000${digit}`, mode)) } }, ask("join", CAMILLE, "interministerial"));
  expect(answerTo("enforce").rule_id).toBe("R-0001");
  expect(answerTo("evaluate").would_deny).toEqual(["R-0001", "R-0002", "R-0003", "R-0004"]);
});
