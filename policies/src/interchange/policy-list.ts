/**
 * Moderation policy lists (Matrix specification, Client-Server API, "Moderation policy lists"; MSC2313): bans of users and servers, in and
 * out. Only refusals are exchanged. A list cannot say who is *allowed*, so nothing here ever widens anything.
 */
import { globSuspicion } from "../compile/suspicious-text.ts";
import { isGlob } from "../evaluate/glob.ts";
import type { LocalisedText } from "../model/localised-text.ts";
import { ACTIONS, type Policy, type Rule } from "../model/policy.ts";
import { notTaken, type ForeignEvent, type NotTaken } from "./not-taken.ts";

export const USER_RULE = "m.policy.rule.user";
export const SERVER_RULE = "m.policy.rule.server";
const ROOM_RULE = "m.policy.rule.room";
const BAN = "m.ban";

export interface ImportedList {
  /** denying rules with these IDs in turn; none when nothing was taken */
  readonly rules: readonly Rule[];
  /** what the list gives as its reason, by glob, in characters that may stand in a document */
  readonly reasons: ReadonlyMap<string, string>;
  /** events that say nothing any more: rules that were taken back */
  readonly withdrawn: number;
  readonly notTaken: readonly NotTaken[];
}

/** The user IDs of a server, with and without a port, which a list about servers does not speak of. */
const usersOfServer = (server: string): readonly string[] => [`@*:${server}`, `@*:${server}:*`];

/** Globs over user IDs that mean what an event means; or why there are none. */
const globsOf = ({ type, content }: ForeignEvent, place: string): readonly string[] | NotTaken => {
  if (type === ROOM_RULE) return notTaken("room_rule", place, "une liste qui bannit des salons n’est pas reprise : ici un salon est gouverné par sa catégorie.", "a list that bans rooms is not taken up: here a room is governed by its class.");
  if (type !== USER_RULE && type !== SERVER_RULE) return notTaken("type_unknown", place, `le type ${type} n’est pas celui d’une règle de liste.`, `the type ${type} is not that of a rule of a list.`);
  const { entity, recommendation } = content;
  if (recommendation !== BAN) return notTaken("recommendation_unknown", place, `seule la recommandation ${BAN} se traduit ; celle-ci est ${JSON.stringify(recommendation ?? null)}.`, `only the recommendation ${BAN} can be taken up; this one is ${JSON.stringify(recommendation ?? null)}.`);
  if (typeof entity !== "string" || entity === "") return notTaken("entity_invalid", place, "la règle ne dit pas qui elle vise.", "the rule does not say whom it is about.");
  const globs = type === SERVER_RULE ? usersOfServer(entity) : [entity];
  if (!/[^*?@:.]/.test(entity)) return notTaken("everybody", place, `« ${entity} » vise tout le monde.`, `“${entity}” is about everybody.`);
  for (const glob of globs) {
    const suspicion = isGlob(glob) ? globSuspicion(glob) : null;
    if (suspicion !== null) return notTaken(suspicion.code, place, `« ${entity} » : ${suspicion.message.fr}`, `“${entity}”: ${suspicion.message.en}`);
    if (!isGlob(glob)) return notTaken("entity_too_long", place, "l’identifiant est trop long.", "the entity is too long.");
  }
  return globs;
};

/** Letters, digits and signs that neither hide nor end a comment. */
const harmless = (reason: unknown): string => (typeof reason === "string" ? reason.replaceAll(/[^\p{L}\p{N}\p{P}\p{Zs}]/gu, " ").replaceAll(/\s+/g, " ").trim().slice(0, 120) : "");

/**
 * Takes up a list as two denying rules: its people and servers do nothing here, and nobody brings them in.
 * @param ids of the two rules
 * @param because what a person refused reads; the list's own reasons are not shown to those whom they are about
 */
