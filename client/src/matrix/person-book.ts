/** Who somebody is: the name from the room or profile, the identity from the crypto store, the affiliation from the signed bundle alone. */
import { KnownMembership, MatrixError, type MatrixClient } from "matrix-js-sdk";
import { CryptoEvent, type UserVerificationStatus } from "matrix-js-sdk/lib/crypto-api/index.js";
import { subjectOf } from "#policies/evaluate/subject.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { localpart, parseUserId, type RoomId, type UserId } from "../domain/ids.ts";
import type { Live, Unsubscribe } from "../domain/live.ts";
import type { IdentityState, Person } from "../domain/person.ts";

export class PersonBook {
  readonly #client: MatrixClient;
  readonly #bundle: Live<PolicyBundle>;
  readonly #identities = new Map<UserId, IdentityState>();
  readonly #lookups = new Map<UserId, Promise<void>>();
  readonly #withoutIdentity = new Set<UserId>();
  /** names from the profiles of people who are out of a room in which they wrote; a profile without one is null */
  readonly #profileNames = new Map<UserId, Promise<void> | string | null>();
  readonly #listeners = new Set<(changed: ReadonlySet<UserId> | null) => void>();
  readonly #releases: readonly Unsubscribe[];

  /** @param bundle - the verified bundle in force. */
  constructor(client: MatrixClient, bundle: Live<PolicyBundle>) {
    this.#client = client;
    this.#bundle = bundle;
    const trustChanged = (userId: string): void => this.#refreshUnasked([userId]);
    const devicesUpdated = (userIds: string[]): void => this.#refreshUnasked(userIds);
    const accountChanged = (): void => this.#refreshUnasked([...this.#identities.keys()]);
    client.on(CryptoEvent.UserTrustStatusChanged, trustChanged);
    client.on(CryptoEvent.DevicesUpdated, devicesUpdated);
    client.on(CryptoEvent.KeysChanged, accountChanged);
    this.#releases = [
      () => void client.off(CryptoEvent.UserTrustStatusChanged, trustChanged),
      () => void client.off(CryptoEvent.DevicesUpdated, devicesUpdated),
      () => void client.off(CryptoEvent.KeysChanged, accountChanged),
      bundle.subscribe(() => this.#changed(null)),
    ];
  }

