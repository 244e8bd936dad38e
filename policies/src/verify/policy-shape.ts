/** The exact form of a normalised policy (SPECIFICATION.md sections 2 to 5). */
import { LANGUAGES } from "../model/localised-text.ts";
import { ACTIONS, LAYERS, OBLIGATIONS, REQUIREMENTS, type Policy, type Rule } from "../model/policy.ts";
import {
  also, boolean, integer, list, listOfDistinct, nullable, object, oneOf, record, stringThat, text, type Shape,
} from "../shape/shape.ts";
import { isGlob } from "../evaluate/glob.ts";
import { isInstant } from "../evaluate/instant.ts";
import { powerLevelsShape } from "../evaluate/read-access-request.ts";

const TEXT_LIMIT = 2000;
const matching = (form: RegExp, what: string): Shape => stringThat((value) => form.test(value), what);

export const shortText: Shape = text(TEXT_LIMIT);
export const instant: Shape = stringThat(isInstant, "an instant");
export const localisedText: Shape = object(Object.fromEntries(LANGUAGES.map((language) => [language, shortText])));
export const versionNumber: Shape = integer(1, Number.MAX_SAFE_INTEGER);
export const layerName: Shape = oneOf(...LAYERS);

const name = matching(/^[a-z][a-z0-9_]{0,63}$/, "a name of a-z, 0-9 and _");
const glob = stringThat(isGlob, "a glob of 1 to 255 characters");
const serverName = matching(/^[a-z0-9.:[\]-]{1,255}$/, "a server name in lower case");
const roomId = stringThat((value) => value.startsWith("!") && Array.from(value).length <= 255, "a room ID");
const effect = oneOf("allow", "deny");

/** Something of which at least one part says something. */
const saysSomething = (fields: { readonly [field: string]: Shape }): Shape =>
  also(object(fields), (value, path) =>
    Object.values(value as object).some((part) => part !== null) ? null : `${path}: at least one part that is not null`, // an object, by the shape
  );

const names = listOfDistinct(name, 1);
const matcher = saysSomething({
  sets: nullable(names),
  sets_not: nullable(names),
  users: nullable(listOfDistinct(glob, 1)),
  external: nullable(boolean),
});

const exception: Shape = also(
  object({
    who: nullable(matcher),
    target: nullable(matcher),
    room_id: nullable(roomId),
    until: instant,
    approved_by: shortText,
    ticket: nullable(shortText),
  }),
  (value, path) => {
    const { who, target, room_id } = value as Policy["rules"][number]["exceptions"][number]; // the shape holds
    return who === null && target === null && room_id === null ? `${path}: whom, or which room` : null;
  },
);

/** What every rule has, whoever makes it. */
const ruleFields = {
  title: localisedText,
  who: nullable(matcher),
  target: nullable(matcher),
  room: nullable(saysSomething({ class: nullable(names), class_not: nullable(names), sets: nullable(names), sets_not: nullable(names) })),
  because: object({ reason: localisedText, remedy: localisedText, contact: nullable(shortText) }),
} as const;

/** A rule of an overlay. That it refuses, and nothing that it may not, has refusal codes of its own. */
export const emergencyRule: Shape = object({
  ...ruleFields,
  id: matching(/^E-\d{4}$/, "E- and four digits"),
  effect: shortText,
  actions: listOfDistinct(shortText, 1),
  mode: oneOf("enforce"),
  requires: list(shortText, 0, 0),
  obligations: list(shortText, 0, 0),
  exceptions: list(exception, 0, 0),
});

const rule: Shape = also(
  object({
    ...ruleFields,
    id: matching(/^R-\d{4}$/, "R- and four digits"),
    effect: oneOf("allow", "deny", "require"),
    actions: listOfDistinct(oneOf(...ACTIONS), 1),
    mode: oneOf("enforce", "evaluate"),
    requires: listOfDistinct(oneOf(...REQUIREMENTS)),
    obligations: listOfDistinct(oneOf(...OBLIGATIONS)),
    exceptions: list(exception),
  }),
  (value, path) => {
    const { effect: said, exceptions, requires, obligations } = value as Policy["rules"][number]; // the shape holds
    if (said === "allow" && exceptions.length > 0) return `${path}.exceptions: an allowing rule has none`;
    if ((said === "require") !== requires.length > 0) return `${path}.requires: for a rule that requires, and for no other`;
    return said !== "allow" && obligations.length > 0 ? `${path}.obligations: for an allowing rule only` : null;
  },
);

