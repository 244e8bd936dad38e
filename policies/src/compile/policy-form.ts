/** The form of `policy.yaml` and of `public-rooms.yaml`, as officers write them. What may be left out is written out by the compiler. */
import { isGlob } from "../evaluate/glob.ts";
import { isInstant } from "../evaluate/instant.ts";
import { LANGUAGES, type LocalisedText } from "../model/localised-text.ts";
import { LAYERS, POLICY_LANGUAGE, type Action, type Obligation, type Requirement } from "../model/policy.ts";
import { globSuspicion, lookAlike, serverSuspicion } from "./suspicious-text.ts";
import { boolean, both, choice, choiceOf, integer, list, needed, object, objectThatSaysSomething, optional, record, text, type Form, type TextForm } from "./form.ts";

const words = text(2000);
const localised = object(Object.fromEntries(LANGUAGES.map((language) => [language, needed(words, both("dans cette langue", "in this language"))])));

const ACTIONS: { readonly [action in Action]: LocalisedText } = {
  change_history: both("changer qui lit l’historique", "change who reads the history"),
  change_power: both("donner plus de pouvoir à quelqu’un dans un salon", "give somebody more power in a room"),
  create_room: both("créer un salon, une conversation ou un espace", "create a room, a conversation or a space"),
  invite: both("inviter quelqu’un", "invite somebody"),
  join: both("entrer dans un salon", "enter a room"),
  make_public: both("ouvrir un salon plus que sa catégorie ne le dit", "open a room wider than its class says"),
  publish: both("inscrire un salon dans l’annuaire", "list a room in the directory"),
  send: both("envoyer un message", "send a message"),
  set_alias: both("donner une adresse à un salon", "give a room an address"),
  start_call: both("prendre part à un appel", "take part in a call"),
  upgrade_room: both("remplacer un salon par un successeur de la même catégorie", "replace a room by a successor of the same class"),
};
export const action = choiceOf(ACTIONS);

const REQUIREMENTS: { readonly [requirement in Requirement]: LocalisedText } = {
  confirmed: both("la personne confirme, après avoir lu la raison", "the person confirms, after reading the reason"),
  device_verified: both("son appareil est vérifié", "their device is verified"),
  identity_verified: both("elle a vérifié l’identité des personnes concernées", "they have verified the identity of those concerned"),
};
export const requirement = choiceOf(REQUIREMENTS);

const OBLIGATIONS: { readonly [obligation in Obligation]: LocalisedText } = {
  banner: both("la catégorie et la présence d’externes restent en vue", "the class and the presence of externals stay in sight"),
  log: both("le serveur note la règle, sans le contenu", "the homeserver records the rule, without the content"),
  no_forward: both("l’application ne propose pas de transférer hors du salon", "the application offers no forwarding out of the room"),
};
export const obligation = choiceOf(OBLIGATIONS);

