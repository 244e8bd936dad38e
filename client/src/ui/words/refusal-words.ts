/** The five parts of a refusal. Texts come from the signed policy (rules) or from the catalogue (floor and defaults), never from a server. */
import { ACTIONS, type Action } from "#policies/model/policy.ts";
import type { RefusalNotice } from "#client/domain/failure.ts";
import { ruleAddress } from "#client/domain/route.ts";
import { formatDate, formatList } from "../i18n/formats.svelte.ts";
import { localised, t } from "../i18n/i18n.svelte.ts";

export interface RefusalParts {
  /** what kind of refusal it is, in two words */
  readonly badge: string;
  /** what you cannot do */
  readonly what: string;
  /** why, in one sentence */
  readonly why: string;
  readonly ruleId: string;
  readonly ruleTitle: string;
  /** who set the rule, and when */
  readonly setBy: string;
  readonly remedy: string;
  /** whom to ask; null: nobody is named, the helpdesk is */
  readonly contact: string | null;
  /** whose identity has to be verified first, and how; null: it is not about that */
  readonly toVerify: string | null;
  /** where the page of the rules shows the whole rule; null: it does not */
  readonly address: string | null;
}

const FLOOR_TEXTS = ["F-01", "F-02", "F-03", "F-04", "F-05", "F-06", "F-07", "F-08", "F-09", "F-10", "F-11"] as const;
type FloorRule = (typeof FLOOR_TEXTS)[number];

interface RuleTexts {
  readonly title: string;
  readonly reason: string;
  readonly remedy: string;
}

/** @returns the words of a rule of the floor; a number that this build does not know still gets a sentence. */
export function floorWords(ruleId: string): RuleTexts {
  const known: FloorRule | "unknown" = FLOOR_TEXTS.find((id) => id === ruleId) ?? "unknown";
  return { title: t(`floor.${known}.title`), reason: t(`floor.${known}.reason`), remedy: t(`floor.${known}.remedy`) };
}

/** @returns the words of the default of `action` (`D-<action>`). */
export function defaultWords(action: Action): RuleTexts {
  return { title: t(`default.title.${action}`), reason: t("default.reason"), remedy: t("default.remedy") };
}

/** Whether the rules of the layer that said no are on this device. */
const isHere = ({ of, owner }: RefusalNotice): boolean => of === undefined || owner !== null;

function ruleTexts(notice: RefusalNotice): RuleTexts {
  if (notice.rule) return { title: localised(notice.rule.title), reason: localised(notice.rule.reason), remedy: localised(notice.rule.remedy) };
  const byDefault = isHere(notice) ? ACTIONS.find((action) => notice.ruleId === `D-${action}`) : undefined;
  if (byDefault) return defaultWords(byDefault);
  if (notice.of && notice.ruleId === "F-05" && !isHere(notice)) {
    return { title: t(`refusal.layer_missing.${notice.of}`), reason: t(`refusal.layer_missing_reason.${notice.of}`), remedy: floorWords("F-05").remedy };
  }
  if (notice.ruleId.startsWith("F-")) return floorWords(notice.ruleId);
  if (notice.of) return { title: t(`refusal.layer_rule.${notice.of}`), reason: t(`refusal.layer_reason.${notice.of}`), remedy: t("refusal.layer_remedy") };
  return { title: t("refusal.unknown_rule"), reason: t("refusal.unknown_reason"), remedy: t("refusal.unknown_remedy") };
}

function setBy(notice: RefusalNotice): string {
  if (notice.ruleId.startsWith("F-")) return t("refusal.set_by_floor");
  if (notice.of && !isHere(notice)) return t(`refusal.set_by_layer.${notice.of}`, { version: notice.policyVersion ?? 0 });
  if (notice.policyVersion === null) return t("refusal.set_by_unknown");
  if (notice.owner && notice.issuedAt) {
    return t("refusal.set_by_policy", { owner: localised(notice.owner), version: notice.policyVersion, date: formatDate(notice.issuedAt) });
  }
  return t("refusal.set_by_version", { version: notice.policyVersion });
}

function addressOf(notice: RefusalNotice): string | null {
  if (notice.ruleId.startsWith("F-")) return notice.ruleId;
  const isShown = isHere(notice) && (notice.rule !== null || notice.ruleId.startsWith("D-"));
  return isShown ? ruleAddress(notice.ruleId, notice.of) : null;
}

function toVerify({ unproven = [] }: RefusalNotice): string | null {
  if (unproven.length === 0) return null;
  return t("refusal.to_verify_how", { names: formatList(unproven.map(({ displayName, userId }) => `${displayName} (${userId})`)) });
}

/**
 * @param notice the refusal as the guard or the server gave it
 * @param subject the name of the room or person it is about; null when there is none to show
 */
export function refusalParts(notice: RefusalNotice, subject: string | null): RefusalParts {
  const texts = ruleTexts(notice);
  return {
    badge: t(`refusal.badge.${notice.action}`),
    what: subject === null ? t(`refusal.what.${notice.action}`) : t(`refusal.what.${notice.action}_named`, { subject }),
    why: texts.reason,
    ruleId: notice.ruleId,
    ruleTitle: texts.title,
    setBy: setBy(notice),
    remedy: texts.remedy,
    contact: notice.contact,
    toVerify: toVerify(notice),
    address: addressOf(notice),
  };
}

/** @returns rule and reason in one line, for what is offered but not allowed. */
export function refusalInOneLine(notice: RefusalNotice): string {
  return t("refusal.short", { rule: notice.ruleId, reason: ruleTexts(notice).reason });
}
