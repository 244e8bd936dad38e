/** Tells somebody who is looking elsewhere that something arrived. Who and where, never what was written. */
import type { RoomId } from "../ids.ts";
import type { Unsubscribe } from "../live.ts";

export interface MessageNotice {
  readonly roomId: RoomId;
  readonly title: string;
  readonly text: string;
}

export interface Notifier {
  /** Takes the place of an earlier one of the same room. */
  show(notice: MessageNotice): void;
  withdraw(roomId: RoomId): void;
  /** The person clicked the notice of a room. */
  onClick(listener: (roomId: RoomId) => void): Unsubscribe;
}
