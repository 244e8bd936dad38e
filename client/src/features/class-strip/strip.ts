/** What stands in the strip above a conversation. */
import { classesNamed } from "#policies/evaluate/classes-named.ts";
import type { Policy } from "#policies/model/policy.ts";
import type { RoomSummary } from "#client/domain/room.ts";
import { CLASS_MARKS, type Tone } from "#client/ui/class-marks.ts";
import { localised, t } from "#client/ui/i18n/i18n.svelte.ts";
import { historyWords, protectionWords, whoMayBeIn } from "#client/ui/words/class-words.ts";

export interface ClassStripWords {
  readonly tone: Tone;
  readonly title: string;
  /** protection, who may be in it, what a newcomer can read */
  readonly facts: readonly string[];
  /** externals who are in it now; null: none */
  readonly externals: string | null;
}

/** @returns the strip; alarmed when the rules do not know the class, or when the encryption that it demands is missing. */
export function classStrip(room: RoomSummary, policy: Policy): ClassStripWords {
  const definition = room.class.definition;
  const externals = room.externals > 0 && room.directWith === null ? t("class.externals_present", { count: room.externals }) : null;
  if (!definition) return { tone: "stop", title: t("class.unknown"), facts: [t("class.unknown_note")], externals };
  const broken = definition.encryption === "required" && !room.encrypted;
  return {
    tone: broken ? "stop" : CLASS_MARKS[definition.mark].tone,
    title: localised(definition.title),
    facts: [protectionWords(definition, room.encrypted), whoMayBeIn(room.class, policy), historyWords(definition)],
    externals,
  };
}

/** @returns the rule to show first to somebody who asks for the rules of a class: the first that names it; null when none does. */
export function firstRuleOf(policy: Policy, classId: string | null): string | null {
  return policy.rules.find((rule) => classId !== null && classesNamed(rule.room, policy).includes(classId))?.id ?? null;
}
