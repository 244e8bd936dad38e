/** Policies and requests drawn from a seed: what they are made of is small enough that rules, people and rooms meet often. */
import {
  ACTIONS, LAYERS, OBLIGATIONS, REQUIREMENTS, type Action, type Matcher, type Policy, type RoomClass, type RoomMatcher, type Rule, type RuleException,
} from "../../src/model/policy.ts";
import type { PolicyBundle } from "../../src/model/policy-bundle.ts";

/** A stream of numbers from a seed; the same on every machine (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** from 0 to `below` - 1 */
  number(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  }

  chance(percent: number): boolean {
    return this.number(100) < percent;
  }

  one<Item>(items: readonly Item[]): Item {
    const item = items[this.number(items.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }

  /** at least one of the items, each once */
  some<Item>(items: readonly Item[], percent = 40): Item[] {
    const chosen = items.filter(() => this.chance(percent));
    return chosen.length > 0 ? chosen : [this.one(items)];
  }
}

const SETS = ["constructor", "finances", "interieur", "ops", "sg"];
const CLASSES = ["direct", "governance", "interministerial", "open_external", "press", "space"];
const ROOM_SETS = ["crisis", "open", "pilot"];
const ROOMS = ["!a:etat.example", "!b:etat.example", "!c", "!d"];
const GLOBS = ["@*-sg:etat.example", "@a*:*", "@*b*c*:etat.example", "@??:*", "@ab:etat.example", "@*", "@c*.?*:x.example", "@é*"];
export const PEOPLE = [
  "@ab:etat.example", "@abc-sg:etat.example", "@a-interieur:etat.example", "@b-interieur:etat.example", "@x-finances:etat.example", "@bot:etat.example", "@c.d:x.example",
  "@n:ailleurs.example", "@zz:fin.example:8448", "@a:b:c.example", "@A-sg:etat.example", "ab", "@:x", "@é:x", "@ab:Etat.example", "",
];
const ENDS = ["2026-11-22T00:00:00Z", "2026-11-23T12:00:00Z", "2026-11-23T12:00:01Z", "2026-12-01T00:00:00Z"];
export const EXPIRES = "2027-02-21T12:00:00Z";
const MOMENTS = ["2026-11-23T11:59:59Z", "2026-11-23T12:00:00Z", "2026-11-30T00:00:00Z", EXPIRES];

const text = (words: string) => ({ fr: words, en: words });
const orNull = <Item>(dice: Dice, percent: number, draw: () => Item): Item | null => (dice.chance(percent) ? draw() : null);

const says = <Parts extends object>(dice: Dice, draw: () => Parts): Parts => {
  for (;;) {
    const drawn = draw();
    if (Object.values(drawn).some((part) => part !== null)) return drawn;
    dice.number(2);
  }
};

const matcher = (dice: Dice): Matcher =>
  says(dice, () => ({
    sets: orNull(dice, 35, () => dice.some(SETS)),
    sets_not: orNull(dice, 20, () => dice.some(SETS, 20)),
    users: orNull(dice, 25, () => dice.some(GLOBS, 20)),
    external: orNull(dice, 25, () => dice.chance(50)),
  }));

const roomMatcher = (dice: Dice): RoomMatcher =>
  says(dice, () => ({
    class: orNull(dice, 50, () => dice.some(CLASSES)),
    class_not: orNull(dice, 15, () => dice.some(CLASSES, 20)),
    sets: orNull(dice, 20, () => dice.some(ROOM_SETS)),
    sets_not: orNull(dice, 10, () => dice.some(ROOM_SETS, 20)),
  }));

const exception = (dice: Dice): RuleException => ({
  ...says(dice, () => ({ who: orNull(dice, 40, () => matcher(dice)), target: orNull(dice, 40, () => matcher(dice)), room_id: orNull(dice, 40, () => dice.one(ROOMS)) })),
  until: dice.one(ENDS),
  approved_by: "anne.morel",
  ticket: null,
});

export const ruleId = (index: number): string => `R-${String(index).padStart(4, "0")}`;

/** @param effect null: any */
export const randomRule = (dice: Dice, index: number, effect: Rule["effect"] | null = null): Rule => {
  const chosen = effect ?? dice.one(["allow", "allow", "deny", "deny", "require"] as const);
  return {
    id: ruleId(index),
    title: text("Règle"),
    effect: chosen,
    actions: dice.some(ACTIONS, 20),
    who: orNull(dice, 50, () => matcher(dice)),
    target: orNull(dice, 30, () => matcher(dice)),
    room: orNull(dice, 70, () => roomMatcher(dice)),
    mode: dice.chance(20) ? "evaluate" : "enforce",
    requires: chosen === "require" ? dice.some(REQUIREMENTS) : [],
    obligations: chosen === "allow" && dice.chance(40) ? dice.some(OBLIGATIONS) : [],
    because: { reason: text("Parce que."), remedy: text("Demandez."), contact: null },
    exceptions: chosen !== "allow" && dice.chance(40) ? [exception(dice), ...(dice.chance(30) ? [exception(dice)] : [])] : [],
  };
};

const LEVELS = { invite: 0, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 };

const roomClass = (dice: Dice, kind: RoomClass["kind"], isPublic = false): RoomClass => ({
  title: text("Classe"),
  summary: text("Une classe."),
  kind,
  mark: "ministries",
  encryption: isPublic || kind === "space" || kind === "governance" ? "none" : "required",
  public: isPublic,
  join_rule: isPublic ? "public" : "invite",
  history_visibility: "joined",
  federate: dice.chance(80),
  members: { sets: orNull(dice, 30, () => dice.some(SETS)), externals: dice.chance(60) },
  new_member: "hold",
  power_levels: LEVELS,
});

export const randomPolicy = (dice: Dice, rules: number): Policy => ({
  lang: "chancery/1",
  id: "random",
  title: text("Hasard"),
  owner: text("Personne"),
  contact: "x",
  layer: "national",
  defaults: Object.fromEntries(ACTIONS.map((action) => [action, dice.chance(50) ? "allow" : "deny"])) as Policy["defaults"], // every action has one
  sets: {
    constructor: { title: text("C"), kind: "agents" as const, servers: ["c.example"], users: dice.chance(50) ? ["@a*:etat.example"] : [] },
    finances: { title: text("F"), kind: "agents", servers: ["fin.example", "fin.example:8448"], users: ["@*-finances:etat.example"] },
    interieur: { title: text("I"), kind: "agents", servers: [], users: ["@*-interieur:etat.example"] },
    ops: { title: text("O"), kind: dice.one(["service", "service", "service", "agents"] as const), servers: [], users: ["@bot:etat.example"] },
    sg: { title: text("S"), kind: "agents", servers: [], users: ["@*-sg:etat.example", "@??:etat.example"] },
  },
  room_sets: {
    crisis: { title: text("Crise"), rooms: ["!a:etat.example", "!c"], classes: [] },
    open: { title: text("Ouvert"), rooms: [], classes: dice.some(CLASSES) },
    pilot: { title: text("Pilote"), rooms: ["!b:etat.example"], classes: ["press"] },
  },
  room_classes: {
    direct: roomClass(dice, "direct"),
    governance: roomClass(dice, "governance"),
    interministerial: roomClass(dice, "room"),
    open_external: roomClass(dice, "room"),
    press: roomClass(dice, "room", true),
    space: roomClass(dice, "space"),
  },
  public_rooms: ["!b:etat.example", "!d"],
  rules: Array.from({ length: rules }, (_, index) => randomRule(dice, index)),
});

export const bundleOf = (policy: Policy): PolicyBundle => ({
  layer: policy.layer, version: 7, issued_at: "2026-11-01T00:00:00Z", expires: EXPIRES, sha256: "0".repeat(64), signed_by: [], threshold: 1, policy,
});

const creation = (dice: Dice, roomClass_: RoomClass | undefined) => ({
  encryption: roomClass_?.encryption === "required",
  history_visibility: roomClass_?.history_visibility ?? null,
  join_rule: roomClass_?.join_rule ?? null,
  federate: roomClass_?.federate ?? true,
  additional_creators: dice.chance(3),
  trusted_private_chat: dice.chance(3),
  space: roomClass_?.kind === "space",
  power_levels: dice.chance(95) ? { ...LEVELS, invite: dice.chance(3) ? 1 : 0 } : null,
});

/** What may come in the place of a part of a request. */
const JUNK: readonly unknown[] = [null, true, 0, -1, 1.5, "", "join", [], ["confirmed", "confirmed"], ["x"], {}, { id: null }, "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "\ud800"];

/** A request about a policy; one in twenty is broken in one place. */
export const randomRequest = (dice: Dice, policy: Policy, wanted: Action | null = null): { readonly [field: string]: unknown } => {
  const action = wanted ?? dice.one(ACTIONS);
  const person = (): string | null => (dice.chance(95) ? dice.one(PEOPLE) : null);
  const actor = person();
  const classId = dice.chance(94) ? dice.one(CLASSES) : dice.one([null, "unlisted", "toString", "__proto__"]);
  const encrypted = dice.one([true, true, true, false, null]);
  const request: { [field: string]: unknown } = {
    action,
    actor,
    target: action === "join" ? actor : action === "invite" || action === "change_power" ? person() : null,
    room: { id: action === "create_room" ? null : dice.one([...ROOMS, null]), class: classId, encrypted },
    event_encrypted: action === "send" ? dice.one([true, true, false, null]) : null,
    creation: action === "create_room" && dice.chance(97) ? creation(dice, classId === null || !Object.hasOwn(policy.room_classes, classId) ? undefined : policy.room_classes[classId]) : null,
    met: dice.chance(40) ? null : REQUIREMENTS.filter(() => dice.chance(50)),
    now: dice.one(MOMENTS),
  };
  if (dice.chance(5)) {
    const field = dice.one([...Object.keys(request), "more"]);
    if (dice.chance(20)) delete request[field];
    else request[field] = dice.one(JUNK);
  }
  return request;
};

export const randomLayers = (dice: Dice): readonly [PolicyBundle, ...PolicyBundle[]] => {
  const [national, ...others] = LAYERS.map((layer) => bundleOf({ ...randomPolicy(dice, dice.number(8)), layer }));
  if (national === undefined) throw new Error("there is a national layer");
  return [national, ...others.filter(() => dice.chance(60))];
};
