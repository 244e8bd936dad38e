/** Rules as a page for the public or the gazette: one file, without script, that asks nobody for anything. */
import { createHash } from "node:crypto";
import { ACTIONS, type Policy } from "#policies/model/policy.ts";
import type { Language } from "#policies/model/localised-text.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { ACTION_WORDS, FLOOR } from "../policy-words.ts";
import { listed } from "../rule-sentences.ts";
import { changeSection } from "./change-section.ts";
import { classTables } from "./class-tables.ts";
import { Html, html, nothing } from "./html.ts";
import { pageStyle } from "./page-style.ts";
import { speechOf, type PolicyPage, type Speech } from "./policy-page.ts";
import { exceptionWords, ruleArticles } from "./rule-articles.ts";
import { signatureSection } from "./signature-section.ts";

const SEAL = Html.ours('<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="8.5" r="6.25"/><path d="m9.4 8.7 1.8 1.8 3.4-3.6"/><path d="M8.6 14 7.2 22l4.8-2.6 4.8 2.6-1.4-8"/></svg>');

const LAYER_WORDS: Readonly<Record<Policy["layer"], LocalisedText>> = {
  national: both("Règles nationales", "National rules"),
  ministry: both("Règles d’un ministère, qui ne font que resserrer les règles nationales", "Rules of a ministry, which only narrow the national ones"),
  service: both("Règles d’un service, qui ne font que resserrer celles de son ministère", "Rules of a service, which only narrow those of its ministry"),
};

/** Signed, expired, or a draft; and an emergency measure, when one holds. The seal is for what is signed and in order. */
function stateOf({ signed, now }: PolicyPage, { say, moment }: Speech): Html {
  if (signed === null) return html`<div class="state draft"><p><strong>${say(both("Projet, non signé.", "Draft, unsigned."))}</strong> ${say(both("Ces règles ne sont pas en vigueur.", "These rules are not in force."))}</p></div>`;
  const { bundle, overlay } = signed;
  const over = now >= bundle.expires;
  const signers = bundle.signed_by.map(({ name }) => name);
  const state = over
    ? html`<div class="state over"><p><strong>${say(both(`Version ${bundle.version}, expirée depuis le ${moment(bundle.expires)}.`, `Version ${bundle.version}, expired since ${moment(bundle.expires)}.`))}</strong> ${say(both("Rien de nouveau ne s’ouvre avant une nouvelle signature.", "Nothing new opens before they are signed anew."))}</p></div>`
    : html`<div class="state">${SEAL}<p><strong>${say(both(`Version ${bundle.version}, signée par ${signers.join(", ")}.`, `Version ${bundle.version}, signed by ${signers.join(", ")}.`))}</strong> ${say(both(`Émise le ${moment(bundle.issued_at)}, valable jusqu’au ${moment(bundle.expires)}.`, `Issued ${moment(bundle.issued_at)}, valid until ${moment(bundle.expires)}.`))}</p></div>`;
  if (overlay === null || overlay.rules.length === 0) return state;
  return html`${state}<div class="state emergency"><p><strong>${say(both(`Mesure d’urgence jusqu’au ${moment(overlay.expires)}.`, `Emergency measure until ${moment(overlay.expires)}.`))}</strong> ${say(both("Elle s’ajoute aux règles et ne fait que refuser ; voyez « Mesure d’urgence ».", "It comes on top of the rules and only refuses; see “Emergency measure”."))}</p></div>`;
}

interface Section {
  readonly id: string;
  readonly title: LocalisedText;
  readonly content: Html;
}

function defaultsTable({ defaults }: Policy, { language, say }: Speech): Html {
  const of = (effect: "allow" | "deny"): string => listed(language, ACTIONS.filter((action) => defaults[action] === effect).map((action) => say(ACTION_WORDS[action])), "conjunction");
  const line = (title: LocalisedText, actions: string): Html => (actions === "" ? nothing : html`<dt>${say(title)}</dt><dd>${actions}</dd>`);
  return html`<dl>${line(both("Refusé", "Refused"), of("deny"))}${line(both("Permis", "Allowed"), of("allow"))}</dl>`;
}

