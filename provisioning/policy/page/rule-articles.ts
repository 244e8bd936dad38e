/** The rules, each in a sentence, with its reason, what to do instead, and its exceptions. */
import type { Instant, Policy, Rule, RuleException } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { OBLIGATION_WORDS } from "../policy-words.ts";
import { listed, peopleNamed, ruleSentence } from "../rule-sentences.ts";
import { html, nothing, type Html } from "./html.ts";
import type { Speech } from "./policy-page.ts";

const EFFECTS: Readonly<Record<Rule["effect"], LocalisedText>> = {
  allow: both("Permet", "Allows"),
  deny: both("Refuse", "Refuses"),
  require: both("Pose une condition", "Sets a condition"),
};

/** Only a client sees to these: no homeserver can (SPECIFICATION.md section 3). */
const CLIENT_OBLIGATIONS: readonly string[] = ["banner", "no_forward"];

/** For whom, where, until when, and who approved it. */
export function exceptionWords(policy: Policy, { who, target, room_id, until, approved_by, ticket }: RuleException, { say, moment }: Speech, now: Instant): Html {
  const people = [...(who === null ? [] : [both(`quand ce sont ${peopleNamed(policy, who).fr} qui agissent`, `when ${peopleNamed(policy, who).en} act`)]), ...(target === null ? [] : [both(`pour ${peopleNamed(policy, target).fr}`, `for ${peopleNamed(policy, target).en}`)])];
  const over = until <= now ? html` <strong>${say(both("(terminée)", "(over)"))}</strong>` : nothing;
  return html`${people.map((words) => `${say(words)}, `)}${room_id === null ? nothing : html`${say(both("dans le salon", "in the room"))} <code>${room_id}</code>, `}${say(both(`jusqu’au ${moment(until)}`, `until ${moment(until)}`))}${over}. ${say(both(`Approuvée par : ${approved_by}`, `Approved by: ${approved_by}`))}${ticket === null ? nothing : html`, ${say(both(`dossier ${ticket}`, `file ${ticket}`))}`}.`;
}

function article(policy: Policy, rule: Rule, speech: Speech, now: Instant): Html {
  const { language, say } = speech;
  const { reason, remedy, contact } = rule.because;
  const byClient = rule.effect === "require" || rule.obligations.some((one) => CLIENT_OBLIGATIONS.includes(one));
  const obligations = listed(language, rule.obligations.map((one) => say(OBLIGATION_WORDS[one])), "conjunction");
  return html`<article class="rule effect-${rule.effect}" aria-labelledby="rule-${rule.id}">
<h3 id="rule-${rule.id}"><span class="number">${rule.id}</span> ${say(rule.title)}</h3>
<p class="badges"><span class="badge">${say(EFFECTS[rule.effect])}</span>${rule.mode === "evaluate" ? html` <span class="badge trial">${say(both("À l’essai : ne refuse personne", "On trial: refuses nobody"))}</span>` : nothing}</p>
<p class="sentence">${say(ruleSentence(policy, rule))}</p>
${rule.obligations.length === 0 ? nothing : html`<p>${say(both(`Avec cela : ${obligations}.`, `With it: ${obligations}.`))}</p>`}
<p>${say(reason)}</p>
<p class="remedy"><span class="label">${say(both("Que faire :", "What to do:"))}</span> ${say(remedy)}${contact === null ? nothing : html` <span class="contact">${contact}</span>`}</p>
${rule.exceptions.length === 0 ? nothing : html`<p class="label">${say(rule.exceptions.length === 1 ? both("Exception :", "Exception:") : both("Exceptions :", "Exceptions:"))}</p><ul>${rule.exceptions.map((one) => html`<li>${exceptionWords(policy, one, speech, now)}</li>`)}</ul>`}
${byClient ? html`<p class="note">${say(both("L’application y veille ; aucun serveur ne peut le faire.", "The application sees to this; no homeserver can."))}</p>` : nothing}
</article>
`;
}

/** @param rules of the policy, or of an emergency measure upon it */
export const ruleArticles = (policy: Policy, rules: readonly Rule[], speech: Speech, now: Instant): readonly Html[] => rules.map((rule) => article(policy, rule, speech, now));