const subjectSet = object({
  title: localisedText,
  kind: oneOf("agents", "service"),
  servers: listOfDistinct(serverName),
  users: listOfDistinct(glob),
});

const roomSet = also(object({ title: localisedText, rooms: listOfDistinct(roomId), classes: listOfDistinct(name) }), (value, path) => {
  const { rooms, classes } = value as Policy["room_sets"][string]; // the shape holds
  return rooms.length + classes.length > 0 ? null : `${path}: at least one room or class`;
});

const roomClass = object({
  title: localisedText,
  summary: localisedText,
  kind: oneOf("room", "direct", "space", "governance"),
  mark: oneOf("ministries", "externals", "public", "direct", "space", "governance"),
  encryption: oneOf("required", "none"),
  public: boolean,
  join_rule: oneOf("invite", "public"),
  history_visibility: oneOf("joined", "invited", "shared", "world_readable"),
  federate: boolean,
  members: object({ sets: nullable(listOfDistinct(name)), externals: boolean }),
  new_member: oneOf("announce", "hold"),
  power_levels: powerLevelsShape,
});

/** A set, room set or class that a rule names and the policy does not have; null when there is none. */
export const missingName = ({ who, target, room, exceptions }: Rule, { sets, room_sets, room_classes }: Pick<Policy, "sets" | "room_sets" | "room_classes">): string | null => {
  const people = [who, target, ...exceptions.flatMap((one) => [one.who, one.target])];
  const set = people.flatMap((one) => [...(one?.sets ?? []), ...(one?.sets_not ?? [])]).find((one) => !Object.hasOwn(sets, one));
  if (set !== undefined) return `no set ${set}`;
  const named = [...(room?.class ?? []), ...(room?.class_not ?? [])].find((one) => !Object.hasOwn(room_classes, one));
  if (named !== undefined) return `no room class ${named}`;
  const rooms = [...(room?.sets ?? []), ...(room?.sets_not ?? [])].find((one) => !Object.hasOwn(room_sets, one));
  return rooms === undefined ? null : `no room set ${rooms}`;
};

/** Names that a policy uses and does not have, or rules out of order. */
const isCoherent: Shape = (value, path) => {
  const policy = value as Policy; // only asked once the shape holds
  for (const [id, { members }] of Object.entries(policy.room_classes)) {
    const set = members.sets?.find((one) => !Object.hasOwn(policy.sets, one));
    if (set !== undefined) return `${path}.room_classes.${id}.members: no set ${set}`;
  }
  for (const [id, { classes }] of Object.entries(policy.room_sets)) {
    const absent = classes.find((one) => !Object.hasOwn(policy.room_classes, one));
    if (absent !== undefined) return `${path}.room_sets.${id}: no room class ${absent}`;
  }
  for (const [index, each] of policy.rules.entries()) {
    const where = `${path}.rules[${String(index)}]`;
    const before = policy.rules[index - 1];
    if (before !== undefined && before.id >= each.id) return `${where}.id: sorted, none twice`;
    const missing = missingName(each, policy);
    if (missing !== null) return `${where}: ${missing}`;
  }
  return null;
};

/** Answers null for a Policy (any `lang`), else where it is none. */
export const policyShape: Shape = also(
  object({
    lang: shortText,
    id: matching(/^[a-z0-9-]{1,64}$/, "1 to 64 of a-z, 0-9 and -"),
    title: localisedText,
    owner: localisedText,
    contact: shortText,
    layer: layerName,
    defaults: object(Object.fromEntries(ACTIONS.map((action) => [action, effect]))),
    sets: record(name, subjectSet),
    room_sets: record(name, roomSet),
    room_classes: record(name, roomClass),
    public_rooms: listOfDistinct(roomId),
    rules: list(rule),
  }),
  isCoherent,
);
