/** Who will be able to read what is being written, in words; from the same data that decides. */
import type { Failure } from "#client/domain/failure.ts";
import type { Verdict } from "#client/domain/ports/policy-advisor.ts";
import type { Readers } from "#client/domain/ports/message-sender.ts";
import { formatList } from "#client/ui/i18n/formats.svelte.ts";
import { t } from "#client/ui/i18n/i18n.svelte.ts";

export interface ReaderWords {
  /** the line under the field */
  readonly line: string;
  readonly tone: "quiet" | "public";
  /** what deserves attention before sending */
  readonly warnings: readonly { readonly tone: "note" | "warn" | "stop"; readonly text: string }[];
}

/** So many are named; the list of the people of a room names all. */
const MOST_NAMES = 6;

const names = (people: Readers["externals"]): string => {
  // Whoever comes from outside is never among those who are only counted, if there is room.
  const ordered = [...people.filter((person) => person.external), ...people.filter((person) => !person.external)].map((person) => person.displayName);
  const more = ordered.length - MOST_NAMES;
  return more > 1 ? formatList([...ordered.slice(0, MOST_NAMES), t("composer.more_people", { count: more })]) : formatList(ordered);
};

/** @param directName the other person of a conversation of two; null elsewhere */
export function readerWords(readers: Readers, directName: string | null): ReaderWords {
  const warnings: ReaderWords["warnings"][number][] = [];
  const { externals, newcomers, identityChanged } = readers;
  if (identityChanged.length > 0) warnings.push({ tone: "stop", text: t("composer.identity_changed", { count: identityChanged.length, names: names(identityChanged) }) });
  if (newcomers.length > 0) {
    const told = { count: newcomers.length, names: names(newcomers) };
    warnings.push(readers.firstMessage ? { tone: "note", text: t("composer.first_message", told) } : { tone: "warn", text: t("composer.newcomers", told) });
  }
  if (readers.public) return { line: t("composer.readers_public"), tone: "public", warnings };
  if (readers.people === 0 && readers.blocked?.code === "network") return { line: t("composer.readers_unknown"), tone: "quiet", warnings };
  const everybody =
    directName !== null && readers.people === 2 ? t("composer.readers_direct", { name: directName }) : t("composer.readers", { count: readers.people });
  if (externals.length === 0 || directName !== null) return { line: everybody, tone: "quiet", warnings };
  return { line: `${everybody}, ${t("composer.readers_externals", { count: externals.length, names: names(externals) })}`, tone: "quiet", warnings };
}

/**
 * @param verdict what the rules say about writing here; null while they are being asked
 * @returns why nothing can be written here, or null. A missing connection blocks nothing: the message waits in the outbox. Neither do a changed
 *   identity and a newcomer: those are settled with the sender, message by message.
 */
export function whyBlocked(readers: Readers, verdict: Verdict | null): Failure | null {
  if (verdict && !verdict.allowed) return { code: "refused", refusal: verdict.refusal };
  const blocked = readers.blocked;
  if (!blocked) return null;
  return ["network", "rate_limited", "identity_changed", "new_recipient"].includes(blocked.code) ? null : blocked;
}
