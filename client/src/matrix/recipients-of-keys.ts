/**
 * A room's keys go to exactly the people who were decided on, and without a decision to nobody. Left alone, the crypto library
 * asks the room for its members at the moment of encrypting: whoever was let in since the decision would be among them, and
 * anything else in the SDK that encrypts would give out keys past every check.
 */
import { ClientEvent, type MatrixClient, type Room, type RoomMember } from "matrix-js-sdk";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";

export class RecipientsOfKeys {
  readonly #client: MatrixClient;
  readonly #decided = new Map<string, readonly UserId[]>();
  readonly #release: Unsubscribe;

  constructor(client: MatrixClient) {
    this.#client = client;
    // An encryptor keeps the room object that it was made with, also when the SDK later makes another: so all of them.
    const pin = (room: Room): void => {
      room.getEncryptionTargetMembers = async () => this.#membersIn(room);
    };
    for (const room of client.getRooms()) pin(room);
    client.on(ClientEvent.Room, pin);
    this.#release = () => void client.off(ClientEvent.Room, pin);
  }

  /** Encrypts for `userIds` and nobody else while `work` runs; one decision for a room at a time. @throws what `work` throws. */
  async during<Value>(roomId: RoomId, userIds: readonly UserId[], work: () => Promise<Value>): Promise<Value> {
    if (this.#decided.has(roomId)) throw new Error("a message of this room is being encrypted already");
    this.#decided.set(roomId, userIds);
    try {
      return await work();
    } finally {
      this.#decided.delete(roomId);
    }
  }

  close(): void {
    this.#release();
  }

  #membersIn(room: Room): RoomMember[] {
    const decided = this.#decided.get(room.roomId);
    if (!decided) throw new Error("nobody has decided who may read this");
    const current = this.#client.getRoom(room.roomId) ?? room;
    return decided.map((userId) => {
      const member = current.getMember(userId) ?? room.getMember(userId);
      if (!member) throw new Error("a reader is not known in the room any more");
      return member;
    });
  }
}
