import { expect, test } from "vitest";
import { referencePolicy } from "../../policies/vectors/source/reference-policy.ts";
import { differenceLines, policyDifference } from "./difference.ts";

const [first, second, ...rest] = referencePolicy.rules;
if (first === undefined || second === undefined) throw new Error("the reference policy has rules");

test("an officer reads which rules come, go and change before signing", () => {
  const after = {
    ...referencePolicy,
    contact: "autre@etat.example",
    public_rooms: [...referencePolicy.public_rooms, "!new"],
    rules: [{ ...first, mode: "evaluate" as const }, ...rest, { ...second, id: "R-9999" }],
  };
  const difference = policyDifference(referencePolicy, after);
  expect(difference.rules).toEqual({ added: ["R-9999"], removed: [second.id], changed: [first.id] });
  expect(differenceLines(difference).map((line) => line.fr)).toEqual([
    `Règles : 1 ajout, 1 retrait, 1 modification   +R-9999 -${second.id} ~${first.id}`,
    "Salons publics : 1 ajout, 0 retrait, 0 modification   +!new",
    "Titre, responsable, contact ou réponses par défaut : modifiés",
    "  policy contact",
    `    - "${referencePolicy.contact}"`,
    '    + "autre@etat.example"',
    `  ${first.id} mode`,
    '    - "enforce"',
    '    + "evaluate"',
  ]);
});

test("a reworded reason is read as it was and as it will be, and nothing beside it", () => {
  const reworded = { ...first, because: { ...first.because, reason: { ...first.because.reason, fr: "Autre raison." } } };
  const { fields } = policyDifference(referencePolicy, { ...referencePolicy, rules: [reworded, second, ...rest] });
  expect(fields).toEqual([{ place: `${first.id} because.reason.fr`, before: JSON.stringify(first.because.reason.fr), after: '"Autre raison."' }]);
});

test("the same rules in another order are no difference", () => {
  const difference = policyDifference(referencePolicy, { ...referencePolicy, rules: [...referencePolicy.rules].reverse() });
  expect(differenceLines(difference).map((line) => line.en)).toEqual(["No difference."]);
});
