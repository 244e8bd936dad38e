/**
 * Devices of people, and which of them their owners have removed. Matrix knows no revocation but absence: a homeserver that repeats an
 * older list brings back a device that was stolen and signed out, with its owner's valid signature, and it would get keys again.
 * A device ID with the same key never comes back honestly; so whoever has one that did is held like somebody whose identity changed.
 */
import type { MatrixClient } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import { parseUserId, type UserId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { SealedCollection, StoreFailure } from "../domain/ports/local-store.ts";
import { ok, type Result } from "../domain/result.ts";

/** Devices of one person, each as its ID and its signing key. */
export interface DevicesOfPerson {
  readonly userId: UserId;
  readonly present: readonly string[];
  readonly removed: readonly string[];
  /** present again after they were removed, and not accepted by the sender */
  readonly returned: readonly string[];
}

/** Of each person, so many removed devices are remembered, the latest ones. */
const MOST_REMOVED = 100;

const texts = (stored: unknown): readonly string[] | null => (Array.isArray(stored) && stored.every((text) => typeof text === "string") ? stored : null);

export function parseDevicesOfPerson(stored: unknown): DevicesOfPerson | null {
  if (!isRecord(stored)) return null;
  const userId = typeof stored["userId"] === "string" ? parseUserId(stored["userId"]) : null;
  const [present, removed, returned] = [texts(stored["present"]), texts(stored["removed"]), texts(stored["returned"])];
  return userId && present && removed && returned && { userId, present, removed, returned };
}

/** @param now the devices that the homeserver tells of now. */
export function afterLookingAgain(before: DevicesOfPerson, now: readonly string[]): DevicesOfPerson {
  const gone = before.present.filter((device) => !now.includes(device));
  const back = now.filter((device) => before.removed.includes(device));
  const returned = [...new Set([...before.returned.filter((device) => now.includes(device)), ...back])];
  return { userId: before.userId, present: now, removed: [...new Set([...before.removed, ...gone])].slice(-MOST_REMOVED), returned };
}

export class IdentityDevices {
  readonly #client: MatrixClient;
  readonly #records: SealedCollection<DevicesOfPerson>;
  readonly #people = new Map<UserId, DevicesOfPerson>();
  readonly #listeners = new Set<() => void>();
  readonly #release: Unsubscribe;
  #looking: Promise<void> = Promise.resolve();

  constructor(client: MatrixClient, records: SealedCollection<DevicesOfPerson>) {
    this.#client = client;
    this.#records = records;
    const updated = (userIds: string[]): void => void (this.#looking = this.#looking.then(() => this.#look(userIds)));
    client.on(CryptoEvent.DevicesUpdated, updated);
    this.#release = () => void client.off(CryptoEvent.DevicesUpdated, updated);
  }

  /** Takes up what earlier runs saw. Of whom a record is damaged, everything is forgotten. */
  async restore(): Promise<Result<void, StoreFailure>> {
    const kept = await this.#records.all();
    if (!kept.ok) return kept;
    for (const person of kept.value.values) this.#people.set(person.userId, person);
    return ok(undefined);
  }

  /** Whether `userId` has a device that had been removed. */
  hasReturned(userId: UserId): boolean {
    return (this.#people.get(userId)?.returned.length ?? 0) > 0;
  }

  /** Resolves when everything that the crypto library told of so far has been looked at. */
  settled(): Promise<void> {
    return this.#looking;
  }

  /** The sender has heard from that person that the device is theirs after all. */
  async accept(userId: UserId): Promise<void> {
    await this.#looking;
    const person = this.#people.get(userId);
    if (!person || person.returned.length === 0) return;
    await this.#keep({ ...person, removed: person.removed.filter((device) => !person.returned.includes(device)), returned: [] });
  }

  subscribe(listener: () => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#release();
    this.#listeners.clear();
  }

  async #look(userIds: readonly string[]): Promise<void> {
    for (const text of userIds) {
      const userId = parseUserId(text);
      const now = userId === null ? null : await this.#devicesNow(userId);
      if (userId === null || now === null) continue;
      const before = this.#people.get(userId) ?? { userId, present: [], removed: [], returned: [] };
      await this.#keep(afterLookingAgain(before, now));
    }
  }

  /** @returns null when they are not tracked, or the crypto store is closing. */
  async #devicesNow(userId: UserId): Promise<readonly string[] | null> {
    try {
      const devices = (await this.#client.getCrypto()?.getUserDeviceInfo([userId]))?.get(userId);
      return devices ? [...devices.values()].map((device) => `${device.deviceId} ${device.getFingerprint() ?? ""}`) : null;
    } catch {
      return null;
    }
  }

  /** In memory whatever the disk says: what is forgotten with the next start is known until then. */
  async #keep(person: DevicesOfPerson): Promise<void> {
    this.#people.set(person.userId, person);
    await this.#records.put(person.userId, person);
    for (const listener of [...this.#listeners]) listener();
  }
}
