/** The form of `policy.yaml` and of `public-rooms.yaml`, as officers write them. What may be left out is written out by the compiler. */
import { isGlob } from "../evaluate/glob.ts";
import { isInstant } from "../evaluate/instant.ts";
import { LANGUAGES } from "../model/localised-text.ts";
import { ACTIONS, LAYERS, OBLIGATIONS, POLICY_LANGUAGE, REQUIREMENTS } from "../model/policy.ts";
import { globSuspicion, lookAlike, serverSuspicion } from "./suspicious-text.ts";
import { boolean, both, choice, integer, list, needed, object, objectThatSaysSomething, optional, record, text, type Form, type TextForm } from "./form.ts";

const words = text(2000);
const localised = object(Object.fromEntries(LANGUAGES.map((language) => [language, needed(words)])));

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
  who: optional(matcher, null),
  target: optional(matcher, null),
  room_id: optional(roomId, null),
  until: needed(instantText, both("fin de l’exception, au plus 180 jours après la signature", "end of the exception, at most 180 days after signing")),
  approved_by: needed(words),
  ticket: optional(words, null),
});

const rule = object({
  id: needed(text(6, { pattern: { form: "^R-[0-9]{4}$", what: both("R- et quatre chiffres", "R- and four digits") } }), both("jamais réutilisé pour une autre règle", "never used again for another rule")),
  title: needed(localised),
  effect: needed(choice("allow", "deny", "require"), both("allow : permet ; deny : refuse ; require : refuse tant que requires n’est pas rempli", "allow: allows; deny: refuses; require: refuses until requires is met")),
  actions: needed(list(choice(...ACTIONS), 1)),
  who: optional(matcher, null, both("la personne qui agit", "the person who acts")),
  target: optional(matcher, null, both("la personne qui entre ou qui est invitée", "the person who enters or is invited")),
  room: optional(
    objectThatSaysSomething({
      class: optional(list(name, 1), null, both("une de ces catégories", "one of these classes")),
      class_not: optional(list(name, 1), null, both("aucune de ces catégories", "none of these classes")),
      sets: optional(list(name, 1), null, both("dans au moins un de ces ensembles de salons (room_sets)", "in at least one of these sets of rooms (room_sets)")),
      sets_not: optional(list(name, 1), null, both("dans aucun de ces ensembles de salons", "in none of these sets of rooms")),
    }),
    null,
  ),
  requires: optional(list(choice(...REQUIREMENTS), 1), [], both("avec effect: require seulement", "with effect: require only")),
  obligations: optional(list(choice(...OBLIGATIONS), 1), [], both("ce qui accompagne ce qui est permis ; avec effect: allow seulement", "what goes with what is allowed; with effect: allow only")),
  mode: optional(choice("enforce", "evaluate"), "enforce", both("evaluate : à l’essai, n’interdit rien", "evaluate: on trial, refuses nothing")),
  because: needed(object({ reason: needed(localised), remedy: needed(localised), contact: optional(words, null) })),
  exceptions: optional(list(exception, 0), []),
});

/** Power levels when a class does not state them: Matrix's own, and everybody may invite. */
const LEVELS = { invite: 0, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 };

const roomClass = object({
  title: needed(localised),
  summary: needed(localised),
  kind: optional(choice("room", "direct", "space", "governance"), "room"),
  mark: needed(choice("ministries", "externals", "public", "direct", "space", "governance"), both("pictogramme et couleur", "icon and colour")),
  encryption: needed(choice("required", "none")),
  public: optional(boolean, false, both("des messages en clair pourront y être envoyés", "plaintext may be sent here")),
  join_rule: needed(choice("invite", "public")),
  history_visibility: needed(choice("joined", "invited", "shared", "world_readable")),
  federate: optional(boolean, true),
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
    object(Object.fromEntries(Object.entries(LEVELS).map(([level, value]) => [level, optional(integer, value)]))),
    LEVELS,
  ),
});

const subjectSet = object({
  title: needed(localised),
  kind: optional(choice("agents", "service"), "agents"),
  servers: optional(list(server, 0), []),
  users: optional(list(glob, 0), []),
});

const roomSet = object({
  title: needed(localised),
  rooms: optional(list(roomId, 0), [], both("identifiants de salons, entre guillemets", "room IDs, in quotes")),
  classes: optional(list(name, 0), [], both("tous les salons de ces catégories", "every room of these classes")),
});

export const policyForm: Form = object({
  lang: needed(choice(POLICY_LANGUAGE)),
  id: needed(text(64, { pattern: { form: "^[a-z0-9-]{1,64}$", what: both("un identifiant (a-z, 0-9, -)", "an id (a-z, 0-9, -)") } })),
  title: needed(localised),
  owner: needed(localised, both("qui répond de ces règles", "who answers for these rules")),
  contact: needed(words, both("à qui s’adresser en cas de refus", "whom to ask after a refusal")),
  layer: needed(choice(...LAYERS)),
  defaults: needed(
    object(Object.fromEntries(ACTIONS.map((action) => [action, needed(choice("allow", "deny"))]))),
    both("ce qui vaut quand aucune règle ne dit rien", "what holds when no rule says anything"),
  ),
  sets: optional(record(name, subjectSet), {}, both("qui est qui ; qui n’est dans aucun ensemble est un externe", "who is who; whoever is in no set is an external")),
  room_sets: optional(record(name, roomSet), {}, both("salons réunis sous un nom, par identifiant ou par catégorie", "rooms under one name, by ID or by class")),
  room_classes: needed(record(name, roomClass)),
  rules: needed(list(rule, 0)),
});

export const publicRoomsForm: Form = object({
  rooms: needed(list(object({ id: needed(roomId), comment: needed(words) }), 0), both("salons où l’on écrit en clair", "rooms in which plaintext is written")),
});
