/** A rule as a sentence: what it refuses or allows, to whom, about whom. Made from the rule itself, so that it cannot say anything else. */
import type { Action, Matcher, Obligation, Policy, Requirement, Rule, RuleException } from "#policies/model/policy.ts";
import { formatDate, formatList } from "#client/ui/i18n/formats.svelte.ts";
import { t } from "#client/ui/i18n/i18n.svelte.ts";
import { setTitle } from "#client/ui/words/class-words.ts";

export interface RuleSentence {
  /** `Refuse` or `Permet` */
  readonly verb: string;
  /** the rest of the sentence */
  readonly rest: string;
}

type Role = "who" | "target";

const titles = (policy: Policy, names: readonly string[]): string => formatList(names.map((name) => t("say.quoted", { text: setTitle(policy, name) })));

/** One part of a matcher after the other; the first carries the noun, those that follow narrow it. */
function personWords(matcher: Matcher, policy: Policy, role: Role): string {
  const parts: string[] = [];
  if (matcher.external !== null) parts.push(t(matcher.external ? `say.${role}.external` : `say.${role}.not_external`));
  if (matcher.sets) {
    const sets = titles(policy, matcher.sets);
    parts.push(parts.length === 0 ? t(`say.${role}.sets`, { sets }) : t("say.matcher.sets", { sets }));
  }
  if (matcher.sets_not) {
    const sets = titles(policy, matcher.sets_not);
    parts.push(parts.length === 0 ? t(`say.${role}.sets_not`, { sets }) : t("say.matcher.sets_not", { sets }));
  }
  if (matcher.users) {
    const users = formatList(matcher.users);
    parts.push(parts.length === 0 ? t(`say.${role}.users`, { users }) : t("say.matcher.users", { users }));
  }
  return parts.length === 0 ? t(`say.${role}.anybody`) : parts.reduce((first, second) => t("say.matcher.and", { first, second }));
}

function actionWords(actions: readonly Action[], target: string | null): readonly string[] {
  const words: string[] = [];
  const others = actions.filter((action) => action !== "invite" && action !== "join" && action !== "change_power");
  const invites = actions.includes("invite");
  const joins = actions.includes("join");
  const whom = target ?? t("say.target.anybody");
  if (invites && joins) words.push(t("say.action.invite_and_join", { target: whom }));
  else if (invites) words.push(t("say.action.invite", { target: whom }));
  else if (joins) words.push(target === null ? t("say.action.join") : t("say.action.join_target", { target }));
  if (actions.includes("change_power")) words.push(t("say.action.change_power", { target: whom }));
  return [...words, ...others.map((action) => t(`say.action.${action}`))];
}

/** @returns `Refuse` · `d’inviter ou de faire entrer un externe` */
export function ruleSentence(rule: Rule, policy: Policy): RuleSentence {
  const who = rule.who ? personWords(rule.who, policy, "who") : t("say.who.anybody");
  const target = rule.target ? personWords(rule.target, policy, "target") : null;
  const list = rule.effect === "allow" ? "say.list_allow" : "say.list_deny";
  const actions = actionWords(rule.actions, target).reduce((first, last) => t(list, { first, last }));
  return { verb: t(`say.${rule.effect}`), rest: who === "" ? actions : `${who} ${actions}` };
}

/** @param now ms since the epoch. @returns whom an exception is for, and until when; an ended one says so. */
export function exceptionWords(exception: RuleException, policy: Policy, now: number): string {
  const parts = [
    exception.who ? personWords(exception.who, policy, "target") : null,
    exception.target ? personWords(exception.target, policy, "target") : null,
    exception.room_id ? t("policy.exception_room") : null,
  ].filter((part) => part !== null);
  const what = parts.reduce((first, second) => t("say.matcher.and", { first, second }));
  const date = formatDate(exception.until);
  if (Date.parse(exception.until) <= now) return t("policy.exception_ended", { what, date });
  return t("policy.exception_until", { what, date, by: exception.approved_by });
}

/** @returns what has to be seen to before. */
export const requirementWords = (requires: readonly Requirement[]): string => formatList(requires.map((one) => t(`say.requirement.${one}`)));

/** @returns what goes with what is allowed. */
export const obligationWords = (obligations: readonly Obligation[]): string => formatList(obligations.map((one) => t(`say.obligation.${one}`)));

/**
 * Who sees to it that a rule holds (SPECIFICATION.md section 3): a requirement only a device can see to, calls are started past
 * this client, and of messages a server can read only those that are not encrypted.
 */
export function enforcedBy({ actions, effect }: Pick<Rule, "actions" | "effect">): string {
  if (effect === "require") return t("policy.by.device");
  if (actions.every((action) => action === "start_call")) return t("policy.by.server");
  return actions.every((action) => action === "send") ? t("policy.by.send") : t("policy.by.both");
}
