/**
 * Tchap's `im.vector.room.access_rules`, as its module synapse-room-access-rules documents it: a rule per room (restricted, unrestricted,
 * direct), and in the module's configuration a list of servers whose people may not enter restricted rooms. Ours is the other way round: a
 * class is fixed when a room is made, and whoever is in no set is an external. What the one cannot say in the other's words is told.
 */
import { serverSuspicion } from "../compile/suspicious-text.ts";
import type { LocalisedText } from "../model/localised-text.ts";
import type { Policy, RoomClass, Rule } from "../model/policy.ts";
import { notTaken, type ForeignEvent, type NotTaken } from "./not-taken.ts";

export const ACCESS_RULES_EVENT = "im.vector.room.access_rules";
type AccessRule = "restricted" | "unrestricted" | "direct";

/** Something that an officer has to know about what was taken up, although nothing of it is missing. */
export interface Finding {
  /** stable, for scripts and tests */
  readonly code: string;
  readonly rooms: readonly string[];
  readonly says: LocalisedText;
}

export interface ImportedAccessRules {
  /** one denying rule, or none when no server is forbidden */
  readonly rules: readonly Rule[];
  /** for each room the class that its successor would have; a room that is there keeps none */
  readonly rooms: readonly { readonly roomId: string; readonly rule: AccessRule; readonly class: string }[];
  readonly findings: readonly Finding[];
  readonly notTaken: readonly NotTaken[];
}

const isRule = (value: unknown): value is AccessRule => value === "restricted" || value === "unrestricted" || value === "direct";

/** What a class is in their words; null: they have none for it. */
const ruleOfClass = ({ kind, members, encryption }: RoomClass): AccessRule | null => {
  if (kind === "direct") return "direct";
  if (kind !== "room" || encryption !== "required") return null;
  return members.externals ? "unrestricted" : "restricted";
};

const classesOf = (policy: Policy, rule: AccessRule): readonly string[] => Object.keys(policy.room_classes).filter((name) => ruleOfClass(policy.room_classes[name] as RoomClass) === rule).sort(); // a key of it

const finding = (code: string, rooms: readonly string[], fr: string, en: string): Finding => ({ code, rooms, says: { fr, en } });

/** What is true of every such deployment, whatever its rooms say. */
const findingsAbout = (rooms: ImportedAccessRules["rooms"], unmarked: readonly string[], forbidden: readonly string[]): readonly Finding[] => {
  const opened = rooms.filter(({ rule }) => rule === "unrestricted").map(({ roomId }) => roomId);
  return [
    finding(
      "unknown_is_internal",
      [],
      `Là-bas, un serveur que la liste n’interdit pas (elle en nomme ${String(forbidden.length)}) passe pour interne : un nouveau serveur, que personne ne connaît encore, entre dans les salons restreints. Ici, qui n’est dans aucun ensemble est un externe.`,
      `There, a server that the list does not forbid (it names ${String(forbidden.length)}) counts as internal: a new server, which nobody knows yet, enters restricted rooms. Here, whoever is in no set is an external.`,
    ),
    finding(
      "opening_is_one_way",
      opened,
      `Là-bas, un salon passe de restreint à ouvert et n’en revient pas, et rien ne dit s’il a été créé ouvert ou ouvert ensuite : relisez ${String(opened.length)} salons ouverts un par un. Ici, la catégorie ne change jamais.`,
      `There, a room goes from restricted to open and never back, and nothing says whether it was created open or opened later: look at ${String(opened.length)} open rooms one by one. Here, the class never changes.`,
    ),
    ...(unmarked.length === 0 ? [] : [finding("absent_is_restricted", unmarked, "Sans règle lisible, un salon passe là-bas pour restreint ; il est repris ainsi.", "Without a readable rule a room counts as restricted there; it is taken up as such.")]),
  ];
};

/**
 * Takes up the rules of rooms. The servers that were forbidden become a denying rule; for each room it says which class its successor has.
 * @param forbidden servers, `domains_forbidden_when_restricted` of the module's configuration
 * @param id of the rule
 */
