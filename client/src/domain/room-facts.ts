import type { RoomId } from "./ids.ts";

/** What the rules need to know about a room that exists. */
export interface RoomFacts {
  readonly id: RoomId;
  /** the class that its creation says; null: none, or the creation is not known here */
  readonly classId: string | null;
  /** sticky: true for ever once the room was seen encrypted (`isEncryptionEnabledInRoom`) */
  readonly encrypted: boolean;
  /** the class is read from the stripped state of an invitation and is a claim of the inviting server */
  readonly claimed: boolean;
}
