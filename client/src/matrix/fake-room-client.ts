/** A client with one encrypted room and a settable membership, as far as the checks before a send look. */
import type { MatrixClient } from "matrix-js-sdk";
import { EventEmitter } from "node:events";
import { ROOM_CLASS_KEY } from "#policies/model/wire-names.ts";

export interface FakeIdentity {
  readonly known: boolean;
  readonly verified: boolean;
  readonly wasVerified: boolean;
  readonly needsApproval: boolean;
}

export const UNPROVEN: FakeIdentity = { known: true, verified: false, wasVerified: false, needsApproval: false };

export class FakeRoomClient extends EventEmitter {
  readonly roomId = "!room";
  classId = "interministerial";
  creator = "@camille-interieur:etat.example";
  joined: string[] = [];
  invited: string[] = [];
  encryptedInStore = true;
  encryptedInState = true;
  readonly identities = new Map<string, FakeIdentity>();
  readonly requests: { readonly method: string; readonly path: string; readonly body: unknown }[] = [];
  /** what the crypto library makes of a message; a fake ciphertext unless a test says otherwise */
  encrypt: (event: { makeEncrypted(type: string, content: object, curve: string, ed: string): void }) => Promise<void> = async (event) =>
    event.makeEncrypted("m.room.encrypted", { algorithm: "m.megolm.v1.aes-sha2", ciphertext: "AwgA" }, "curve", "ed");
  sessionsDiscarded = 0;
  answer: () => unknown = () => ({ event_id: "$sent" });

  readonly http = {
    authedRequest: async (method: string, path: string, _query: unknown, body: unknown) => {
      this.requests.push({ method, path, body });
      return this.answer();
    },
  };

  /** The parts in use behave like the SDK's; the rest of the interface is absent and would throw when called. */
  asClient(): MatrixClient {
    return this as unknown as MatrixClient;
  }

  getSafeUserId(): string {
    return "@camille-interieur:etat.example";
  }

  getRoom(roomId: string) {
    if (roomId !== this.roomId) return null;
    const member = (userId: string) => ({ userId, name: userId, membership: this.joined.includes(userId) ? "join" : "invite" });
    return {
      roomId,
      getMyMembership: () => "join",
      getCreator: () => this.creator,
      getMember: member,
      getMembers: () => [...this.joined, ...this.invited].map(member),
      getMembersWithMembership: (membership: string) => (membership === "join" ? this.joined : this.invited).map(member),
      getEncryptionTargetMembers: async () => this.joined.map(member),
      hasEncryptionStateEvent: () => this.encryptedInState,
      currentState: {
        getStateEvents: (type: string) => (type === "m.room.create" ? { getContent: () => ({ [ROOM_CLASS_KEY]: this.classId }) } : null),
      },
    };
  }

  /** whether the homeserver has told which rooms there are */
  synced = true;
  isInitialSyncComplete(): boolean {
    return this.synced;
  }

  getUser() {
    return null;
  }

  getAccountData() {
    return undefined;
  }

  getCrypto() {
    return {
      isEncryptionEnabledInRoom: async () => this.encryptedInStore,
      encryptEvent: async (event: { makeEncrypted(type: string, content: object, curve: string, ed: string): void }) => this.encrypt(event),
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
