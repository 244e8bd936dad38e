/**
 * Who would get the keys of the next message, compared with whom the sender last knew (design decision 4). A homeserver's
 * operator can let anybody into a room: so a changed identity always holds a message, a newcomer holds it where the class
 * says so and is named elsewhere, and a service account among the readers stops it.
 */
import type { MatrixClient, Room } from "matrix-js-sdk";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { Failure } from "../domain/failure.ts";
import { parseUserId, type RoomId, type UserId } from "../domain/ids.ts";
import type { Live } from "../domain/live.ts";
import type { Person } from "../domain/person.ts";
import type { SealedCollection } from "../domain/ports/local-store.ts";
import type { Readers } from "../domain/ports/message-sender.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { DirectRooms } from "./direct-rooms.ts";
import { acceptIdentity } from "./identity-acceptance.ts";
import type { KnownRecipients } from "./known-recipients.ts";
import { storageFailure } from "./outbox.ts";
import type { PersonBook } from "./person-book.ts";
import { roomClassId } from "./room-class.ts";

export interface RecipientParts {
  readonly client: MatrixClient;
  readonly me: UserId;
  readonly people: PersonBook;
  readonly direct: DirectRooms;
  readonly known: SealedCollection<KnownRecipients>;
  readonly bundle: Live<PolicyBundle>;
}

/** Identities as the crypto library last told of them, or as it has them at this moment. */
export type Identities = "as heard" | "anew";

interface Compared {
  readonly everybody: readonly UserId[];
  readonly readers: Readers;
}

export class Recipients {
  readonly #parts: RecipientParts;

  constructor(parts: RecipientParts) {
    this.#parts = parts;
  }

  /** Who will be able to read the next message in `roomId`, and what stands against sending it. */
  async readers(roomId: RoomId): Promise<Result<Readers, Failure>> {
    const compared = await this.#compared(roomId, "as heard");
    return compared.ok ? ok(compared.value.readers) : compared;
  }

