/** An explanation of a decision in an officer's words. */
import type { Change, Explanation, LayeredExplanation } from "#policies/analyse/explain-decision.ts";
import type { ExceptionTrace, FailedPart, RuleTrace } from "#policies/analyse/trace-rules.ts";
import type { AskedLayer } from "#policies/analyse/asked-layer.ts";
import type { Decision } from "#policies/model/access-request.ts";
import { LAYERS, type Policy } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { classWords, indented, peopleWords, REQUIREMENT_WORDS, ruleWords } from "./policy-words.ts";

const wantedText = ({ wanted }: FailedPart): string => (typeof wanted === "boolean" ? String(wanted) : `[${wanted.join(", ")}]`);

function failedWords(failed: FailedPart): LocalisedText {
  const written = `${failed.part}: ${wantedText(failed)}`;
  return failed.outcome === "unknown" ? both(`« ${written} » ne peut pas être établi`, `“${written}” cannot be told`) : both(`« ${written} » n’est pas rempli`, `“${written}” is not met`);
}

function exceptionWords({ index, until, outcome }: ExceptionTrace): LocalisedText {
  const number = index + 1;
  switch (outcome) {
    case "holds":
      return both(`l’exception ${number} joue jusqu’au ${until}`, `exception ${number} holds until ${until}`);
    case "over":
      return both(`l’exception ${number} est terminée depuis le ${until}`, `exception ${number} is over since ${until}`);
    case "other_room":
      return both(`l’exception ${number} vaut pour un autre salon`, `exception ${number} is for another room`);
    case "other_people":
      return both(`l’exception ${number} vaut pour d’autres personnes`, `exception ${number} is for other people`);
  }
}

const OUTCOMES: Readonly<Record<RuleTrace["outcome"], LocalisedText>> = {
  matches: both("s’applique", "applies"),
  fulfilled: both("demande ce qui est rempli, ou que seul le client peut voir", "asks for what is seen to, or what only a client can see"),
  carved_out: both("s’appliquerait, sans une exception", "would apply, but for an exception"),
  no_match: both("ne s’applique pas", "does not apply"),
};

function traceLines(policy: Policy, trace: RuleTrace, decidingRule: string): readonly LocalisedText[] {
  const rule = ruleWords(policy, trace.ruleId);
  const trial = trace.onTrial ? both(" (à l’essai)", " (on trial)") : both("", "");
  const outcome = trace.ruleId === decidingRule ? both("décide", "decides") : OUTCOMES[trace.outcome];
  const reasons = [...trace.failed.map(failedWords), ...trace.exceptions.map(exceptionWords)];
  return [both(`${trace.effect} ${rule.fr}${trial.fr} : ${outcome.fr}`, `${trace.effect} ${rule.en}${trial.en}: ${outcome.en}`), ...reasons.map((reason) => indented(reason))];
}

function changeWords(policy: Policy, change: Change): LocalisedText {
  switch (change.kind) {
    case "actor":
    case "target": {
      const people = peopleWords(policy, change.sets);
      return change.kind === "actor" ? both(`qui agit était de : ${people.fr}`, `who acts were of: ${people.en}`) : both(`la personne concernée était de : ${people.fr}`, `the person concerned were of: ${people.en}`);
    }
    case "class": {
      const named = classWords(policy, change.classId);
      return both(`le salon était de la catégorie ${named.fr}`, `the room were of class ${named.en}`);
    }
    case "met":
      return both("tout ce que les règles demandent était rempli", "all that the rules require were seen to");
    case "encrypted":
      return change.encrypted ? both("message et salon étaient chiffrés", "message and room were encrypted") : both("le message était en clair", "the message were in the clear");
    case "creation":
      return both("le salon était créé comme sa catégorie le dit", "the room were created as its class says");
    case "freshness":
      return change.stale ? both("les règles avaient expiré", "the rules had expired") : both("les règles étaient signées de nouveau", "the rules were signed anew");
    case "moment":
      return both(`c’était le ${change.at}, une exception étant terminée`, `it were ${change.at}, an exception being over`);
    case "exception":
      return both(`une exception soustrayait le cas à ${change.ruleIds.join(" et à ")}`, `an exception took the case out of ${change.ruleIds.join(" and ")}`);
  }
}