export const importPolicyList = (events: readonly ForeignEvent[], ids: readonly [string, string], because: { readonly reason: LocalisedText; readonly remedy: LocalisedText }): ImportedList => {
  const users = new Set<string>();
  const reasons = new Map<string, string>();
  const left: NotTaken[] = [];
  let withdrawn = 0;
  events.forEach((event, index) => {
    if (Object.keys(event.content).length === 0) {
      withdrawn += 1;
      return;
    }
    const globs = globsOf(event, `events[${String(index)}]`);
    if ("code" in globs) {
      left.push(globs);
      return;
    }
    for (const glob of globs) users.add(glob);
    const reason = harmless(event.content["reason"]);
    const [first] = globs;
    if (reason !== "" && first !== undefined) reasons.set(first, reason);
  });
  const people = { sets: null, sets_not: null, users: [...users].sort(), external: null };
  const rule: Omit<Rule, "id" | "actions" | "who" | "target"> = {
    title: { fr: "Liste de modération", en: "Moderation list" },
    effect: "deny",
    room: null,
    mode: "enforce",
    requires: [],
    obligations: [],
    because: { ...because, contact: null },
    exceptions: [],
  };
  const rules: readonly Rule[] = [
    { ...rule, id: ids[0], actions: ACTIONS, who: people, target: null },
    { ...rule, id: ids[1], actions: ["change_power", "invite"], who: null, target: people },
  ];
  return { rules: users.size === 0 ? [] : rules, reasons, withdrawn, notTaken: left };
};

export interface ExportedList {
  readonly events: readonly { readonly type: string; readonly state_key: string; readonly content: { readonly entity: string; readonly recommendation: string; readonly reason: string } }[];
  readonly notTaken: readonly NotTaken[];
}

/** Whom a rule keeps out of every room, by user ID: only that is a ban. Else why it is none. */
const banned = (rule: Rule): readonly string[] | NotTaken => {
  const refused = (code: string, fr: string, en: string): NotTaken => notTaken(code, rule.id, fr, en);
  if (rule.effect === "require") return refused("requires", "une exigence n’est pas un bannissement.", "a requirement is no ban.");
  if (rule.mode === "evaluate") return refused("on_trial", "la règle est à l’essai.", "the rule is on trial.");
  if (!rule.actions.includes("join")) return refused("joining_stays", "la règle n’empêche pas d’entrer.", "the rule does not keep anybody from joining.");
  if (rule.room !== null) return refused("some_rooms", "la règle ne vaut que dans certains salons ; une liste vaut partout.", "the rule holds in some rooms only; a list holds everywhere.");
  if (rule.exceptions.length > 0) return refused("exceptions", "une liste n’a pas d’exceptions.", "a list has no exceptions.");
  const matchers = [rule.who, rule.target].filter((matcher) => matcher !== null);
  const [matcher] = matchers;
  // Of who and target both must match; for a join they are the same person, which a list cannot say of two globs at once.
  if (matcher === undefined || matchers.length > 1) return refused("not_by_user_id", "la règle ne nomme pas des personnes d’une seule manière.", "the rule does not name people in one way.");
  if (matcher.users === null || matcher.sets !== null || matcher.sets_not !== null || matcher.external !== null) return refused("not_by_user_id", "la règle ne nomme pas les personnes par leur identifiant.", "the rule does not name people by their user ID.");
  return matcher.users;
};

/** Gives the bans of a policy as state events of a policy list. Rules that allow are no part of it, and are not mentioned. */
export const exportPolicyList = ({ rules }: Policy): ExportedList => {
  const left: NotTaken[] = [];
  const events = new Map<string, ExportedList["events"][number]>();
  for (const rule of rules.filter(({ effect }) => effect !== "allow")) {
    const users = banned(rule);
    if ("code" in users) {
      left.push(users);
      continue;
    }
    for (const user of users) {
      const server = /^@\*:([^:]+)(?::\*)?$/.exec(user)?.[1];
      const [type, entity] = server === undefined ? [USER_RULE, user] : [SERVER_RULE, server];
      if (!events.has(`${type} ${entity}`)) events.set(`${type} ${entity}`, { type, state_key: `rule:${entity}`, content: { entity, recommendation: BAN, reason: `${rule.id} ${rule.title.en}` } });
    }
  }
  return { events: [...events.values()], notTaken: left };
};