export const importAccessRules = (policy: Policy, events: readonly ForeignEvent[], forbidden: readonly string[], id: string): ImportedAccessRules => {
  const left: NotTaken[] = [];
  const unmarked: string[] = [];
  const rooms: ImportedAccessRules["rooms"][number][] = [];
  const [restricted] = classesOf(policy, "restricted");
  events.forEach((event, index) => {
    const place = event.room_id ?? `events[${String(index)}]`;
    if (event.type !== ACCESS_RULES_EVENT || event.state_key !== "") return void left.push(notTaken("type_unknown", place, `le type ${event.type} n’est pas repris.`, `the type ${event.type} is not taken up.`));
    if (event.room_id === null) return void left.push(notTaken("room_missing", place, "l’évènement ne dit pas de quel salon il est.", "the event does not say which room it is of."));
    const { rule: said, visibility, encrypted } = event.content;
    if (visibility === "public") return void left.push(notTaken("public_room", place, "un salon public se décide un par un : catégorie publique et inscription dans public-rooms.yaml.", "a public room is decided one by one: a public class, and an entry in public-rooms.yaml."));
    if (encrypted === false) return void left.push(notTaken("private_in_the_clear", place, "un salon privé sans chiffrement n’existe pas ici.", "a private room without encryption does not exist here."));
    if (!isRule(said)) unmarked.push(event.room_id);
    const rule = isRule(said) ? said : "restricted";
    const [classId] = classesOf(policy, rule);
    if (classId === undefined) return void left.push(notTaken("no_class", place, `ces règles n’ont aucune catégorie de salon qui réponde à « ${rule} ».`, `these rules have no class of rooms that answers to “${rule}”.`));
    rooms.push({ roomId: event.room_id, rule, class: classId });
  });
  const servers = new Set<string>();
  for (const server of forbidden) {
    const suspicion = /^[a-z0-9.:[\]-]{1,240}$/.test(server) ? serverSuspicion(server) : (serverSuspicion(server) ?? { message: { fr: "Ceci n’est pas un nom de serveur.", en: "This is no server name." } });
    if (suspicion === null) servers.add(server);
    else left.push(notTaken("server_invalid", server.slice(0, 80), suspicion.message.fr, suspicion.message.en));
  }
  const people = { sets: null, sets_not: null, users: [...servers].sort().flatMap((server) => [`@*:${server}`, `@*:${server}:*`]), external: null };
  const rule: Rule = {
    id,
    title: { fr: "Serveurs exclus des salons restreints", en: "Servers kept out of restricted rooms" },
    effect: "deny",
    actions: ["invite", "join"],
    who: null,
    target: people,
    room: restricted === undefined ? null : { class: classesOf(policy, "restricted"), class_not: null, sets: null, sets_not: null },
    mode: "enforce",
    requires: [],
    obligations: [],
    because: {
      reason: { fr: "Les personnes de ce serveur n’entrent pas dans les salons réservés aux agents.", en: "People of this server do not enter rooms that are for agents." },
      remedy: { fr: "Ouvrez un salon ouvert aux externes.", en: "Open a room that is open to externals." },
      contact: null,
    },
    exceptions: [],
  };
  return { rules: servers.size === 0 || restricted === undefined ? [] : [rule], rooms, findings: findingsAbout(rooms, unmarked, [...servers]), notTaken: left };
};

export interface ExportedAccessRules {
  readonly events: readonly { readonly type: string; readonly state_key: ""; readonly room_id: string; readonly content: { readonly rule: AccessRule; readonly visibility: "private" } }[];
  readonly findings: readonly Finding[];
  readonly notTaken: readonly NotTaken[];
}

/**
 * Says in their words what the class of each room is.
 * @param creations the `m.room.create` events of the rooms
 * @param classKey the key of the class in such an event
 */
export const exportAccessRules = (policy: Policy, creations: readonly ForeignEvent[], classKey: string): ExportedAccessRules => {
  const left: NotTaken[] = [];
  const events: ExportedAccessRules["events"][number][] = [];
  creations.forEach((event, index) => {
    const place = event.room_id ?? `events[${String(index)}]`;
    if (event.type !== "m.room.create" || event.room_id === null) return void left.push(notTaken("type_unknown", place, "seule la création d’un salon, avec room_id, dit sa catégorie.", "only the creation of a room, with room_id, says its class."));
    const classId = event.content[classKey];
    const definition = typeof classId === "string" && Object.hasOwn(policy.room_classes, classId) ? policy.room_classes[classId] : undefined;
    if (definition === undefined) return void left.push(notTaken("class_unknown", place, "ces règles ne connaissent pas la catégorie de ce salon.", "these rules do not know this room’s class."));
    const rule = ruleOfClass(definition);
    if (rule === null) return void left.push(notTaken("no_such_rule", place, `la catégorie ${String(classId)} n’a pas d’équivalent là-bas.`, `the class ${String(classId)} has no counterpart there.`));
    events.push({ type: ACCESS_RULES_EVENT, state_key: "", room_id: event.room_id, content: { rule, visibility: "private" } });
  });
  const findings = [
    finding(
      "forbidden_cannot_be_listed",
      [],
      "Là-bas, on liste les serveurs interdits ; ici, les personnes connues, et tous les autres sont externes. La liste de tous les autres ne s’écrit pas : domains_forbidden_when_restricted est à tenir à la main, et un serveur qui y manque entre dans les salons restreints.",
      "There, forbidden servers are listed; here, known people, and all others are externals. A list of all others cannot be written: domains_forbidden_when_restricted has to be kept by hand, and a server that is missing in it enters restricted rooms.",
    ),
  ];
  return { events, findings, notTaken: left };
};