/** The answer, then each rule that has a say and why it does or does not apply, then what would bring the other answer. */
export function explanationLines(policy: Policy, { decision, actor, target, rules, ways }: Explanation): readonly LocalisedText[] {
  const rule = ruleWords(policy, decision.rule_id);
  const allowed = decision.effect === "allow";
  const who = (subject: Explanation["actor"]): LocalisedText => (subject.kind === "unknown" ? both("inconnue", "unknown") : peopleWords(policy, subject.sets));
  const people = [both(`Qui agit : ${who(actor).fr}`, `Who acts: ${who(actor).en}`), ...(target === null ? [] : [both(`Personne concernée : ${who(target).fr}`, `Person concerned: ${who(target).en}`)])];
  const unmet = decision.unmet.map((one) => both(`Il manque : ${REQUIREMENT_WORDS[one].fr}`, `Missing: ${REQUIREMENT_WORDS[one].en}`));
  const because = policy.rules.find(({ id }) => id === decision.rule_id)?.because;
  const traces = rules.flatMap((trace) => traceLines(policy, trace, decision.rule_id));
  const other = ways.map(({ change, decision: then }) => {
    const words = changeWords(policy, change);
    const rule = then.layer === policy.layer ? then.rule_id : `${then.rule_id}, ${then.layer}`;
    return both(`${words.fr}   (${rule})`, `${words.en}   (${rule})`);
  });
  return [
    allowed ? both(`Permis par ${rule.fr}`, `Allowed by ${rule.en}`) : both(`Refusé par ${rule.fr}`, `Refused by ${rule.en}`),
    ...(because === undefined ? [] : [indented(because.reason), ...(allowed ? [] : [indented(both(`→ ${because.remedy.fr}`, `→ ${because.remedy.en}`))])]),
    ...unmet,
    ...people,
    ...(traces.length === 0 ? [] : [both("Règles qui parlent de cette action :", "Rules that speak of this action:"), ...traces.map((line) => indented(line))]),
    other.length === 0
      ? both("Aucun changement à lui seul n’amènerait l’autre réponse.", "No single change would bring the other answer.")
      : allowed
        ? both("Ce serait refusé si :", "It would be refused if:")
        : both("Ce serait permis si :", "It would be allowed if:"),
    ...other.map((line) => indented(line)),
  ];
}

/** The layers that were asked: which one decides and whom to turn to, its explanation, then what the others answer. One layer alone needs no such words. */
export function layeredExplanationLines({ explanation, deciding, others }: LayeredExplanation, titleOf: (layer: AskedLayer) => LocalisedText): readonly LocalisedText[] {
  const own = explanationLines(deciding.policy, explanation);
  if (others.length === 0) return own;
  const { policy } = deciding;
  const title = titleOf(deciding);
  const names = LAYERS.filter((layer) => [deciding, ...others.map((other) => other.layer)].some((asked) => asked.policy.layer === layer)).join(", ");
  const head =
    explanation.decision.effect === "allow"
      ? both(`Permis par toutes les couches : ${names}`, `Allowed by every layer: ${names}`)
      : both(`Refusé par la couche ${policy.layer} : ${title.fr} (${contactFor(policy, explanation.decision)})`, `Refused by the layer ${policy.layer}: ${title.en} (${contactFor(policy, explanation.decision)})`);
  return [head, ...own, both("Les autres couches :", "The other layers:"), ...others.flatMap(({ layer, decision }) => otherLayerLines(layer.policy, titleOf(layer), decision)).map((line) => indented(line))];
}

/** Whom a refusal sends people to: the rule's own contact, else that of the layer's rules. */
export const contactFor = (policy: Policy, { rule_id }: Decision): string => policy.rules.find(({ id }) => id === rule_id)?.because.contact ?? policy.contact;

/** What a layer answers that does not decide; when it refuses too, with its own words and contact. */
function otherLayerLines(policy: Policy, title: LocalisedText, decision: Decision): readonly LocalisedText[] {
  const rule = ruleWords(policy, decision.rule_id);
  const where = both(`${policy.layer} (${title.fr})`, `${policy.layer} (${title.en})`);
  if (decision.effect === "allow") return [both(`${where.fr} : permis par ${rule.fr}`, `${where.en}: allowed by ${rule.en}`)];
  const because = policy.rules.find(({ id }) => id === decision.rule_id)?.because;
  const contact = contactFor(policy, decision);
  return [
    both(`${where.fr} : refusé aussi, par ${rule.fr}`, `${where.en}: refused too, by ${rule.en}`),
    ...(because === undefined ? [] : [indented(because.reason)]),
    indented(both(`→ ${because === undefined ? "" : `${because.remedy.fr} `}(${contact})`, `→ ${because === undefined ? "" : `${because.remedy.en} `}(${contact})`)),
  ];
}