function peopleTable(policy: Policy, { say, language }: Speech): Html {
  const title = both("Ensembles de personnes", "Sets of people");
  return html`<div class="wide" role="region" tabindex="0" aria-label="${say(title)}"><table><caption>${say(title)}</caption>
<thead><tr><th scope="col">${say(both("Ensemble", "Set"))}</th><th scope="col">${say(both("Sorte", "Kind"))}</th><th scope="col">${say(both("Serveurs", "Homeservers"))}</th><th scope="col">${say(both("Comptes", "Accounts"))}</th></tr></thead>
<tbody>${Object.values(policy.sets).map(({ title: name, kind, servers, users }) => html`<tr><th scope="row">${say(name)}</th><td>${say(kind === "agents" ? both("Agents", "Agents") : both("Comptes de service", "Service accounts"))}</td><td>${servers.length === 0 ? "–" : html`<code>${servers.join(", ")}</code>`}</td><td>${users.length === 0 ? "–" : html`<code>${users.join(", ")}</code>`}</td></tr>`)}</tbody></table></div>
<p>${say(both("Qui n’est dans aucun ensemble est un externe. Dans un compte, * remplace une suite de caractères et ? un seul.", "Whoever is in no set is an external. In an account, * stands for any run of characters and ? for one."))}</p>
${Object.values(policy.room_sets).length === 0 ? nothing : html`<h3>${say(both("Ensembles de salons", "Sets of rooms"))}</h3><ul>${Object.values(policy.room_sets).map(({ title: name, rooms, classes }) => html`<li><strong>${say(name)}</strong> ${listed(language, [...classes.map((id) => policy.room_classes[id]?.title[language] ?? id), ...rooms], "conjunction")}</li>`)}</ul>`}`;
}

function sectionsOf(page: PolicyPage, speech: Speech): readonly Section[] {
  const { policy, publicRooms, signed, now } = page;
  const { say } = speech;
  const exceptions = policy.rules.flatMap((rule) => rule.exceptions.map((exception) => ({ rule, exception })));
  const emergency = signed?.overlay ?? null;
  return [
    ...(emergency === null || emergency.rules.length === 0 ? [] : [{ id: "emergency", title: both("Mesure d’urgence", "Emergency measure"), content: html`${ruleArticles(policy, emergency.rules, speech, now)}` }]),
    {
      id: "reading",
      title: both("Comment les règles décident", "How the rules decide"),
      content: html`<p>${say(both("D’abord ce qu’aucune règle ne change. Ensuite, une règle qui refuse suffit à refuser ; puis une règle qui pose une condition refuse tant qu’elle n’est pas remplie ; puis la catégorie du salon dit qui peut en être ; enfin une règle qui permet suffit à permettre. Si aucune ne dit rien, la réponse par défaut vaut. L’ordre des règles ne compte jamais.", "First what no rule changes. Then one rule that refuses is enough to refuse; then a rule that sets a condition refuses until it is met; then the room’s class says who may be in it; last, one rule that allows is enough to allow. If none says anything, the default answer holds. The order of the rules never matters."))}</p>
<h3>${say(both("Réponse par défaut", "Default answer"))}</h3>${defaultsTable(policy, speech)}
<h3>${say(both("Motifs de refus qu’aucune règle ne lève", "Reasons for refusal that no rule lifts"))}</h3>
<ul>${Object.entries(FLOOR).filter(([id]) => id !== "F-07").map(([id, words]) => html`<li><code>${id}</code> ${say(words)}</li>`)}</ul>`,
    },
    { id: "classes", title: both("Catégories de salons", "Room classes"), content: html`<p>${say(both("La catégorie d’un salon est fixée à sa création et ne change plus.", "A room’s class is fixed at its creation and does not change."))}</p>${classTables(page, speech)}` },
    { id: "rules", title: both("Règles", "Rules"), content: policy.rules.length === 0 ? html`<p>${say(both("Il n’y en a pas.", "There are none."))}</p>` : html`${ruleArticles(policy, policy.rules, speech, now)}` },
    {
      id: "public",
      title: both("Salons publics", "Public rooms"),
      content: publicRooms.length === 0
        ? html`<p>${say(both("Aucun salon n’est écrit en clair.", "No room is written in the clear."))}</p>`
        : html`<p>${say(both("Seuls ces salons sont écrits en clair. La liste est signée ; les raisons sont celles des documents.", "Only these rooms are written in the clear. The list is signed; the reasons are those of the documents."))}</p><ul>${publicRooms.map(({ id, reason }) => html`<li><code>${id}</code> ${reason ?? say(both("(sans raison écrite)", "(no reason is written)"))}</li>`)}</ul>`,
    },
    {
      id: "exceptions",
      title: both("Exceptions", "Exceptions"),
      content: exceptions.length === 0
        ? html`<p>${say(both("Il n’y en a pas.", "There are none."))}</p>`
        : html`<ul>${exceptions.map(({ rule, exception }) => html`<li><a href="#rule-${rule.id}">${rule.id}</a> ${say(rule.title)}${say(both(" : ", ": "))}${exceptionWords(policy, exception, speech, now)}</li>`)}</ul>`,
    },
    { id: "people", title: both("Qui est qui", "Who is who"), content: peopleTable(policy, speech) },
    { id: "changes", title: both("Ce qui a changé", "What changed"), content: changeSection(page, speech) },
    { id: "signatures", title: both("Signatures", "Signatures"), content: signatureSection(page, speech) },
  ];
}

