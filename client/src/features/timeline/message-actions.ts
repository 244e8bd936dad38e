import type { MessageItem } from "#client/domain/timeline-item.ts";

/** What can be done from a message; who holds the timeline decides what happens. */
export interface MessageActions {
  reply(item: MessageItem): void;
  edit(item: MessageItem): void;
  redact(item: MessageItem): void;
  copy(text: string): void;
  retry(item: MessageItem): void;
  discard(item: MessageItem): void;
  /** shows the refusal that holds it */
  why(item: MessageItem): void;
  /** settles who is to read it */
  decide(item: MessageItem): void;
}