export const instantText: TextForm = text(20, {
  pattern: { form: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", what: both("un instant comme 2027-03-31T22:00:00Z", "an instant like 2027-03-31T22:00:00Z") },
  holds: isInstant,
});
const name = text(64, { suspicion: lookAlike, pattern: { form: "^[a-z][a-z0-9_]{0,63}$", what: both("un nom en minuscules (a-z, 0-9, _)", "a name in lower case (a-z, 0-9, _)") } });
const glob = text(255, { suspicion: globSuspicion, holds: isGlob });
const server = text(255, { suspicion: serverSuspicion, pattern: { form: "^[a-z0-9.:\\[\\]-]{1,255}$", what: both("un nom de serveur en minuscules", "a server name in lower case") } });
const roomId = text(255, { pattern: { form: "^!", what: both("un identifiant de salon, qui commence par !", "a room ID, which begins with !") } });

const matcher = objectThatSaysSomething({
  sets: optional(list(name, 1), null, both("membre d’au moins un de ces ensembles", "in at least one of these sets")),
  sets_not: optional(list(name, 1), null, both("membre d’aucun de ces ensembles", "in none of these sets")),
  users: optional(list(glob, 1), null, both("identifiants, avec * et ?", "user IDs, with * and ?")),
  external: optional(boolean, null, both("qu’aucun ensemble ne nomme", "whom no set names")),
});

const exception = object({
  who: optional(matcher, null, both("la personne qui agit", "the person who acts")),
  target: optional(matcher, null, both("la personne qui entre, est invitée ou reçoit du pouvoir", "the person who enters, is invited or is given power")),
  room_id: optional(roomId, null, both("ce salon seulement", "this room only")),
  until: needed(instantText, both("fin de l’exception, au plus 180 jours après la signature", "end of the exception, at most 180 days after signing")),
  approved_by: needed(words, both("qui l’a accordée", "who granted it")),
  ticket: optional(words, null, both("numéro du dossier", "number of the file")),
});

const rule = object({
  id: needed(text(6, { pattern: { form: "^R-[0-9]{4}$", what: both("R- et quatre chiffres", "R- and four digits") } }), both("jamais réutilisé pour une autre règle", "never used again for another rule")),
  title: needed(localised, both("le nom de la règle", "the name of the rule")),
  effect: needed(choice("allow", "deny", "require"), both("allow : permet ; deny : refuse ; require : refuse tant que requires n’est pas rempli", "allow: allows; deny: refuses; require: refuses until requires is met")),
  actions: needed(list(action, 1), both("les actions dont parle la règle", "the actions that the rule speaks of")),
  who: optional(matcher, null, both("la personne qui agit", "the person who acts")),
  target: optional(matcher, null, both("la personne qui entre, est invitée ou reçoit du pouvoir", "the person who enters, is invited or is given power")),
  room: optional(
    objectThatSaysSomething({
      class: optional(list(name, 1), null, both("une de ces catégories", "one of these classes")),
      class_not: optional(list(name, 1), null, both("aucune de ces catégories", "none of these classes")),
      sets: optional(list(name, 1), null, both("dans au moins un de ces ensembles de salons (room_sets)", "in at least one of these sets of rooms (room_sets)")),
      sets_not: optional(list(name, 1), null, both("dans aucun de ces ensembles de salons", "in none of these sets of rooms")),
    }),
    null,
    both("dans quels salons ; absent : dans tous", "in which rooms; left out: in all"),
  ),
  requires: optional(list(requirement, 1), [], both("ce qui doit être rempli ; avec effect: require seulement", "what has to be met; with effect: require only")),
  obligations: optional(list(obligation, 1), [], both("ce qui accompagne ce qui est permis ; avec effect: allow seulement", "what goes with what is allowed; with effect: allow only")),
  mode: optional(choice("enforce", "evaluate"), "enforce", both("evaluate : à l’essai, n’interdit rien", "evaluate: on trial, refuses nothing")),
  because: needed(
    object({
      reason: needed(localised, both("pourquoi, pour la personne refusée", "why, for the person refused")),
      remedy: needed(localised, both("ce qu’elle peut faire", "what they can do")),
      contact: optional(words, null, both("à qui s’adresser ; absent : le contact des règles", "whom to ask; left out: the contact of the rules")),
    }),
    both("ce que lira la personne refusée", "what the person refused will read"),
  ),
  exceptions: optional(list(exception, 0), [], both("des cas où cette règle ne vaut pas, jusqu’à une date", "cases in which this rule does not hold, until a date")),
});

/** Power levels when a class does not state them: Matrix's own, and everybody may invite. */
const LEVELS = { invite: 0, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 };

const roomClass = object({
  title: needed(localised, both("le nom de la catégorie", "the name of the class")),
  summary: needed(localised, both("à quoi elle sert, en une phrase", "what it is for, in a sentence")),
  kind: optional(choice("room", "direct", "space", "governance"), "room", both("salon, conversation directe, espace ou salon de gouvernance", "room, direct conversation, space or governance room")),
  mark: needed(choice("ministries", "externals", "public", "direct", "space", "governance"), both("pictogramme et couleur", "icon and colour")),
  encryption: needed(choice("required", "none"), both("required : chiffré de bout en bout, pour toujours", "required: end-to-end encrypted, for ever")),
  public: optional(boolean, false, both("des messages en clair pourront y être envoyés", "plaintext may be sent here")),
  join_rule: needed(choice("invite", "public"), both("sur invitation, ou par l’adresse", "by invitation, or by address")),
  history_visibility: needed(choice("joined", "invited", "shared", "world_readable"), both("depuis quand l’historique se lit ; joined : depuis l’entrée", "from when the history is read; joined: from entering on")),
  federate: optional(boolean, true, both("des serveurs autres que celui du créateur peuvent en être", "servers other than the creator’s can be in it")),
  members: optional(
    object({
      sets: optional(list(name, 0), null, both("ces ensembles seulement ; absent : tous les agents", "these sets only; left out: all agents")),
      externals: optional(boolean, false, both("des externes peuvent en être", "externals may be in it")),
    }),
    { sets: null, externals: false },
    both("qui peut en être", "who may be in it"),
  ),
  new_member: optional(choice("announce", "hold"), "announce", both("hold : un message attend votre accord quand quelqu’un s’ajoute", "hold: a message waits for your word when somebody joins")),
  power_levels: optional(
    object(Object.fromEntries(Object.entries(LEVELS).map(([level, value]) => [level, optional(integer, value, both("niveau qu’il faut (0 : tout le monde)", "level that it takes (0: everybody)"))]))),
    LEVELS,
    both("niveaux de pouvoir, fixés à la création", "power levels, fixed at creation"),
  ),
});

const subjectSet = object({
  title: needed(localised, both("le nom de l’ensemble", "the name of the set")),
  kind: optional(choice("agents", "service"), "agents", both("agents : des personnes ; service : des comptes de machines, qui n’ont jamais de clés", "agents: people; service: accounts of machines, which never get keys")),
  servers: optional(list(server, 0), [], both("tous les comptes de ces serveurs", "every account of these servers")),
  users: optional(list(glob, 0), [], both("les comptes de ces identifiants, avec * et ?", "the accounts with these user IDs, with * and ?")),
});

const roomSet = object({
  title: needed(localised, both("le nom de l’ensemble", "the name of the set")),
  rooms: optional(list(roomId, 0), [], both("identifiants de salons, entre guillemets", "room IDs, in quotes")),
  classes: optional(list(name, 0), [], both("tous les salons de ces catégories", "every room of these classes")),
});

export const policyForm: Form = object({
  lang: needed(choice(POLICY_LANGUAGE), both("la version du langage", "the version of the language")),
  id: needed(text(64, { pattern: { form: "^[a-z0-9-]{1,64}$", what: both("un identifiant (a-z, 0-9, -)", "an id (a-z, 0-9, -)") } }), both("le nom court de ces règles (a-z, 0-9, -)", "the short name of these rules (a-z, 0-9, -)")),
  title: needed(localised, both("le nom de ces règles", "the name of these rules")),
  owner: needed(localised, both("qui répond de ces règles", "who answers for these rules")),
  contact: needed(words, both("à qui s’adresser en cas de refus", "whom to ask after a refusal")),
  layer: needed(choice(...LAYERS), both("nation, ministère ou service ; chacun ne peut que restreindre", "nation, ministry or service; each can only narrow")),
  defaults: needed(
    object(Object.fromEntries(Object.entries(ACTIONS).map(([name, about]) => [name, needed(choice("allow", "deny"), about)]))),
    both("ce qui vaut quand aucune règle ne dit rien", "what holds when no rule says anything"),
  ),
  sets: optional(record(name, subjectSet), {}, both("qui est qui ; qui n’est dans aucun ensemble est un externe", "who is who; whoever is in no set is an external")),
  room_sets: optional(record(name, roomSet), {}, both("salons réunis sous un nom, par identifiant ou par catégorie", "rooms under one name, by ID or by class")),
  room_classes: needed(record(name, roomClass), both("les catégories de salons ; ce qu’elles fixent ne change plus après la création", "the classes of rooms; what they fix never changes after creation")),
  rules: needed(list(rule, 0), both("les règles ; leur ordre ne compte pas", "the rules; their order does not matter")),
});

export const publicRoomsForm: Form = object({
  rooms: needed(list(object({ id: needed(roomId, both("identifiant du salon, entre guillemets", "ID of the room, in quotes")), comment: needed(words, both("pourquoi on y écrit en clair", "why plaintext is written there")) }), 0), both("salons où l’on écrit en clair", "rooms in which plaintext is written")),
});
