/** What changed since the version before: by what the rules answer, then which of them were touched. */
import { comparePolicies, type Direction } from "#policies/analyse/compare-policies.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { policyDifference, type NamedDifference } from "../difference.ts";
import { changeWords, DIRECTION_WORDS, INCOMPLETE_WORDS, SAME_MEANING_WORDS } from "../meaning-lines.ts";
import { listed } from "../rule-sentences.ts";
import { html, nothing, type Html } from "./html.ts";
import type { PolicyPage, Speech } from "./policy-page.ts";

/** What was added, taken away or changed, by name. */
function touched(title: LocalisedText, { added, removed, changed }: NamedDifference, { language, say }: Speech): Html {
  const kinds = ([[both("ajouté", "added"), added], [both("retiré", "removed"), removed], [both("modifié", "changed"), changed]] as const).filter(([, names]) => names.length > 0);
  return kinds.length === 0 ? nothing : html`<li>${say(title)} ${listed(language, kinds.map(([kind, names]) => `${say(kind)} ${names.join(", ")}`), "conjunction")}</li>`;
}

export function changeSection({ policy, before, signed, now }: PolicyPage, speech: Speech): Html {
  const { say } = speech;
  if (before === null) {
    const first = signed?.bundle.version === 1;
    return html`<p>${say(first ? both("C’est la première version de ces règles.", "This is the first version of these rules.") : both("Aucune version antérieure n’a été comparée pour cette page.", "No earlier version was compared for this page."))}</p>`;
  }
  const { changes, complete } = comparePolicies(before.policy, policy, now);
  const text = policyDifference(before.policy, policy);
  const directions: readonly Direction[] = [...new Set(changes.map(({ direction }) => direction))];
  const of = before.version === null ? both("la version comparée", "the version compared") : both(`la version ${before.version}`, `version ${before.version}`);
  return html`<p>${say(both(`Comparé avec ${of.fr}, d’après ce que les règles répondent et non d’après leur texte.`, `Compared with ${of.en}, by what the rules answer and not by their text.`))}</p>
${changes.length === 0 ? html`<p><strong>${say(SAME_MEANING_WORDS)}</strong></p>` : nothing}
${directions.map((direction) => html`<h3>${say(DIRECTION_WORDS[direction])}</h3><ul class="changes ${direction}">${changes
    .filter((change) => change.direction === direction)
    .map((change) => {
      const [what, rules, example] = changeWords(before.policy, policy, change, now);
      return html`<li><strong>${say(what)}</strong><br>${say(rules)}<br><span class="note">${say(example)}</span></li>`;
    })}</ul>`)}
${complete ? nothing : html`<p><strong>${say(INCOMPLETE_WORDS)}</strong></p>`}
<h3>${say(both("Dans le texte", "In the text"))}</h3>
<ul>${touched(both("Règles :", "Rules:"), text.rules, speech)}${touched(both("Ensembles :", "Sets:"), text.sets, speech)}${touched(both("Catégories de salons :", "Room classes:"), text.roomClasses, speech)}${touched(both("Salons publics :", "Public rooms:"), text.publicRooms, speech)}${text.general ? html`<li>${say(both("Titre, responsable, contact ou réponses par défaut : modifiés", "Title, owner, contact or defaults: changed"))}</li>` : nothing}${[text.rules, text.sets, text.roomClasses, text.publicRooms].every(({ added, removed, changed }) => added.length + removed.length + changed.length === 0) && !text.general ? html`<li>${say(both("Aucune différence.", "No difference."))}</li>` : nothing}</ul>`;
}
