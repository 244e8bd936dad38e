/**
 * Rules as Cedar policies, to compare what both decide. Translated are allowing and denying rules in force with the exceptions
 * that have not ended; Cedar has no third truth value, so whether somebody is known is an attribute, and it has no `?` in patterns.
 */
import { preparsePolicySet, statefulIsAuthorized } from "@cedar-policy/cedar-wasm/nodejs";
import type { Matcher, Policy, Rule } from "#policies/model/policy.ts";
import type { AccessRequest } from "#policies/model/access-request.ts";
import { subjectOf } from "#policies/evaluate/subject.ts";

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
const set = (names: readonly string[]): string => `[${names.map(quoted).join(", ")}]`;

const person = (matcher: Matcher, of: string): string =>
  [
    matcher.external === null ? [] : [`${of}.external == ${String(matcher.external)}`],
    matcher.sets === null ? [] : [`${of}.sets.containsAny(${set(matcher.sets)})`],
    matcher.sets_not === null ? [] : [`!${of}.sets.containsAny(${set(matcher.sets_not)})`],
    matcher.users === null ? [] : [`(${matcher.users.map((glob) => `${of}.id like ${quoted(glob)}`).join(" || ")})`],
  ]
    .flat()
    .join(" && ");

const surely = (matcher: Matcher | null, of: string): readonly string[] => (matcher === null ? [] : [`${of}.known`, person(matcher, of)]);
const perhaps = (matcher: Matcher | null, of: string): readonly string[] => (matcher === null ? [] : [`(!${of}.known || (${person(matcher, of)}))`]);

const inSets = (policy: Policy, names: readonly string[]): string =>
  `(${names.map((name) => `${set(policy.room_sets[name]?.classes ?? [])}.contains(context.class) || ${set(policy.room_sets[name]?.rooms ?? [])}.contains(context.room)`).join(" || ")})`;

const place = ({ room }: Rule, policy: Policy): readonly string[] =>
  room === null
    ? []
    : [
        ...(room.class === null ? [] : [`${set(room.class)}.contains(context.class)`]),
        ...(room.class_not === null ? [] : [`!${set(room.class_not)}.contains(context.class)`]),
        ...(room.sets === null ? [] : [inSets(policy, room.sets)]),
        ...(room.sets_not === null ? [] : [`!${inSets(policy, room.sets_not)}`]),
      ];

const all = (conditions: readonly string[]): string => (conditions.length === 0 ? "true" : conditions.join(" && "));

const translated = (rule: Rule, policy: Policy, now: string): string => {
  const matches = rule.effect === "allow" ? surely : perhaps;
  const when = all([...matches(rule.who, "context.actor"), ...matches(rule.target, "context.target"), ...place(rule, policy)]);
  const unless = rule.exceptions
    .filter(({ until }) => now < until)
    .map(({ who, target, room_id }) => `(${all([...surely(who, "context.actor"), ...surely(target, "context.target"), ...(room_id === null ? [] : [`context.room == ${quoted(room_id)}`])])})`);
  const actions = rule.actions.map((action) => `Action::${quoted(action)}`).join(", ");
  return `${rule.effect === "allow" ? "permit" : "forbid"} (principal, action in [${actions}], resource) when { ${when} }${unless.length === 0 ? "" : ` unless { ${unless.join(" || ")} }`};`;
};

/** Whether Cedar can say what a rule says. */
export const isTranslatable = ({ effect, mode, who, target, exceptions }: Rule): boolean =>
  effect !== "require" && mode === "enforce" && [who, target, ...exceptions.flatMap((one) => [one.who, one.target])].every((matcher) => !matcher?.users?.some((glob) => glob.includes("?")));

export interface CedarAnswer {
  readonly effect: "allow" | "deny";
  /** the smallest rule that decided; null: none did */
  readonly ruleId: string | null;
}

let sets = 0;

/** @returns asks Cedar about a policy of translatable rules, as of a moment; what it answers leaves out floor, classes and defaults */
export const cedarOf = (policy: Policy, now: string): ((request: AccessRequest) => CedarAnswer) => {
  const id = `policy-${String((sets += 1))}`;
  const staticPolicies = Object.fromEntries(policy.rules.map((rule) => [rule.id, translated(rule, policy, now)]));
  const prepared = preparsePolicySet(id, { staticPolicies });
  if (prepared.type !== "success") throw new Error(`Cedar does not read the translation: ${JSON.stringify(prepared.errors)}`);
  const attributes = (userId: string | null): { known: boolean; external: boolean; sets: string[]; id: string } => {
    const { kind, sets: names } = subjectOf(policy, userId);
    return { known: kind !== "unknown", external: kind === "external", sets: [...names], id: userId ?? "" };
  };
  return ({ action, actor, target, room }) => {
    const answer = statefulIsAuthorized({
      principal: { type: "User", id: actor ?? "" },
      action: { type: "Action", id: action },
      resource: { type: "Room", id: room.id ?? "" },
      context: { actor: attributes(actor), target: attributes(target), class: room.class ?? "", room: room.id ?? "" },
      preparsedPolicySetId: id,
      entities: [],
    });
    if (answer.type !== "success" || answer.response.diagnostics.errors.length > 0) throw new Error(`Cedar cannot evaluate: ${JSON.stringify(answer)}`);
    const [ruleId = null] = answer.response.diagnostics.reason.toSorted();
    return { effect: answer.response.decision, ruleId };
  };
};
