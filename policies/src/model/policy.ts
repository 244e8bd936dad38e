/** The normalised policy: what the compiler emits and every evaluator reads (SPECIFICATION.md sections 2 to 5). Types only. */
import type { LocalisedText } from "./localised-text.ts";

export const POLICY_LANGUAGE = "chancery/1";

/** A moment as `YYYY-MM-DDTHH:MM:SSZ`; two instants compare as strings. */
export type Instant = string;

export const ACTIONS = [
  "change_history", "change_power", "create_room", "invite", "join", "make_public", "publish", "send", "set_alias", "start_call", "upgrade_room",
] as const;
export type Action = (typeof ACTIONS)[number];

/** Those that can only narrow what the national one allows, in the order in which they are asked. */
export const FURTHER_LAYERS = ["ministry", "service"] as const;
export type FurtherLayer = (typeof FURTHER_LAYERS)[number];

export const LAYERS = ["national", ...FURTHER_LAYERS] as const;
export type Layer = (typeof LAYERS)[number];

/** What a request gets, and what a default says. */
export type Effect = "allow" | "deny";
/** `require` refuses what it matches until its requirements are met. */
export type RuleEffect = Effect | "require";

/** What a `require` rule can ask for; only a client can see to these. */
export const REQUIREMENTS = ["confirmed", "device_verified", "identity_verified"] as const;
export type Requirement = (typeof REQUIREMENTS)[number];

/** What an allowing rule can charge whoever carries the action out with. */
export const OBLIGATIONS = ["banner", "log", "no_forward"] as const;
export type Obligation = (typeof OBLIGATIONS)[number];

/** A named group of people, by server or by user-ID glob. Whom no set names is an external. */
export interface SubjectSet {
  readonly title: LocalisedText;
  readonly kind: "agents" | "service";
  /** exact server names, lower-case ASCII */
  readonly servers: readonly string[];
  /** globs over whole user IDs */
  readonly users: readonly string[];
}

/** A named group of rooms, by ID or by class. */
export interface RoomSet {
  readonly title: LocalisedText;
  readonly rooms: readonly string[];
  readonly classes: readonly string[];
}

export type JoinRule = "invite" | "public";
export type HistoryVisibility = "joined" | "invited" | "shared" | "world_readable";
export type RoomClassMark = "ministries" | "externals" | "public" | "direct" | "space" | "governance";

/** Power levels that a class fixes at creation (Matrix Client-Server API, `m.room.power_levels`). */
export interface ClassPowerLevels {
  readonly invite: number;
  readonly kick: number;
  readonly ban: number;
  readonly redact: number;
  readonly events_default: number;
  readonly state_default: number;
}

/** Who may be in a room of a class at all; rules narrow this further. */
export interface ClassMembers {
  /** names of people sets; null: everybody whom a set names */
  readonly sets: readonly string[] | null;
  readonly externals: boolean;
}

/** A class of rooms: everything that creation fixes for ever. */
export interface RoomClass {
  readonly title: LocalisedText;
  readonly summary: LocalisedText;
  readonly kind: "room" | "direct" | "space" | "governance";
  readonly mark: RoomClassMark;
  readonly encryption: "required" | "none";
  /** whether plaintext may ever be sent here (and then only into `public_rooms`) */
  readonly public: boolean;
  readonly join_rule: JoinRule;
  readonly history_visibility: HistoryVisibility;
  readonly federate: boolean;
  readonly members: ClassMembers;
  readonly new_member: "announce" | "hold";
  readonly power_levels: ClassPowerLevels;
}

/** All parts that are not null must match. */
export interface Matcher {
  readonly sets: readonly string[] | null;
  readonly sets_not: readonly string[] | null;
  readonly users: readonly string[] | null;
  readonly external: boolean | null;
}

export interface RoomMatcher {
  readonly class: readonly string[] | null;
  readonly class_not: readonly string[] | null;
  /** names of room sets */
  readonly sets: readonly string[] | null;
  readonly sets_not: readonly string[] | null;
}

/** Narrows one deny or require rule until a date; never grants anything elsewhere. */
export interface RuleException {
  readonly who: Matcher | null;
  readonly target: Matcher | null;
  readonly room_id: string | null;
  readonly until: Instant;
  readonly approved_by: string;
  readonly ticket: string | null;
}

/** What a refusal says to the person refused. */
export interface Because {
  readonly reason: LocalisedText;
  readonly remedy: LocalisedText;
  /** null: the contact of the policy */
  readonly contact: string | null;
}

export interface Rule {
  readonly id: string;
  readonly title: LocalisedText;
  readonly effect: RuleEffect;
  readonly actions: readonly Action[];
  readonly who: Matcher | null;
  readonly target: Matcher | null;
  readonly room: RoomMatcher | null;
  readonly mode: "enforce" | "evaluate";
  /** not empty exactly when the effect is `require` */
  readonly requires: readonly Requirement[];
  /** empty unless the effect is `allow` */
  readonly obligations: readonly Obligation[];
  readonly because: Because;
  readonly exceptions: readonly RuleException[];
}

export interface Policy {
  readonly lang: typeof POLICY_LANGUAGE;
  readonly id: string;
  readonly title: LocalisedText;
  readonly owner: LocalisedText;
  readonly contact: string;
  readonly layer: Layer;
  readonly defaults: { readonly [action in Action]: Effect };
  readonly sets: { readonly [name: string]: SubjectSet };
  readonly room_sets: { readonly [name: string]: RoomSet };
  readonly room_classes: { readonly [name: string]: RoomClass };
  readonly public_rooms: readonly string[];
  readonly rules: readonly Rule[];
}
