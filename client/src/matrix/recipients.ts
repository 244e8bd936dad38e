/**
 * Who would get the keys of the next message, compared with whom the sender last knew (design decision 4). A homeserver's
 * operator can let anybody into a room: so a changed identity always holds a message; a newcomer holds it where the class
 * says so, and elsewhere until the screen has named them; and a service account among the readers stops it.
 */
import type { MatrixClient, Room } from "matrix-js-sdk";
import { listedClass } from "#policies/evaluate/floor.ts";
import { policiesOf, type DecidingLayers } from "../domain/deciding-layers.ts";
import type { Failure } from "../domain/failure.ts";
import { parseUserId, type RoomId, type UserId } from "../domain/ids.ts";
import type { Live, Unsubscribe } from "../domain/live.ts";
import type { Person } from "../domain/person.ts";
import type { Identities as ProvenIdentities } from "../domain/ports/identities.ts";
import type { SealedCollection } from "../domain/ports/local-store.ts";
import type { Readers } from "../domain/ports/message-sender.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { CarriedRecipients } from "./carried-recipients.ts";
import type { DirectRooms } from "./direct-rooms.ts";
import { encryptionInStore } from "./encryption-in-store.ts";
import { acceptIdentity } from "./identity-acceptance.ts";
import type { IdentityDevices } from "./identity-devices.ts";
import { KnownRecipientsMemory, type KnownRecipients } from "./known-recipients.ts";
import { storageFailure } from "./outbox.ts";
import type { PersonBook } from "./person-book.ts";
import { roomClassId } from "./room-class.ts";

export interface RecipientParts {
  readonly client: MatrixClient;
  readonly me: UserId;
  readonly people: PersonBook;
  readonly devices: IdentityDevices;
  readonly direct: DirectRooms;
  readonly known: SealedCollection<KnownRecipients>;
  readonly carried: CarriedRecipients;
  readonly layers: Live<DecidingLayers>;
}

/**
 * Identities as the crypto library last told of them; or as it has them at this moment, and whoever has none there is confirmed
 * by the homeserver to have none: nobody is passed over whose keys could not be fetched.
 */
export type Identities = "as heard" | "anew";

interface Compared {
  /** everybody in the room to whom its keys are given, if they have an identity to give them to */
  readonly everybody: readonly UserId[];
  readonly readers: Readers;
  /** newcomers of whom the screen has told the sender */
  readonly named: ReadonlySet<UserId>;
}

/** What `check` has decided on: keys go to these and nobody else. */
export interface DecidedRecipients {
  readonly everybody: readonly UserId[];
  /** those of them who have a cryptographic identity: a message reaches nobody else */
  readonly readers: readonly UserId[];
}

export class Recipients implements ProvenIdentities {
  readonly #parts: RecipientParts;
  readonly #known: KnownRecipientsMemory;

  constructor(parts: RecipientParts) {
    this.#parts = parts;
    this.#known = new KnownRecipientsMemory(parts.known);
  }

  /** Who will be able to read the next message in `roomId`, and what stands against sending it. */
  async readers(roomId: RoomId): Promise<Result<Readers, Failure>> {
    const compared = await this.#compared(roomId, "as heard");
    return compared.ok ? ok(compared.value.readers) : compared;
  }

