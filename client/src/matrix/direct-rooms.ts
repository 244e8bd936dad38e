/** Which rooms are conversations between two people, and with whom: by class, by creation, and by the account data `m.direct`. */
import { EventType, type MatrixClient, type Room } from "matrix-js-sdk";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { parseUserId, type RoomId, type UserId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { Live } from "../domain/live.ts";
import { roomClassId } from "./room-class.ts";

export class DirectRooms {
  readonly #client: MatrixClient;
  readonly #me: UserId;
  readonly #bundle: Live<PolicyBundle>;

  constructor(client: MatrixClient, me: UserId, bundle: Live<PolicyBundle>) {
    this.#client = client;
    this.#me = me;
    this.#bundle = bundle;
  }

  /** A room is direct by its class alone: what account data says, the homeserver's operator can change. */
  isDirect(room: Room): boolean {
    const id = roomClassId(room);
    const classes = this.#bundle.current().policy.room_classes;
    return id !== null && Object.hasOwn(classes, id) && classes[id]?.kind === "direct";
  }

  /**
   * @returns the other person of a direct conversation, or null when `room` is none. Whoever created it, when that was not
   *   oneself (it cannot be changed); else whom `m.direct` names; else the first other person in it.
   */
  otherIn(room: Room): UserId | null {
    if (!this.isDirect(room)) return null;
    const creator = parseUserId(room.getCreator() ?? "");
    if (creator !== null && creator !== this.#me) return creator;
    const noted = [...this.#noted()].find(([, rooms]) => rooms.includes(room.roomId))?.[0];
    if (noted !== undefined) return noted;
    const others = room.getMembers().flatMap((member) => {
      const userId = parseUserId(member.userId);
      return userId === null || userId === this.#me || !["join", "invite"].includes(member.membership ?? "") ? [] : [userId];
    });
    return others[0] ?? null;
  }

  /** @returns the direct conversation with `userId` that is joined, or invited to, most recently active first; null: none. */
  roomWith(userId: UserId): RoomId | null {
    const rooms = this.#client
      .getRooms()
      .filter((room) => ["join", "invite"].includes(room.getMyMembership()) && this.otherIn(room) === userId)
      .filter((room) => room.getMyMembership() === "invite" || ["join", "invite"].includes(room.getMember(userId)?.membership ?? ""))
      .sort((a, b) => b.getLastActiveTimestamp() - a.getLastActiveTimestamp());
    // Room IDs of known rooms came from the homeserver as such.
    return (rooms[0]?.roomId as RoomId | undefined) ?? null;
  }

  /** Adds a room to `m.direct`. @throws what the SDK throws when the server refuses or is away. */
  async note(roomId: RoomId, userId: UserId): Promise<void> {
    const noted = new Map(this.#noted());
    const rooms = noted.get(userId) ?? [];
    if (rooms.includes(roomId)) return;
    noted.set(userId, [...rooms, roomId]);
    await this.#client.setAccountData(EventType.Direct, Object.fromEntries([...noted].map(([id, list]) => [id, [...list]])));
  }

  #noted(): ReadonlyMap<UserId, readonly string[]> {
    const content: unknown = this.#client.getAccountData(EventType.Direct)?.getContent();
    const noted = new Map<UserId, readonly string[]>();
    if (!isRecord(content)) return noted;
    for (const [id, rooms] of Object.entries(content)) {
      const userId = parseUserId(id);
      if (userId !== null && Array.isArray(rooms)) noted.set(userId, rooms.filter((room) => typeof room === "string"));
    }
    return noted;
  }
}
