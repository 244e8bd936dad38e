/** A client with one encrypted room and a settable membership, as far as the checks before a send look. */
import { ConnectionError, MatrixError, type MatrixClient } from "matrix-js-sdk";
import { EventEmitter } from "node:events";
import type { RoomId } from "../domain/ids.ts";
import { fakeCreation } from "./fake-room-creation.ts";

/** What tests call the one room; its ID follows from its creation. */
const NAME = "!room";

export interface FakeIdentity {
  readonly known: boolean;
  readonly verified: boolean;
  readonly wasVerified: boolean;
  readonly needsApproval: boolean;
}

export const UNPROVEN: FakeIdentity = { known: true, verified: false, wasVerified: false, needsApproval: false };

export class FakeRoomClient extends EventEmitter {
  classId = "interministerial";
  creator = "@camille-interieur:etat.example";
  /** one's own */
  membership = "join";
  joined: string[] = [];
  /** members whose last event says that they went; no name is in it */
  gone: string[] = [];
  /** names in profiles; a profile that is not here is unknown to the homeserver, and null: it does not answer */
  profiles: Readonly<Record<string, string>> | null = {};
  invited: string[] = [];
  membersLoaded = true;
  historyOpenToInvited = false;
  encryptedInStore = true;
  /** content of the room's encryption event; null: there is none */
  encryption: Record<string, unknown> | null = { algorithm: "m.megolm.v1.aes-sha2" };
  /** what an operator puts into the place of the class that the room was made with */
  forgedClassId: string | null = null;
  readonly identities = new Map<string, FakeIdentity>();
  /** IDs of people's devices */
  readonly devices = new Map<string, readonly string[]>();
  readonly requests: { readonly method: string; readonly path: string; readonly body: unknown }[] = [];
  /** what happens between the decision and the encryption */
  beforeEncrypting: () => Promise<void> = async () => undefined;
  /** what the crypto library makes of a message; a fake ciphertext unless a test says otherwise */
  encrypt: (event: { makeEncrypted(type: string, content: object, curve: string, ed: string): void }) => Promise<void> = async (event) =>
    event.makeEncrypted("m.room.encrypted", { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "AwgA" }, "curve", "ed");
  sessionsDiscarded = 0;
  answer: () => unknown = () => ({ event_id: "$sent" });

  /** whom the crypto library gave the room's keys to, each time it encrypted */
  readonly keysGivenTo: (readonly string[])[] = [];
  /** what the homeserver answers about people who have no identity in the crypto store; null: it does not answer */
  masterKeys: Record<string, unknown> | null = {};
  readonly #room = new FakeRoom(this);

  /** what the homeserver keeps of rooms' account data, by path; an operator can change it */
  readonly accountData = new Map<string, unknown>();
  /** private key of the backup; null: not on this device */
  backupKey: Uint8Array | null = new Uint8Array(32).fill(3);

  readonly http = {
    authedRequest: async (method: string, path: string, _query?: unknown, body?: unknown) => {
      if (path.includes("/account_data/")) return this.#askAccountData(method, path, body);
      this.requests.push({ method, path, body });
      return this.answer();
    },
  };

  #askAccountData(method: string, path: string, body: unknown): unknown {
    if (method === "PUT") this.accountData.set(path, structuredClone(body));
    else if (!this.accountData.has(path)) throw new MatrixError({ errcode: "M_NOT_FOUND" }, 404);
    return this.accountData.get(path);
  }

  /** The parts in use behave like the SDK's; the rest of the interface is absent and would throw when called. */
  asClient(): MatrixClient {
    return this as unknown as MatrixClient;
  }

  getSafeUserId(): string {
    return "@camille-interieur:etat.example";
  }

  getRooms() {
    return [this.#room];
  }

  get roomId(): RoomId {
    return fakeCreation(this.classId, this.creator).roomId;
  }

  getRoom(roomId: string) {
    return roomId === NAME || roomId === this.roomId ? this.#room : null;
  }

  async downloadKeysForUsers() {
    if (this.masterKeys === null) throw new ConnectionError("gone");
    return { device_keys: {}, failures: {}, master_keys: this.masterKeys };
  }

  getUser() {
    return null;
  }

  async getProfileInfo(userId: string) {
    if (this.profiles === null) throw new ConnectionError("gone");
    const displayname = this.profiles[userId];
    if (displayname === undefined) throw new MatrixError({ errcode: "M_NOT_FOUND" }, 404);
    return { displayname };
  }

  getAccountData() {
    return undefined;
  }

  getCrypto() {
    return {
      getSessionBackupPrivateKey: async () => this.backupKey,
      isEncryptionEnabledInRoom: async () => this.encryptedInStore,
      encryptEvent: async (event: { makeEncrypted(type: string, content: object, curve: string, ed: string): void }) => {
        await this.beforeEncrypting();
        this.keysGivenTo.push((await this.#room.getEncryptionTargetMembers()).map(({ userId }) => userId));
        await this.encrypt(event);
      },
      getUserDeviceInfo: async (userIds: readonly string[]) =>
        new Map(
          userIds.map((userId) => {
            const devices = this.devices.get(userId) ?? [];
            return [userId, new Map(devices.map((deviceId) => [deviceId, { deviceId, getFingerprint: () => `key of ${deviceId}` }]))];
          }),
        ),
      forceDiscardSession: async () => void (this.sessionsDiscarded += 1),
      pinCurrentUserIdentity: async (userId: string) => void this.identities.set(userId, UNPROVEN),
      withdrawVerificationRequirement: async (userId: string) => void this.identities.set(userId, UNPROVEN),
      getUserVerificationStatus: async (userId: string) => {
        const identity = this.identities.get(userId) ?? UNPROVEN;
        return {
          known: identity.known,
          needsUserApproval: identity.needsApproval,
          isVerified: () => identity.verified,
          wasCrossSigningVerified: () => identity.wasVerified,
        };
      },
    };
  }
}

class FakeRoom {
  readonly #client: FakeRoomClient;

  readonly currentState = {
    getStateEvents: (type: string) => {
      const { classId, forgedClassId, creator, encryption } = this.#client;
      if (type === "m.room.create") return fakeCreation(forgedClassId ?? classId, creator).stateEvent;
      return type === "m.room.encryption" && encryption !== null ? { getContent: () => encryption } : null;
    },
  };

  constructor(client: FakeRoomClient) {
    this.#client = client;
  }

  get roomId(): RoomId {
    return this.#client.roomId;
  }

  getMyMembership(): string {
    return this.#client.membership;
  }

  getCreator(): string {
    return this.#client.creator;
  }

  getMember(userId: string) {
    const { gone, joined } = this.#client;
    return { userId, name: userId, membership: gone.includes(userId) ? "leave" : joined.includes(userId) ? "join" : "invite" };
  }

  getMembers() {
    return [...this.#client.joined, ...this.#client.invited].map((userId) => this.getMember(userId));
  }

  getMembersWithMembership(membership: string) {
    return this.getMembers().filter((member) => member.membership === membership);
  }

  getJoinedMemberCount(): number {
    return this.#client.joined.length;
  }

  async loadMembersIfNeeded(): Promise<boolean> {
    return this.#client.membersLoaded;
  }

  membersLoaded(): boolean {
    return this.#client.membersLoaded;
  }

  shouldEncryptForInvitedMembers(): boolean {
    return this.#client.historyOpenToInvited;
  }

  /** As the SDK answers when nobody has pinned it. */
  async getEncryptionTargetMembers() {
    return this.getMembersWithMembership("join");
  }

  hasEncryptionStateEvent(): boolean {
    return this.#client.encryption !== null;
  }
}