  /** What is known now. An identity that was not looked up yet is `unknown`, and listeners hear of it later. */
  person(userId: UserId, roomId: RoomId | null): Person {
    if (!this.#identities.has(userId)) this.load([userId]).catch(() => undefined); // asked again the next time
    return this.asKnown(userId, roomId);
  }

  /** The same, without looking anything up: of an identity that was not looked up yet nothing is said. */
  asKnown(userId: UserId, roomId: RoomId | null): Person {
    const subject = subjectOf(this.#bundle.current().policy, userId);
    const firstSet = subject.sets[0];
    const set = firstSet === undefined ? undefined : this.#bundle.current().policy.sets[firstSet];
    return {
      userId,
      displayName: this.#displayName(userId, roomId),
      identity: this.#identities.get(userId) ?? "unknown",
      affiliation: set?.title ?? null,
      external: subject.kind === "external" || subject.kind === "unknown",
      service: subject.kind === "service",
    };
  }

  /** Looks up identities that were not looked up yet, so that `person` knows them at once. @throws when the crypto library does. */
  async load(userIds: readonly UserId[]): Promise<void> {
    await Promise.all(userIds.map((userId) => this.#lookups.get(userId) ?? this.#lookUp(userId)));
  }

  async #lookUp(userId: UserId): Promise<void> {
    const lookup = this.#refresh([userId]);
    this.#lookups.set(userId, lookup);
    try {
      await lookup;
    } catch (error) {
      // Else it would count as looked up for good.
      this.#lookups.delete(userId);
      throw error;
    }
  }

  /** Looks up identities as the crypto library has them now: what it has changed it tells of only later. @throws when it does. */
  reload(userIds: readonly UserId[]): Promise<void> {
    return this.#refresh(userIds);
  }

  /**
   * Whether the homeserver, too, says of all these people that they have no identity. Somebody may be without one in the crypto
   * store only because their keys could not be fetched. @throws when the homeserver does not answer.
   */
  async confirmedWithoutIdentity(userIds: readonly UserId[]): Promise<boolean> {
    const asked = userIds.filter((userId) => !this.#withoutIdentity.has(userId));
    if (asked.length === 0) return true;
    const { master_keys: masterKeys, failures } = await this.#client.downloadKeysForUsers([...asked]);
    // A homeserver that could not be reached has not said anything about its people.
    if (Object.keys(failures ?? {}).length > 0 || asked.some((userId) => masterKeys?.[userId] !== undefined)) return false;
    for (const userId of asked) this.#withoutIdentity.add(userId);
    return true;
  }

  isExternal(userId: UserId): boolean {
    const { kind } = subjectOf(this.#bundle.current().policy, userId);
    return kind === "external" || kind === "unknown";
  }

  /** @param listener - hears whose identity changed; null: the rules changed, and so anybody may be somebody else now. */
  subscribe(listener: (changed: ReadonlySet<UserId> | null) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    for (const release of this.#releases) release();
    this.#listeners.clear();
  }

  #displayName(userId: UserId, roomId: RoomId | null): string {
    const room = roomId === null ? null : this.#client.getRoom(roomId);
    const inRoom = room?.getMember(userId);
    // A member event of somebody who went bears no name, and what came before it is told by some answers of the server and not by others.
    const isOut = inRoom ? inRoom.membership === KnownMembership.Leave || inRoom.membership === KnownMembership.Ban : room?.membersLoaded() === true;
    const name = (isOut ? this.#profileName(userId) : null) ?? inRoom?.name ?? this.#client.getUser(userId)?.displayName;
    return name === undefined || name === "" || name === userId ? localpart(userId) : name;
  }

  /** @returns the name in the profile; null: there is none, or it was not asked for yet, and listeners hear of it later. */
  #profileName(userId: UserId): string | null {
    const known = this.#profileNames.get(userId);
    if (known === undefined) this.#profileNames.set(userId, this.#askProfileName(userId));
    return typeof known === "string" ? known : null;
  }

  async #askProfileName(userId: UserId): Promise<void> {
    try {
      const { displayname } = await this.#client.getProfileInfo(userId, "displayname");
      this.#profileNames.set(userId, typeof displayname === "string" && displayname !== "" ? displayname : null);
      if (this.#profileNames.get(userId) !== null) this.#changed(new Set([userId]));
    } catch (error) {
      // Whose account is gone has none; a server that was not reached is asked again the next time.
      if (error instanceof MatrixError && error.httpStatus === 404) this.#profileNames.set(userId, null);
      else this.#profileNames.delete(userId);
    }
  }

  /** What the crypto library told of by itself; when it cannot answer any more, its store is closing. */
  #refreshUnasked(userIds: readonly string[]): void {
    this.#refresh(userIds).catch(() => undefined);
  }

  async #refresh(userIds: readonly string[]): Promise<void> {
    const crypto = this.#client.getCrypto();
    if (!crypto) return;
    const changed = new Set<UserId>();
    await Promise.all(
      userIds.map(async (text) => {
        const userId = parseUserId(text);
        if (userId === null) return;
        const identity = identityState(await crypto.getUserVerificationStatus(userId));
        if (identity !== "unknown") this.#withoutIdentity.delete(userId);
        if (this.#identities.get(userId) !== identity) changed.add(userId);
        this.#identities.set(userId, identity);
      }),
    );
    if (changed.size > 0) this.#changed(changed);
  }

  #changed(userIds: ReadonlySet<UserId> | null): void {
    for (const listener of [...this.#listeners]) listener(userIds);
  }
}

/** @returns what the crypto library's answer means to a reader; `changed` wins over everything but a fresh verification. */
export function identityState(status: UserVerificationStatus): IdentityState {
  if (!status.known) return "unknown";
  if (status.needsUserApproval || (status.wasCrossSigningVerified() && !status.isVerified())) return "changed";
  return status.isVerified() ? "proven" : "unproven";
}
