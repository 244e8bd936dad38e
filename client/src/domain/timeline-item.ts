import type { Failure } from "./failure.ts";
import type { EventId, TransactionId } from "./ids.ts";
import type { Person } from "./person.ts";

/** Why a message cannot be read here, in our terms; the screen has plain words for each. */
export type UndecryptableReason =
  | "keys_not_arrived"
  | "sent_before_you_joined"
  | "from_before_this_device"
  | "withheld_from_this_device"
  | "sender_device_unsigned"
  | "sender_identity_changed"
  | "unknown";

export type MessageBody =
  | { readonly kind: "text" | "notice" | "emote"; readonly text: string }
  | { readonly kind: "file"; readonly name: string; readonly size: number | null; readonly mimetype: string | null }
  | { readonly kind: "undecryptable"; readonly reason: UndecryptableReason }
  | { readonly kind: "redacted" }
  | { readonly kind: "unknown"; readonly eventType: string };

export type SendState =
  | { readonly at: "sent" }
  | { readonly at: "sending" }
  /** kept in the outbox; goes out by itself when `failure` is `network` or `rate_limited` */
  | { readonly at: "waiting"; readonly failure: Failure }
  /** kept in the outbox until the sender decides */
  | { readonly at: "failed"; readonly failure: Failure }
  /** over 23 hours old and perhaps already delivered: the sender is asked */
  | { readonly at: "uncertain" };

export interface MessageItem {
  readonly type: "message";
  /** stable across local echo and server echo */
  readonly key: string;
  readonly eventId: EventId | null;
  readonly transactionId: TransactionId | null;
  readonly sender: Person;
  readonly own: boolean;
  /** ms since the epoch */
  readonly at: number;
  readonly body: MessageBody;
  readonly edited: boolean;
  readonly replyTo: { readonly eventId: EventId; readonly senderName: string | null; readonly excerpt: string | null } | null;
  readonly reactions: readonly { readonly key: string; readonly count: number; readonly own: boolean }[];
  readonly sendState: SendState;
  /** false: plaintext in a room that should be encrypted, or from a device that its owner has not signed */
  readonly authentic: boolean;
  /** Its key, or that of its last edit, came out of the backup. Whoever runs the homeserver can put keys of their own there, so that nobody can prove who wrote it. */
  readonly restored: boolean;
  readonly mayEdit: boolean;
  readonly mayRedact: boolean;
}

/** A change of the room as a plain line. */
export interface ChangeItem {
  readonly type: "change";
  readonly key: string;
  readonly eventId: EventId;
  readonly at: number;
  readonly actor: Person;
  readonly change:
    | { readonly kind: "created" }
    | { readonly kind: "joined" | "left" | "invited" | "invitation_refused" | "removed" | "banned"; readonly target: Person }
    | { readonly kind: "renamed"; readonly name: string }
    | { readonly kind: "topic"; readonly topic: string }
    | { readonly kind: "encrypted" }
    | { readonly kind: "replaced" }
    | { readonly kind: "other"; readonly eventType: string };
}

export type TimelineItem = MessageItem | ChangeItem;

export interface TimelineSnapshot {
  /** oldest first; messages of the outbox last */
  readonly items: readonly TimelineItem[];
  readonly loadingOlder: boolean;
  readonly reachedStart: boolean;
  /** first item that was unread when the room was opened */
  readonly firstUnreadKey: string | null;
}

/** So many items fill the screen: what is painted first holds no more, unless more than these are new. */
export const ITEMS_ON_SCREEN = 16;