  async #compared(roomId: RoomId, identities: Identities): Promise<Result<Compared, Failure>> {
    const room = this.#parts.client.getRoom(roomId);
    if (!room || room.getMyMembership() !== "join") return failed({ code: "forbidden" });
    const everybody = await this.#everybody(room);
    if (!everybody.ok) return everybody;
    const known = await this.#knownIn(room, roomId, everybody.value);
    if (!known.ok) return known;
    if (identities === "anew") await this.#parts.people.reload(everybody.value);
    else await this.#parts.people.load(everybody.value);
    const persons = everybody.value.map((userId) => this.#parts.people.person(userId, roomId));
    const encrypted = room.hasEncryptionStateEvent() || ((await this.#parts.client.getCrypto()?.isEncryptionEnabledInRoom(roomId)) ?? true);
    const others = persons.filter((person) => person.userId !== this.#parts.me);
    const service = encrypted ? others.filter((person) => person.service) : [];
    const readers: Readers = {
      people: persons.length,
      public: !encrypted,
      externals: others.filter((person) => person.external),
      // A proven identity passes quietly; a changed one is named as such.
      newcomers: encrypted ? others.filter((person) => !known.value.has(person.userId) && !["proven", "changed"].includes(person.identity)) : [],
      identityChanged: encrypted ? others.filter((person) => person.identity === "changed") : [],
      blocked: service.length > 0 ? SERVICE_ACCOUNT_PRESENT : null,
    };
    return ok({ everybody: everybody.value, readers });
  }

  /**
   * Asked before encryption, and after it with `anew`: encrypting fetches identities, and the crypto library tells of a
   * changed one only later.
   * @returns whom a message for `roomId` would reach, or why it must not leave now.
   */
  async check(roomId: RoomId, identities: Identities): Promise<Result<readonly UserId[], Failure>> {
    const compared = await this.#compared(roomId, identities);
    if (!compared.ok) return compared;
    const { blocked, identityChanged, newcomers } = compared.value.readers;
    if (blocked) return failed(blocked);
    if (identityChanged.length > 0) return failed({ code: "identity_changed", userIds: identityChanged.map((person) => person.userId) });
    if (newcomers.length > 0 && this.#holdsNewcomers(roomId)) {
      return failed({ code: "new_recipient", userIds: newcomers.map((person) => person.userId) });
    }
    return ok(compared.value.everybody);
  }

  /**
   * A message has left for `readers`, as `check` named them: they are the ones the sender knows from now on. Whoever came in
   * since then was in no comparison, and is new to the next message.
   */
  async noteSent(roomId: RoomId, readers: readonly UserId[]): Promise<void> {
    await this.#parts.known.put(roomId, { userIds: readers });
  }

  /** The sender has seen these people, or accepts their new identities. */
  async accept(roomId: RoomId, people: readonly Person[]): Promise<Result<void, Failure>> {
    const crypto = this.#parts.client.getCrypto();
    for (const { userId } of people) {
      const accepted = crypto ? await acceptIdentity(crypto, userId) : ok(undefined);
      if (!accepted.ok) return accepted;
    }
    const known = await this.#remembered(roomId);
    if (!known.ok) return known;
    const userIds = [...new Set([...(known.value ?? []), ...people.map((person) => person.userId)])];
    const kept = await this.#parts.known.put(roomId, { userIds });
    return kept.ok ? ok(undefined) : failed(storageFailure(kept.failure));
  }

  /** Everybody who would get keys, oneself included. In rooms without encryption: everybody inside or invited. */
  async #everybody(room: Room): Promise<Result<readonly UserId[], Failure>> {
    try {
      const targets = await room.getEncryptionTargetMembers();
      // An invited service account is seen too, although it gets keys only where the history is open to invitations.
      const invited = room.getMembersWithMembership("invite").filter((member) => this.#isService(member.userId));
      const userIds = new Set([...targets, ...invited].map((member) => parseUserId(member.userId)));
      // A member whose ID does not parse could not be named, looked up or excluded.
      if (userIds.has(null)) return failed({ code: "unexpected", detail: "unreadable member" });
      return ok([...userIds].filter((userId) => userId !== null));
    } catch {
      return failed({ code: "network" });
    }
  }

  #isService(userId: string): boolean {
    const parsed = parseUserId(userId);
    return parsed !== null && this.#parts.people.person(parsed, null).service;
  }

  /** The first look at a room takes those inside as known; in a direct conversation only the two it is between. */
  async #knownIn(room: Room, roomId: RoomId, everybody: readonly UserId[]): Promise<Result<ReadonlySet<UserId>, Failure>> {
    const known = await this.#remembered(roomId);
    if (!known.ok) return known;
    if (known.value) return ok(new Set(known.value));
    const other = this.#parts.direct.otherIn(room);
    const first = this.#parts.direct.isDirect(room) ? [this.#parts.me, ...(other ? [other] : [])] : everybody;
    const kept = await this.#parts.known.put(roomId, { userIds: first });
    return kept.ok ? ok(new Set(first)) : failed(storageFailure(kept.failure));
  }

  /** @returns null when this room was never looked at. A damaged record means that everybody is new. */
  async #remembered(roomId: RoomId): Promise<Result<readonly UserId[] | null, Failure>> {
    const known = await this.#parts.known.get(roomId);
    if (known.ok) return ok(known.value?.userIds ?? null);
    return known.failure.code === "damaged" ? ok([]) : failed(storageFailure(known.failure));
  }

  /** A class that nobody knows is treated as the strictest. */
  #holdsNewcomers(roomId: RoomId): boolean {
    const room = this.#parts.client.getRoom(roomId);
    const id = room ? roomClassId(room) : null;
    const classes = this.#parts.bundle.current().policy.room_classes;
    return id === null || !Object.hasOwn(classes, id) || classes[id]?.new_member !== "announce";
  }
}

/** Floor F-10 (policies/SPECIFICATION.md section 6): decided here, because only the client knows who gets keys. */
const SERVICE_ACCOUNT_PRESENT: Failure = {
  code: "refused",
  refusal: { action: "send", ruleId: "F-10", rule: null, owner: null, policyVersion: null, issuedAt: null, contact: null, by: "client" },
};
