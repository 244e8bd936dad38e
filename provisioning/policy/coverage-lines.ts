/** What the officers' tests reach of their rules, in words. */
import type { Branch, RuleCoverage } from "#policies/analyse/rule-coverage.ts";
import { both, type LocalisedText } from "../output/language.ts";

function branchWords(branch: Branch): LocalisedText {
  switch (branch.kind) {
    case "decides":
      return both("décider", "deciding");
    case "spares":
      return both("ne pas s’appliquer", "not applying");
    case "fulfilled":
      return both("avoir ce qu’elle demande", "having what it requires");
    case "exception":
      return both(`son exception ${branch.index + 1}`, `its exception ${branch.index + 1}`);
  }
}

/** How much is reached, then for each rule what no test shows. */
export function coverageLines({ rules, branches, uncovered }: RuleCoverage): readonly LocalisedText[] {
  const ids = [...new Set(uncovered.map(({ ruleId }) => ruleId))];
  return [
    both(`Règles qu’un essai fait décider : ${rules.covered} sur ${rules.all} ; branches atteintes : ${branches.covered} sur ${branches.all}`, `Rules that a test lets decide: ${rules.covered} of ${rules.all}; branches reached: ${branches.covered} of ${branches.all}`),
    ...ids.map((id) => {
      const words = uncovered.filter(({ ruleId }) => ruleId === id).map(branchWords);
      return both(`  ${id} : aucun essai ne la montre ${words.map(({ fr }) => fr).join(", ")}`, `  ${id}: no test shows it ${words.map(({ en }) => en).join(", ")}`);
    }),
  ];
}