/**
 * @param language the page's own; the other one is named with the file that has it
 * @param otherFile name of the file in the other language, beside this one
 * @param fonts `@font-face` rules
 */
export function renderPage(page: PolicyPage, language: Language, otherFile: string, fonts: string): string {
  const speech = speechOf(language);
  const { say, moment } = speech;
  const { policy } = page;
  const sections = sectionsOf(page, speech);
  const style = pageStyle(fonts);
  const [otherLanguage, otherName] = language === "fr" ? (["en", "English"] as const) : (["fr", "Français"] as const);
  // No script, no request: the browser is told so too, and the one style is named by its digest.
  const digest = createHash("sha256").update(style).digest("base64");
  return `<!doctype html>
${
    html`<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${digest}'; font-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${say(policy.title)} – ${say(page.signed === null ? both("projet, non signé", "draft, unsigned") : both(`version ${page.signed.bundle.version}`, `version ${page.signed.bundle.version}`))}</title>
<style>${Html.ours(style)}</style>
</head>
<body>
<header>
<p class="languages"><a href="${otherFile}" hreflang="${otherLanguage}" lang="${otherLanguage}">${otherName}</a></p>
<h1>${say(policy.title)}</h1>
<p class="owner">${say(LAYER_WORDS[policy.layer])}. ${say(both(`Responsable : ${policy.owner.fr}. Questions : ${policy.contact}`, `Responsible: ${policy.owner.en}. Questions: ${policy.contact}`))}</p>
${stateOf(page, speech)}
<nav aria-label="${say(both("Sommaire", "Contents"))}"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${say(title)}</a></li>`)}</ul></nav>
</header>
<main>
${sections.map(({ id, title, content }) => html`<section aria-labelledby="${id}">
<h2 id="${id}">${say(title)}</h2>
${content}
</section>
`)}</main>
<footer><p>${say(both(`Page écrite le ${moment(page.now)}.`, `Page written on ${moment(page.now)}.`))}</p></footer>
</body>
</html>
`.markup
  }`;
}