  /** @param listener - called when something outside of the room may change who reads there. */
  subscribe(listener: () => void): Unsubscribe {
    const releases = [this.#parts.people.subscribe(listener), this.#parts.devices.subscribe(listener)];
    return () => releases.forEach((release) => release());
  }

  async #compared(roomId: RoomId, identities: Identities): Promise<Result<Compared, Failure>> {
    const room = this.#parts.client.getRoom(roomId);
    if (!room || room.getMyMembership() !== "join") return failed({ code: "forbidden" });
    const encrypted = room.hasEncryptionStateEvent() || ((await encryptionInStore(this.#parts.client, roomId)) ?? true);
    // Readable by everybody, whoever is inside: no list of members is needed to say so, and none can hide it.
    if (!encrypted) return ok({ everybody: [], readers: { ...OPEN_TO_ALL, people: room.getJoinedMemberCount() }, named: new Set() });
    const everybody = await this.#everybody(room);
    if (!everybody.ok) return everybody;
    const known = await this.#knownIn(room, roomId, everybody.value);
    if (!known.ok) return known;
    if (identities === "as heard") await this.#parts.people.load(everybody.value);
    else await this.#parts.people.reload(everybody.value);
    await this.#parts.devices.settled();
    const persons = everybody.value.map((userId) => this.#person(userId, roomId));
    const others = persons.filter((person) => person.userId !== this.#parts.me);
    const { userIds, unable } = known.value;
    // A proven identity passes quietly; a changed one is named as such; and who could read nothing, and still cannot, is not new.
    const isNew = ({ userId, identity }: Person): boolean =>
      !userIds.includes(userId) && !["proven", "changed"].includes(identity) && !(identity === "unknown" && unable.includes(userId));
    const readers: Readers = {
      people: persons.length,
      public: false,
      firstMessage: userIds.length === 0,
      externals: others.filter((person) => person.external),
      newcomers: others.filter(isNew),
      identityChanged: others.filter((person) => person.identity === "changed"),
      blocked: others.some((person) => person.service) ? SERVICE_ACCOUNT_PRESENT : null,
    };
    return ok({ everybody: everybody.value, readers, named: new Set(known.value.named) });
  }

  /**
   * Asked before encryption, and after it: encrypting fetches identities, and the crypto library tells of a changed one only
   * later.
   * @returns whom a message for `roomId` would reach, or why it must not leave now.
   */
  async check(roomId: RoomId, identities: Identities): Promise<Result<DecidedRecipients, Failure>> {
    const compared = await this.#compared(roomId, identities);
    if (!compared.ok) return compared;
    const { everybody, named } = compared.value;
    const { blocked, identityChanged, newcomers } = compared.value.readers;
    if (blocked) return failed(blocked);
    if (identityChanged.length > 0) return failed({ code: "identity_changed", userIds: identityChanged.map((person) => person.userId) });
    const unsettled = this.#holdsNewcomers(roomId) ? newcomers : newcomers.filter((person) => !named.has(person.userId));
    if (unsettled.length > 0) return failed({ code: "new_recipient", userIds: unsettled.map((person) => person.userId) });
    const without = everybody.filter((userId) => this.#parts.people.person(userId, roomId).identity === "unknown");
    if (identities === "anew" && !(await this.#parts.people.confirmedWithoutIdentity(without))) return failed({ code: "network" });
    return ok({ everybody, readers: everybody.filter((userId) => !without.includes(userId)) });
  }

  /**
   * A message has left for those whom `check` decided on: they are the ones the sender knows from now on. Whoever came in
   * since then was in no comparison, and is new to the next message; and so is a member who gets an identity only later, which
   * an operator can make for an account that nobody has used yet.
   */
  async noteSent(roomId: RoomId, { everybody, readers }: DecidedRecipients): Promise<void> {
    const before = await this.#remembered(roomId);
    const known = before.ok ? before.value : null;
    const { userIds, named } = known ?? NOBODY_KNOWN;
    const unable = everybody.filter((userId) => !readers.includes(userId));
    const stillNamed = named.filter((userId) => !readers.includes(userId));
    // Nearly every message goes to the same people as the one before: then there is nothing to write down.
    if (known !== null && isSameSet(userIds, readers) && isSameSet(known.unable, unable) && stillNamed.length === named.length) return;
    await this.#known.put(roomId, { userIds: readers, unable, named: stillNamed });
    // The message has left: whatever becomes of this changes nothing about it.
    if (!isSameSet(userIds, readers)) void this.#parts.carried.carry(roomId, readers);
  }

  /** The screen names these newcomers to the sender, who writes nevertheless. It settles nothing where the class holds newcomers. */
  async noteNamed(roomId: RoomId, people: readonly UserId[]): Promise<Result<void, Failure>> {
    const known = await this.#remembered(roomId);
    if (!known.ok) return known;
    const before = known.value ?? NOBODY_KNOWN;
    if (people.every((userId) => before.named.includes(userId))) return ok(undefined);
    return this.#remember(roomId, { ...before, named: [...new Set([...before.named, ...people])] });
  }

  /**
   * The sender has seen these people, or accepts their new identities. Whoever was shown as a newcomer is accepted as such: an
   * identity that was exchanged while the question stood on the screen has not been seen, and holds the message again.
   */
  async accept(roomId: RoomId, people: readonly Person[]): Promise<Result<void, Failure>> {
    const crypto = this.#parts.client.getCrypto();
    const changed = people.filter((person) => person.identity === "changed").map(({ userId }) => userId);
    for (const userId of changed) {
      const accepted = crypto ? await acceptIdentity(crypto, userId) : ok(undefined);
      if (!accepted.ok) return accepted;
      await this.#parts.devices.accept(userId);
    }
    // The crypto library tells of what was accepted only later, and the message that waits for it is sent at once.
    await this.#parts.people.reload(changed);
    const known = await this.#remembered(roomId);
    if (!known.ok) return known;
    const before = known.value ?? NOBODY_KNOWN;
    return this.#remember(roomId, { ...before, userIds: [...new Set([...before.userIds, ...people.map((person) => person.userId)])] });
  }

  /** As the crypto library has identities at this moment. */
  async unproven(userIds: readonly UserId[]): Promise<Result<readonly Person[], Failure>> {
    try {
      await this.#parts.people.reload(userIds);
      await this.#parts.devices.settled();
    } catch {
      return failed({ code: "network" });
    }
    const persons = userIds.filter((userId) => userId !== this.#parts.me).map((userId) => this.#person(userId, null));
    return ok(persons.filter(({ identity }) => identity !== "proven"));
  }

  async unprovenReaders(roomId: RoomId): Promise<Result<readonly Person[], Failure>> {
    const room = this.#parts.client.getRoom(roomId);
    if (!room) return failed({ code: "network" });
    const everybody = await this.#everybody(room);
    return everybody.ok ? this.unproven(everybody.value) : everybody;
  }

  /** Everybody who would get keys, oneself included; an incomplete list is none. */
  async #everybody(room: Room): Promise<Result<readonly UserId[], Failure>> {
    try {
      await room.loadMembersIfNeeded();
      if (!room.membersLoaded()) return failed({ code: "network" });
      // As the crypto library would choose by itself: the invited are among them where the history is open to invitations.
      const targets = [...room.getMembersWithMembership("join"), ...(room.shouldEncryptForInvitedMembers() ? room.getMembersWithMembership("invite") : [])];
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

  /** Somebody with a device that had been removed is no more certain than somebody whose identity changed. */
  #person(userId: UserId, roomId: RoomId | null): Person {
    const person = this.#parts.people.person(userId, roomId);
    return this.#parts.devices.hasReturned(userId) ? { ...person, identity: "changed" } : person;
  }

  #isService(userId: string): boolean {
    const parsed = parseUserId(userId);
    return parsed !== null && this.#parts.people.person(parsed, null).service;
  }

  /**
   * At this device's first look at a room, those are known whom another device of the same person has carried here, and in a direct
   * conversation the two it is between. Of anybody else the sender has not been told: whom the homeserver shows inside, its operator
   * may have let in a moment ago.
   */
  async #knownIn(room: Room, roomId: RoomId, everybody: readonly UserId[]): Promise<Result<KnownRecipients, Failure>> {
    const known = await this.#remembered(roomId);
    if (!known.ok) return known;
    if (known.value) return ok(known.value);
    const first = this.#parts.direct.isDirect(room) ? this.#theTwo(room) : await this.#parts.carried.knownAmong(roomId, everybody);
    if (first === null) return ok(NOBODY_KNOWN);
    const looked: KnownRecipients = { ...NOBODY_KNOWN, userIds: first };
    const kept = await this.#remember(roomId, looked);
    return kept.ok ? ok(looked) : kept;
  }

  #theTwo(room: Room): readonly UserId[] {
    const other = this.#parts.direct.otherIn(room);
    return [this.#parts.me, ...(other ? [other] : [])];
  }

  async #remember(roomId: RoomId, known: KnownRecipients): Promise<Result<void, Failure>> {
    const kept = await this.#known.put(roomId, known);
    return kept.ok ? ok(undefined) : failed(storageFailure(kept.failure));
  }

  /** @returns null when this room was never looked at. A damaged record means that everybody is new. */
  async #remembered(roomId: RoomId): Promise<Result<KnownRecipients | null, Failure>> {
    const known = await this.#known.get(roomId);
    if (known.ok) return known;
    return known.failure.code === "damaged" ? ok(NOBODY_KNOWN) : failed(storageFailure(known.failure));
  }

  /** Every layer has to say that newcomers are only announced; a class that one of them does not know is treated as the strictest. */
  #holdsNewcomers(roomId: RoomId): boolean {
    const room = this.#parts.client.getRoom(roomId);
    const id = room ? roomClassId(room) : null;
    return !policiesOf(this.#parts.layers.current()).every((policy) => listedClass(policy, id)?.new_member === "announce");
  }
}

/** Nothing was written here before, as far as this device knows. */
const NOBODY_KNOWN: KnownRecipients = { userIds: [], unable: [], named: [] };

const isSameSet = (some: readonly UserId[], others: readonly UserId[]): boolean => some.length === others.length && some.every((userId) => others.includes(userId));

const OPEN_TO_ALL: Omit<Readers, "people"> = { public: true, firstMessage: false, externals: [], newcomers: [], identityChanged: [], blocked: null };

/** Floor F-10 (policies/SPECIFICATION.md section 6): decided here, because only the client knows who gets keys. */
const SERVICE_ACCOUNT_PRESENT: Failure = {
  code: "refused",
  refusal: { action: "send", ruleId: "F-10", rule: null, owner: null, policyVersion: null, issuedAt: null, contact: null, by: "client" },
};
