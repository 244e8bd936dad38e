/** Names of a policy's things in an officer's words: actions, rules, sets, classes. */
import type { Action, Obligation, Policy, Requirement } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../output/language.ts";

export const ACTION_WORDS: Readonly<Record<Action, LocalisedText>> = {
  change_history: both("changer ce que les nouveaux venus lisent", "change what newcomers read"),
  change_power: both("donner du pouvoir", "give power"),
  create_room: both("ouvrir un salon", "open a room"),
  invite: both("inviter", "invite"),
  join: both("entrer", "join"),
  make_public: both("rendre public", "make public"),
  publish: both("inscrire dans l’annuaire", "list in the directory"),
  send: both("écrire", "write"),
  set_alias: both("donner une adresse", "give an address"),
  start_call: both("participer à un appel", "take part in a call"),
  upgrade_room: both("remplacer le salon", "replace the room"),
};

export const REQUIREMENT_WORDS: Readonly<Record<Requirement, LocalisedText>> = {
  confirmed: both("une confirmation après lecture de la règle", "a confirmation after reading the rule"),
  device_verified: both("un appareil vérifié", "a verified device"),
  identity_verified: both("l’identité vérifiée de l’autre personne", "the other person’s verified identity"),
};

/** What goes with what is allowed. */
export const OBLIGATION_WORDS: Readonly<Record<Obligation, LocalisedText>> = {
  banner: both("la catégorie et la présence d’externes restent affichées", "the class and the presence of externals stay in sight"),
  log: both("le serveur en garde une trace, sans le contenu", "the homeserver keeps a record, without content"),
  no_forward: both("rien n’est proposé pour transférer hors du salon", "no forwarding out of the room is offered"),
};

/** The floor (SPECIFICATION.md section 6), which no rule lowers. */
export const FLOOR: Readonly<Record<string, LocalisedText>> = {
  "F-01": both("ces règles ne connaissent pas la catégorie du salon", "these rules do not know the room’s class"),
  "F-02": both("on n’écrit en clair que dans un salon public inscrit, et jamais dans un espace ni dans le salon des règles", "plaintext goes into listed public rooms only, and nobody writes in a space or the governance room"),
  "F-03": both("un salon chiffré ne s’ouvre pas au-delà de sa catégorie", "an encrypted room never opens further than its class"),
  "F-04": both("un salon se crée exactement comme sa catégorie le dit, et jamais par un externe", "a room is created exactly as its class says, and never by an external"),
  "F-05": both("les règles ont expiré : rien ne s’élargit", "the rules have expired: nothing widens"),
  "F-07": both("la demande est mal formée", "the request is malformed"),
  "F-09": both("le salon n’est pas connu comme chiffré", "the room is not known as encrypted"),
  "F-11": both("la catégorie n’admet pas cette personne", "the class does not let this person in"),
};

/** A rule ID with its title: of the policy, of the floor, or a default. */
export function ruleWords(policy: Policy, ruleId: string): LocalisedText {
  const title = policy.rules.find(({ id }) => id === ruleId)?.title ?? FLOOR[ruleId] ?? both("réponse par défaut", "default answer");
  return both(`${ruleId} (${title.fr})`, `${ruleId} (${title.en})`);
}

/** People by the sets that they are in; in none: externals. */
export function peopleWords(policy: Policy, sets: readonly string[]): LocalisedText {
  if (sets.length === 0) return both("externes", "externals");
  const titles = sets.map((name) => policy.sets[name]?.title ?? both(name, name));
  return both(titles.map(({ fr }) => fr).join(" + "), titles.map(({ en }) => en).join(" + "));
}

export function classWords(policy: Policy, classId: string): LocalisedText {
  const title = policy.room_classes[classId]?.title ?? both("inconnue", "unknown");
  return both(`${classId} (${title.fr})`, `${classId} (${title.en})`);
}

export const indented = (line: LocalisedText, depth = 1): LocalisedText => both(`${"  ".repeat(depth)}${line.fr}`, `${"  ".repeat(depth)}${line.en}`);
