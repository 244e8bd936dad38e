/** The form of `policy.yaml` and of `public-rooms.yaml`, as officers write them. What may be left out is written out by the compiler. */
import { isGlob } from "../evaluate/glob.ts";
import { isInstant } from "../evaluate/instant.ts";
import { LANGUAGES } from "../model/localised-text.ts";
import { ACTIONS, LAYERS, POLICY_LANGUAGE } from "../model/policy.ts";
import { boolean, both, choice, integer, list, needed, object, objectThatSaysSomething, optional, record, text, type Form, type TextForm } from "./form.ts";

const words = text(2000);
const localised = object(Object.fromEntries(LANGUAGES.map((language) => [language, needed(words)])));

export const instantText: TextForm = text(20, {
  pattern: { form: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", what: both("un instant comme 2027-03-31T22:00:00Z", "an instant like 2027-03-31T22:00:00Z") },
  holds: isInstant,
});
const name = text(64, { pattern: { form: "^[a-z][a-z0-9_]{0,63}$", what: both("un nom en minuscules (a-z, 0-9, _)", "a name in lower case (a-z, 0-9, _)") } });
const glob = text(255, { holds: isGlob });
const server = text(255, { pattern: { form: "^[a-z0-9.:\\[\\]-]{1,255}$", what: both("un nom de serveur en minuscules", "a server name in lower case") } });
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
  effect: needed(choice("allow", "deny")),
  actions: needed(list(choice(...ACTIONS), 1)),
  who: optional(matcher, null, both("la personne qui agit", "the person who acts")),
  target: optional(matcher, null, both("la personne qui entre ou qui est invitée", "the person who enters or is invited")),
  room: optional(objectThatSaysSomething({ class: optional(list(name, 1), null), class_not: optional(list(name, 1), null) }), null),
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
  new_member: optional(choice("announce", "hold"), "announce"),
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
  sets: optional(record(name, subjectSet), {}),
  room_classes: needed(record(name, roomClass)),
  rules: needed(list(rule, 0)),
});

export const publicRoomsForm: Form = object({
  rooms: needed(list(object({ id: needed(roomId), comment: needed(words) }), 0), both("salons où l’on écrit en clair", "rooms in which plaintext is written")),
});
