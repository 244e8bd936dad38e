/** Rules and tests as an officer would write them: what tools add to documents. JSON strings are YAML strings, so nothing in a value can break out. */
import type { AccessRequest, Decision } from "../model/access-request.ts";
import type { LocalisedText } from "../model/localised-text.ts";
import type { Matcher, Rule } from "../model/policy.ts";

const quoted = (text: string): string => JSON.stringify(text);
const names = (list: readonly string[]): string => `[${list.join(", ")}]`; // names of sets, classes and actions need no quotes
const localised = ({ fr, en }: LocalisedText): string => `{fr: ${quoted(fr)}, en: ${quoted(en)}}`;

const matcherFields = ({ sets, sets_not, external }: Matcher): readonly string[] => [
  ...(sets === null ? [] : [`sets: ${names(sets)}`]),
  ...(sets_not === null ? [] : [`sets_not: ${names(sets_not)}`]),
  ...(external === null ? [] : [`external: ${String(external)}`]),
];

/** @param remarks what stands beside a user ID, by ID */
const matcherLines = (side: "who" | "target", matcher: Matcher | null, remarks: ReadonlyMap<string, string>): readonly string[] => {
  if (matcher === null) return [];
  const { users } = matcher;
  if (users === null) return [`${side}: {${matcherFields(matcher).join(", ")}}`];
  const remark = (user: string): string => (remarks.has(user) ? ` # ${remarks.get(user) ?? ""}` : "");
  return [`${side}:`, ...matcherFields(matcher).map((field) => `  ${field}`), "  users:", ...users.map((user) => `    - ${quoted(user)}${remark(user)}`)];
};

const roomFields = (room: NonNullable<Rule["room"]>): readonly string[] =>
  (["class", "class_not", "sets", "sets_not"] as const).flatMap((field) => {
    const list = room[field];
    return list === null ? [] : [`${field}: ${names(list)}`];
  });

/** The lines of one rule. Of what the compiler fills in, nothing is written; exceptions are not written at all. */
export const ruleLines = (rule: Rule, remarks: ReadonlyMap<string, string> = new Map()): readonly string[] => [
  `id: ${rule.id}`,
  `title: ${localised(rule.title)}`,
  `effect: ${rule.effect}`,
  ...(rule.mode === "evaluate" ? ["mode: evaluate"] : []),
  `actions: ${names(rule.actions)}`,
  ...matcherLines("who", rule.who, remarks),
  ...matcherLines("target", rule.target, remarks),
  ...(rule.room === null ? [] : [`room: {${roomFields(rule.room).join(", ")}}`]),
  ...(rule.requires.length === 0 ? [] : [`requires: ${names(rule.requires)}`]),
  ...(rule.obligations.length === 0 ? [] : [`obligations: ${names(rule.obligations)}`]),
  "because:",
  `  reason: ${localised(rule.because.reason)}`,
  `  remedy: ${localised(rule.because.remedy)}`,
  ...(rule.because.contact === null ? [] : [`  contact: ${quoted(rule.because.contact)}`]),
];

/** The lines of a test that asks what was asked, and expects what was answered. */
export const testLines = (name: string, request: AccessRequest, decision: Decision): readonly string[] => [
  `name: ${quoted(name)}`,
  `action: ${request.action}`,
  `actor: ${quoted(request.actor ?? "")}`,
  ...(request.target === null || request.action === "join" ? [] : [`target: ${quoted(request.target)}`]),
  ...(request.room.class === null ? [] : [`class: ${request.room.class}`]),
  ...(request.room.encrypted === null ? [] : [`encrypted: ${String(request.room.encrypted)}`]),
  ...(request.met === null || request.met.length === 0 ? [] : [`met: ${names(request.met)}`]),
  `expect: ${decision.effect}`,
  `rule: ${decision.rule_id}`,
  ...(decision.would_deny.length === 0 ? [] : [`would_deny: ${names(decision.would_deny)}`]),
];
