/** Somebody else in the rooms: a signed device that does what it is told through the SDK, and looks at nothing. */
import { randomBytes, randomUUID } from "node:crypto";
import { EventType, RelationType, type MatrixClient } from "matrix-js-sdk";
import type { DeviceId, EventId, RoomId, UserId } from "#client/domain/ids.ts";
import { untilTrue } from "#client/domain/live.ts";
import { startFullSync } from "#client/matrix/full-sync.ts";
import { inviteWithoutHistory } from "#client/matrix/invitation.ts";
import { openCryptoClient, type CryptoClient, type MatrixAccess } from "#client/matrix/matrix-access.ts";
import { roomArrived } from "#client/matrix/room-arrival.ts";
import { signInWithPassword } from "#client/matrix/sign-in.ts";
import type { CreateRoomBody } from "#policies/evaluate/room-creation-body.ts";
import type { Account } from "../support/deployment.ts";
import { value } from "./device.ts";
import { FaultyNetwork } from "./faulty-network.ts";
import { until } from "./until.ts";

export class Writer {
  readonly userId: UserId;
  readonly network: FaultyNetwork;
  readonly #opened: CryptoClient;

  private constructor(userId: UserId, network: FaultyNetwork, opened: CryptoClient) {
    this.userId = userId;
    this.network = network;
    this.#opened = opened;
  }

  static async signIn(homeserver: string, account: Account): Promise<Writer> {
    const network = new FaultyNetwork();
    const access: MatrixAccess = { homeserver, fetch: network.fetch, sync: "v2" };
    const kept: { userId: UserId; deviceId: DeviceId; accessToken: string } = value(
      await signInWithPassword(access, { user: account.user, password: account.password, deviceName: "writer", returning: null }),
    );
    const opened = await openCryptoClient(access, kept, { prefix: `writer-${randomUUID()}`, storageKey: new Uint8Array(randomBytes(32)) }, {});
    await startFullSync(opened);
    await untilTrue(opened.sync.caughtUp);
    await opened.crypto.bootstrapCrossSigning({
      setupNewCrossSigning: true,
      authUploadDeviceSigningKeys: async (makeRequest) => void (await makeRequest(null)),
    });
    await opened.crypto.crossSignDevice(kept.deviceId);
    return new Writer(kept.userId, network, opened);
  }

  async createRoom(body: CreateRoomBody): Promise<RoomId> {
    const { room_id: roomId } = await this.#client.createRoom({ ...body, invite: [] } as unknown as Parameters<MatrixClient["createRoom"]>[0]); // the SDK names the preset's strings as an enum
    await roomArrived(this.#client, roomId as RoomId, body.initial_state.some(({ type }) => type === "m.room.encryption"));
    return roomId as RoomId;
  }

  invite(roomId: RoomId, userId: UserId): Promise<void> {
    return inviteWithoutHistory(this.#client, roomId, userId);
  }

  async join(roomId: RoomId): Promise<void> {
    await this.#client.joinRoom(roomId);
    await roomArrived(this.#client, roomId, false);
  }

  /** Only whoever is known to be in a room gets the keys of what is said there. */
  async hasSeen(roomId: RoomId, userId: UserId, membership: "join" | "leave"): Promise<void> {
    const seen = (): boolean => this.#client.getRoom(roomId)?.getMember(userId)?.membership === membership;
    await until(seen, `${this.userId} sees ${membership} of ${userId}`);
  }

  async leave(roomId: RoomId): Promise<void> {
    await this.#client.leave(roomId);
  }

  async kick(roomId: RoomId, userId: UserId): Promise<void> {
    await this.#client.kick(roomId, userId);
  }

  async setTopic(roomId: RoomId, topic: string): Promise<void> {
    await this.#client.setRoomTopic(roomId, topic);
  }

  /** Keys of this message, and of those after it, are made anew and stay here until they are released. */
  async withholdKeys(roomId: RoomId): Promise<void> {
    await this.#opened.crypto.forceDiscardSession(roomId);
    this.network.holdKeys();
  }

  async say(roomId: RoomId, text: string, about: { readonly mentions?: readonly UserId[]; readonly replyTo?: EventId; readonly thread?: EventId }): Promise<EventId> {
    const relation = {
      ...(about.thread === undefined ? {} : { rel_type: "m.thread", event_id: about.thread, is_falling_back: true }),
      ...(about.replyTo === undefined ? {} : { "m.in_reply_to": { event_id: about.replyTo } }),
    };
    return this.#send(roomId, "m.room.message", {
      msgtype: "m.text",
      body: text,
      "m.mentions": about.mentions === undefined ? {} : { user_ids: about.mentions },
      ...(Object.keys(relation).length === 0 ? {} : { "m.relates_to": relation }),
    });
  }

  edit(roomId: RoomId, eventId: EventId, text: string): Promise<EventId> {
    return this.#send(roomId, "m.room.message", {
      msgtype: "m.text",
      body: `* ${text}`,
      "m.new_content": { msgtype: "m.text", body: text },
      "m.relates_to": { rel_type: RelationType.Replace, event_id: eventId },
    });
  }

  react(roomId: RoomId, eventId: EventId, key: string): Promise<EventId> {
    return this.#send(roomId, EventType.Reaction, { "m.relates_to": { rel_type: RelationType.Annotation, event_id: eventId, key } });
  }

  async redact(roomId: RoomId, eventId: EventId): Promise<void> {
    await this.#client.redactEvent(roomId, eventId);
  }

  stop(): void {
    this.#opened.client.stopClient();
  }

  get #client(): MatrixClient {
    return this.#opened.client;
  }

  async #send(roomId: RoomId, type: string, content: object): Promise<EventId> {
    // The SDK types content by event type; what is sent here is written out above.
    const sent = await this.#client.sendEvent(roomId, type as EventType.RoomMessage, content as never);
    return sent.event_id as EventId;
  }
}
