import type { RoomId } from "./ids.ts";

/** What the rules need to know about a room that exists. */
export interface RoomFacts {
  readonly id: RoomId;
  /** the class that its creation says; null: none, or the creation is not known here, or is not the one that the room's ID is made of */
  readonly classId: string | null;
  /** null: encryption is announced in another form than ours, or is missing where there was one: then nothing can be sent */
  readonly encrypted: boolean | null;
  /** the class is read from the stripped state of an invitation and is a claim of the inviting server */
  readonly claimed: boolean;
}
