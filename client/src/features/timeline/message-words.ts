/** The words under and inside a message: what it is, whether it has left, why it cannot be read. */
import type { UserId } from "#client/domain/ids.ts";
import type { Person } from "#client/domain/person.ts";
import type { ChangeItem, MessageItem, SendState } from "#client/domain/timeline-item.ts";
import { formatList } from "#client/ui/i18n/formats.svelte.ts";
import { t } from "#client/ui/i18n/i18n.svelte.ts";
import { failureWords } from "#client/ui/words/failure-words.ts";
import { nameInLine } from "#client/ui/words/person-words.ts";

/** What can be done about a message that has not arrived. `decide`: somebody's identity, or a new reader, is to be settled first. */
export type SendAction = "retry" | "resend" | "revise" | "discard" | "why" | "decide";

export interface SendStateWords {
  readonly text: string;
  readonly tone: "quiet" | "stop";
  readonly actions: readonly SendAction[];
}

/**
 * @param mayRevise whether its words can still be changed, because it has certainly not left
 * @returns what stands under the message; null when it has arrived and there is nothing to say.
 */
export function sendStateWords(state: SendState, mayRevise: boolean): SendStateWords | null {
  const revise: readonly SendAction[] = mayRevise ? ["revise"] : [];
  switch (state.at) {
    case "sent":
      return null;
    case "sending":
      return { text: t("sending.sending"), tone: "quiet", actions: [] };
    case "waiting":
      return { text: waitingWords(state), tone: "stop", actions: ["retry", ...revise, "discard"] };
    case "failed":
      return { text: t("sending.failed", { reason: failureWords(state.failure) }), tone: "stop", actions: [...failedActions(state), ...revise, "discard"] };
    case "uncertain":
      return { text: t("sending.uncertain"), tone: "stop", actions: ["resend", "discard"] };
  }
}

function waitingWords(state: Extract<SendState, { at: "waiting" }>): string {
  if (state.failure.code === "network") return t("sending.waiting_network");
  if (state.failure.code === "rate_limited") return t("sending.waiting_rate_limited");
  return t("sending.waiting_other");
}

function failedActions(state: Extract<SendState, { at: "failed" }>): readonly SendAction[] {
  switch (state.failure.code) {
    case "refused":
      return ["why"];
    case "identity_changed":
    case "new_recipient":
      return ["decide"];
    case "too_large":
      return [];
    default:
      return ["retry"];
  }
}

/** @returns a change of the room as one sentence; the reader is addressed as "you". */
export function changeWords(item: ChangeItem, me: UserId): string {
  const actor = nameInLine(item.actor);
  const actorOwn = item.actor.userId === me ? "yes" : "no";
  switch (item.change.kind) {
    case "created":
    case "encrypted":
    case "other":
      return t(`change.${item.change.kind}`, { own: actorOwn, actor });
    case "joined":
    case "left":
    case "invitation_refused":
      return t(`change.${item.change.kind}`, { own: item.change.target.userId === me ? "yes" : "no", target: nameInLine(item.change.target) });
    case "invited":
    case "removed":
    case "banned":
      return t(`change.${item.change.kind}`, { own: actorOwn, actor, target: nameInLine(item.change.target) });
    case "renamed":
      return t("change.renamed", { own: actorOwn, actor, name: item.change.name });
    case "topic":
      return t("change.topic", { own: actorOwn, actor, topic: item.change.topic });
    case "replaced":
      return t("change.replaced");
  }
}

/** What somebody must not overlook is said in full, folded or not. */
const NEVER_FOLDED: ReadonlySet<ChangeItem["change"]["kind"]> = new Set(["removed", "banned", "replaced"]);
const SETTINGS: ReadonlySet<ChangeItem["change"]["kind"]> = new Set(["renamed", "topic", "encrypted", "other"]);

/** At most so many names; the others are counted. */
const NAMES_IN_LINE = 4;

function namesInLine(people: readonly Person[]): string {
  const names = [...new Map(people.map((person) => [person.userId, nameInLine(person)])).values()];
  if (names.length <= NAMES_IN_LINE) return formatList(names);
  return formatList([...names.slice(0, NAMES_IN_LINE - 1), t("change.others", { count: names.length - NAMES_IN_LINE + 1 })]);
}

/** @returns a run of changes in one line: how the room began, who came, went, was invited or removed; the rest is counted. */
export function changesWords(items: readonly ChangeItem[], me: UserId): string {
  const created = items.find((item) => item.change.kind === "created");
  const founder = created?.actor.userId;
  const parts: string[] = created ? [changeWords(created, me)] : [];
  for (const kind of ["joined", "left"] as const) {
    const moved = items.filter((item) => item.change.kind === kind);
    const own = moved.find((item) => item.change.kind === kind && item.change.target.userId === me);
    if (own && founder !== me) parts.push(changeWords(own, me));
    const others = moved.flatMap((item) => (item.change.kind === kind && ![me, founder].includes(item.change.target.userId) ? [item.change.target] : []));
    const count = new Set(others.map(({ userId }) => userId)).size;
    if (count > 0) parts.push(t(`change.many_${kind}`, { count, names: namesInLine(others) }));
  }
  const joined = new Set(items.flatMap(({ change }) => (change.kind === "joined" ? [change.target.userId] : [])));
  const awaited = items.filter(({ change }) => change.kind === "invited" && !joined.has(change.target.userId));
  if (awaited.length > NAMES_IN_LINE) parts.push(t("change.many_invited", { count: awaited.length }));
  else parts.push(...awaited.map((item) => changeWords(item, me)));
  parts.push(...items.filter(({ change }) => NEVER_FOLDED.has(change.kind)).map((item) => changeWords(item, me)));
  // At its beginning a room gets its name, topic and protection; the header and the strip say those.
  const settings = created ? [] : items.filter(({ change }) => SETTINGS.has(change.kind));
  if (settings.length > 1) parts.push(t("change.many", { count: settings.length }));
  else parts.push(...settings.map((item) => changeWords(item, me)));
  return parts.length > 0 ? parts.join(" · ") : t("change.many", { count: items.length });
}

/** @returns the text that "copy" takes; null when there is none to take. */
export function copyableText(item: MessageItem): string | null {
  switch (item.body.kind) {
    case "text":
    case "notice":
    case "emote":
      return item.body.text;
    case "file":
      return item.body.name;
    default:
      return null;
  }
}
