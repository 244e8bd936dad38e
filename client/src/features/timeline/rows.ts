/** From what the timeline holds to what is drawn: day dividers, the line above what is new, and groups of one person's messages. */
import type { ChangeItem, MessageItem, TimelineSnapshot } from "#client/domain/timeline-item.ts";

export type TimelineRow =
  | { readonly type: "day"; readonly key: string; readonly at: number }
  | { readonly type: "unread"; readonly key: string }
  /** `opensGroup`: the name line is drawn above it */
  | {
      readonly type: "message";
      readonly key: string;
      readonly item: MessageItem;
      readonly opensGroup: boolean;
      /** the how many-th message of those that are loaded, from 1 */
      readonly position: number;
    }
  | { readonly type: "change"; readonly key: string; readonly item: ChangeItem }
  /** a run of changes with nothing said in between: one line that opens */
  | { readonly type: "changes"; readonly key: string; readonly items: readonly ChangeItem[] };

/** The line above what is new. */
export const UNREAD_KEY = "unread";

/** Messages of one person that lie no further apart than this stand under one name. */
export const GROUP_WITHIN_MS = 5 * 60 * 1000;

/** So many changes in a row are drawn as one line: a room's beginning must not push aside what was said. */
export const CHANGES_TO_FOLD = 3;

/** @returns the calendar day of `at` (ms since the epoch) in the computer's own time zone, as `YYYY-M-D`. */
export function calendarDay(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** @returns whether a time lies in the calendar day of the time that it was asked for last: a calendar is costly, and most items share their day. */
function sameDayAsLast(): (at: number) => boolean {
  let begins = 0;
  let ends = 0;
  return (at) => {
    if (at >= begins && at < ends) return true;
    const date = new Date(at);
    begins = new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
    ends = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
    return false;
  };
}

/**
 * @param snapshot items oldest first
 * @returns rows in the order in which they are drawn. A day divider, the line "new messages" and a change each end a group, and so does another
 *   trust in what is shown: a message that is not authentic, or whose sender nobody can prove, never hides under the name line of one that is.
 */
export function timelineRows(snapshot: Pick<TimelineSnapshot, "items" | "firstUnreadKey">): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  const sameDay = sameDayAsLast();
  let position = 0;
  let group: MessageItem | null = null;
  for (const item of snapshot.items) {
    if (!sameDay(item.at)) {
      rows.push({ type: "day", key: `day:${calendarDay(item.at)}:${item.key}`, at: item.at });
      group = null;
    }
    if (item.key === snapshot.firstUnreadKey) {
      rows.push({ type: "unread", key: UNREAD_KEY });
      group = null;
    }
    if (item.type === "change") {
      rows.push({ type: "change", key: item.key, item });
      group = null;
    } else {
      position += 1;
      rows.push({ type: "message", key: item.key, item, opensGroup: group === null || !continues(group, item), position });
      group = item;
    }
  }
  return foldChanges(rows);
}

/** The key is that of the last change of a run: older ones join it at its front while the list is open. */
function foldChanges(rows: readonly TimelineRow[]): readonly TimelineRow[] {
  const folded: TimelineRow[] = [];
  let run: Extract<TimelineRow, { type: "change" }>[] = [];
  const close = (): void => {
    const last = run.at(-1);
    if (last && run.length >= CHANGES_TO_FOLD) folded.push({ type: "changes", key: `changes:${last.key}`, items: run.map((row) => row.item) });
    else folded.push(...run);
    run = [];
  };
  for (const row of rows) {
    if (row.type === "change") run.push(row);
    else {
      close();
      folded.push(row);
    }
  }
  close();
  return folded;
}

/** Whether a message itself proves who wrote it: only then the seal stands beside the name. Of any other, the homeserver alone says whose it is. */
export function provesItsWriter({ authentic, restored, body }: MessageItem): boolean {
  return authentic && !restored && body.kind !== "undecryptable";
}

function continues(previous: MessageItem, item: MessageItem): boolean {
  return (
    previous.sender.userId === item.sender.userId &&
    previous.sender.identity === item.sender.identity &&
    previous.authentic === item.authentic &&
    previous.restored === item.restored &&
    provesItsWriter(previous) === provesItsWriter(item) &&
    item.at - previous.at <= GROUP_WITHIN_MS
  );
}
