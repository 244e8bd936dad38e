/** What an officer says in an emergency, as rules of an overlay: whom, what and where is refused. */
import { comparePolicies } from "#policies/analyse/compare-policies.ts";
import { globSuspicion } from "#policies/compile/suspicious-text.ts";
import { isGlob } from "#policies/evaluate/glob.ts";
import type { LocalisedText } from "#policies/model/localised-text.ts";
import type { Action, Matcher, Policy, Rule } from "#policies/model/policy.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { meaningLines } from "./meaning-lines.ts";

export interface EmergencyRefusal {
  readonly actions: readonly Action[];
  /** globs over whole user IDs; with `sets` and `externals` all empty: everybody */
  readonly users: readonly string[];
  readonly sets: readonly string[];
  readonly externals: boolean;
  /** empty: rooms of every class */
  readonly classes: readonly string[];
  readonly reason: LocalisedText;
  readonly remedy: LocalisedText;
}

/** Of these somebody is the object, and not only the subject: whoever may not come in must not be brought in either. */
const ABOUT_SOMEBODY: readonly Action[] = ["change_power", "invite"];

const NOBODY: Matcher = { sets: null, sets_not: null, users: null, external: null };

const groupsOf = ({ users, sets, externals }: EmergencyRefusal): readonly (Matcher | null)[] => {
  const named: readonly Matcher[] = [
    ...(users.length === 0 ? [] : [{ ...NOBODY, users: [...users].sort() }]),
    ...(sets.length === 0 ? [] : [{ ...NOBODY, sets: [...sets].sort() }]),
    ...(externals ? [{ ...NOBODY, external: true }] : []),
  ];
  return named.length === 0 ? [null] : named;
};

/** Denying rules, numbered from E-0001: people as those who act and, where an action is about somebody, as those it is about. */
export function emergencyRules(refusal: EmergencyRefusal): readonly Rule[] {
  const actions = [...refusal.actions].sort();
  const about = actions.filter((action) => ABOUT_SOMEBODY.includes(action));
  const parts = groupsOf(refusal).flatMap((group) => [
    { actions, who: group, target: null },
    ...(group === null || about.length === 0 ? [] : [{ actions: about, who: null, target: group }]),
  ]);
  return parts.map((part, index) => ({
    ...part,
    id: `E-${String(index + 1).padStart(4, "0")}`,
    title: both("Mesure d’urgence", "Emergency measure"),
    effect: "deny",
    room: refusal.classes.length === 0 ? null : { class: [...refusal.classes].sort(), class_not: null, sets: null, sets_not: null },
    mode: "enforce",
    requires: [],
    obligations: [],
    because: { reason: refusal.reason, remedy: refusal.remedy, contact: null },
    exceptions: [],
  }));
}

const refused = (code: string, where: string, fr: string, en: string): Problem => problem({ code, where, what: both(fr, en), exit: EXIT.refused });

/** A refusal that these rules understand: every set and class is one of theirs, every user ID could be somebody's. */
export function checkedRefusal(policy: Policy, refusal: EmergencyRefusal): Result<EmergencyRefusal, readonly Problem[]> {
  const unknown = (names: readonly string[], known: object, code: string, fr: string, en: string): readonly Problem[] =>
    names.filter((name) => !Object.hasOwn(known, name)).map((name) => refused(code, name, `${fr} ; il y a ${Object.keys(known).sort().join(", ")}.`, `${en}; there are ${Object.keys(known).sort().join(", ")}.`));
  const problems = [
    ...unknown(refusal.sets, policy.sets, "unknown_set", "ces règles n’ont pas cet ensemble de personnes", "these rules have no such set of people"),
    ...unknown(refusal.classes, policy.room_classes, "unknown_class", "ces règles n’ont pas cette catégorie de salon", "these rules have no such class of rooms"),
    ...refusal.users.flatMap((user) => {
      const suspicion = isGlob(user) ? globSuspicion(user) : null;
      if (suspicion !== null) return [problem({ code: suspicion.code, where: user, what: suspicion.message, remedy: suspicion.suggestion === null ? null : both(`Peut-être : ${suspicion.suggestion}`, `Perhaps: ${suspicion.suggestion}`), exit: EXIT.refused })];
      return isGlob(user) ? [] : [refused("not_a_user", user.slice(0, 40), "ceci n’est pas un identifiant.", "this is no user ID.")];
    }),
  ];
  return problems.length === 0 ? ok(refusal) : failed(problems);
}

/**
 * What an overlay changes for whom, by what the rules answer with it and without.
 * @param before rules of the overlay that is in force
 * @param now Instant
 */
export function overlayLines(policy: Policy, before: readonly Rule[], after: readonly Rule[], now: string): readonly LocalisedText[] {
  const under = (rules: readonly Rule[]): Policy => ({ ...policy, rules: [...policy.rules, ...rules] });
  const [was, is] = [under(before), under(after)];
  return meaningLines(was, is, comparePolicies(was, is, now), now);
}
