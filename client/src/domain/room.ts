import type { RoomClass } from "#policies/model/policy.ts";
import type { RoomId, UserId } from "./ids.ts";
import type { IdentityState } from "./person.ts";

/** The class of a room as its creation says it and the signed policy explains it. */
export interface RoomClassView {
  readonly id: string | null;
  /** null: the policy in force does not know this class */
  readonly definition: RoomClass | null;
  /** sets whose members may be in such a room, and whether externals may */
  readonly mayJoin: { readonly sets: readonly string[]; readonly externals: boolean };
}

export interface MessagePreview {
  readonly senderName: string;
  readonly own: boolean;
  /** null: it cannot be read here; empty while `pending` */
  readonly text: string | null;
  /** not decrypted yet: rows are listed before anything is */
  readonly pending?: true;
  /** as of the message itself: its key came out of the backup, so that nobody can prove who wrote it */
  readonly restored?: true;
  /** it came in the clear, or from a device that its owner has not signed, although the room is encrypted */
  readonly unprotected?: true;
}

export interface RoomSummary {
  readonly id: RoomId;
  readonly name: string;
  readonly topic: string | null;
  readonly class: RoomClassView;
  readonly membership: "join" | "invite";
  readonly encrypted: boolean;
  /** the other person of a direct conversation */
  readonly directWith: UserId | null;
  /** whether that person's identity is proven; null where `directWith` is */
  readonly directIdentity: IdentityState | null;
  /** spaces that list this room as a child */
  readonly spaces: readonly RoomId[];
  /** 0 of an invitation: nobody outside a room is told, and what a device remembers of an earlier stay is old */
  readonly joinedMembers: number;
  readonly externals: number;
  /** ms since the epoch; 0 when nothing is known, as of an invitation: sliding sync does not say when it was sent */
  readonly lastActivity: number;
  readonly preview: MessagePreview | null;
  readonly unread: number;
  readonly mentions: number;
  readonly invitedBy: { readonly userId: UserId; readonly displayName: string } | null;
}
