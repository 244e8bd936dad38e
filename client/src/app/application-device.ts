/**
 * An open session of this device: first a client that knows no rooms, and only once the gate is open a second one, on the
 * same crypto store, that does. Whatever takes the gate's conditions away leads back in front of it.
 */
import { liveSource, type Live } from "../domain/live.ts";
import type { SignOutLoss } from "../domain/ports/application.ts";
import type { LocalStore } from "../domain/ports/local-store.ts";
import { askAhead } from "../matrix/full-sync.ts";
import { openCryptoClient, type CryptoClient, type MatrixAccess } from "../matrix/matrix-access.ts";
import { parseOutboxRecord } from "../matrix/outbox-record.ts";
import { hasOtherSignedDevice } from "../matrix/own-devices.ts";
import { recoveryRecords } from "../matrix/recovery-record.ts";
import { secretStorageKeys, type SecretStorageKeys } from "../matrix/secret-storage-keys.ts";
import { securityGate, startGateSync, type OwnedSecurityGate } from "../matrix/security-gate.ts";
import { securityMonitor, type SecurityMonitor } from "../matrix/security-monitor.ts";
import { onSessionEnded } from "../matrix/session-end.ts";
import { openEncryptedStore } from "../store/encrypted-store.ts";
import { missingStores, problemOf } from "./application-databases.ts";
import { cryptoDatabasePrefix, localDatabaseName, type KeptSession } from "./application-kept-session.ts";
import type { DeviceState, OpenDevice } from "./application-parts.ts";
import type { BuiltSession, ReadAhead } from "./session.ts";

export interface DeviceParts {
  readonly access: MatrixAccess;
  readonly indexedDB: IDBFactory;
  readonly verifiedBundle: () => boolean;
  /** what the stores need, whatever the error with which they fail */
  readonly diskIsFull: () => Promise<boolean>;
  readonly random: () => number;
  /** Joins everything that lives behind the open gate. */
  readonly buildSession: (opened: { readonly client: CryptoClient; readonly session: KeptSession; readonly store: LocalStore; readonly ahead: ReadAhead }) => Promise<BuiltSession>;
  /** Begins to read what such a session shows first. */
  readonly readAhead: (store: LocalStore) => ReadAhead;
}

/** One client with its crypto store, and what watches over it. */
interface Running {
  readonly opened: CryptoClient;
  readonly keys: SecretStorageKeys;
  readonly monitor: SecurityMonitor;
  gate: OwnedSecurityGate | null;
  built: BuiltSession | null;
  release: () => void;
}

/** How long the homeserver may take to name the person's other devices, in ms. */
const OTHER_DEVICES_MS = 5_000;

async function unsentMessagesIn(store: LocalStore): Promise<number> {
  const kept = await store.collection("outbox", parseOutboxRecord).all();
  return kept.ok ? kept.value.values.length + kept.value.damaged : 0;
}

/**
 * What would be lost with a session whose token no longer works: the homeserver cannot be asked about other devices, and
 * the warning that may be needless is better than the one that is missing.
 */
export async function lossOfClosedDevice(factory: IDBFactory, session: KeptSession): Promise<SignOutLoss> {
  const store = await openEncryptedStore(factory, localDatabaseName(session), session.localStoreKey);
  if (!store.ok) return { unsentMessages: 0, lastDevice: true };
  const unsent = await unsentMessagesIn(store.value);
  store.value.close();
  return { unsentMessages: unsent, lastDevice: true };
}

export function openDevice(parts: DeviceParts, session: KeptSession): OpenDevice {
  const state = liveSource<DeviceState>({ at: "opening" });
  let store: LocalStore | null = null;
  let running: Running | null = null;
  let closed = false;
  /** Changes of client are made one after the other: two on one crypto store would corrupt it. */
  let chain: Promise<void> = Promise.resolve();

  const inTurn = (step: () => Promise<void>): Promise<void> => {
    chain = chain.then(async () => {
      if (closed) return;
      try {
        await step();
      } catch {
        if (closed) return;
        // The stores do not open, or do not open any more: show nothing rather than a half.
        await stop();
        state.set({ at: "unusable", problem: (await parts.diskIsFull()) ? "full" : "unreadable" });
      }
    });
    return chain;
  };

  async function stop(): Promise<void> {
    const stopping = running;
    running = null;
    if (stopping === null) return;
    stopping.release();
    stopping.monitor.stop();
    stopping.gate?.dispose();
    await stopping.built?.close();
    stopping.keys.forget();
    stopping.opened.client.stopClient();
  }

  function openCrypto(keys: SecretStorageKeys): Promise<CryptoClient> {
    return openCryptoClient(parts.access, session, { prefix: cryptoDatabasePrefix(session), storageKey: session.cryptoStoreKey }, keys.callbacks);
  }

  function watched(opened: CryptoClient, keys: SecretStorageKeys, records: ReturnType<typeof recoveryRecords>): Running {
    const monitor = securityMonitor({ ...opened, userId: session.userId, deviceId: session.deviceId, records, verifiedBundle: parts.verifiedBundle });
    const stopListening = onSessionEnded(opened.client, ({ soft }) => {
      void inTurn(async () => {
        await stop();
        state.set({ at: "ended", soft });
      });
    });
    return { opened, keys, monitor, gate: null, built: null, release: stopListening };
  }

  /** Calls `step` in its turn when the security state first satisfies `when`. */
  function once(client: Running, when: (at: string) => boolean, step: () => Promise<void>): void {
    let fired = false;
    const unsubscribe = client.monitor.state.subscribe(({ at }) => {
      if (fired || !when(at)) return;
      fired = true;
      void inTurn(step);
    });
    const before = client.release;
    client.release = () => {
      unsubscribe();
      before();
    };
  }

  async function openReady(local: LocalStore, ahead: ReadAhead, client: Running): Promise<void> {
    askAhead(client.opened);
    const built = await parts.buildSession({ client: client.opened, session, store: local, ahead });
    if (running !== client) return built.close();
    client.built = built;
    state.set({ at: "ready", session: built.session });
    once(client, (at) => at !== "ready", reopen);
    await built.start();
  }

  async function openGate(records: ReturnType<typeof recoveryRecords>, client: Running): Promise<void> {
    const { opened, keys, monitor } = client;
    await startGateSync(opened);
    if (running !== client) return;
    client.gate = securityGate({ ...opened, keys, records, userId: session.userId, deviceId: session.deviceId }, monitor, parts.random);
    state.set({ at: "gate", gate: client.gate });
    once(client, (at) => at === "ready", reopen);
  }

  /** Opens the stores anew and looks where this device stands: the only way to either side of the gate. */
  async function reopen(): Promise<void> {
    await stop();
    // Each time: a browser that found its own files damaged deletes everything of a site, also while that is in use.
    const missing = session.begun ? await missingStores(parts.indexedDB, session) : null;
    if (missing !== null) {
      state.set({ at: "unusable", problem: missing });
      return;
    }
    const keys = secretStorageKeys();
    // Two databases that know nothing of each other: beside each other.
    const openingStore = store === null ? openEncryptedStore(parts.indexedDB, localDatabaseName(session), session.localStoreKey) : null;
    const openingCrypto = openCrypto(keys);
    // Heard of below, or not wanted any more: until then it must not count as unheard.
    openingCrypto.catch(() => undefined);
    const opened = await openingStore;
    if (opened !== null && !opened.ok) {
      state.set({ at: "unusable", problem: problemOf(opened.failure) });
      void openingCrypto.then(({ client }) => client.stopClient()).catch(() => undefined);
      return;
    }
    const local = opened === null ? store : opened.value;
    if (local === null) throw new Error("a store is open or was opened just now");
    store = local;
    const ahead = parts.readAhead(local);
    const records = recoveryRecords(local, session.userId);
    const client = watched(await openingCrypto, keys, records);
    running = client;
    const { at } = await client.monitor.look();
    if (running !== client) return;
    if (at === "checking" && (await parts.diskIsFull())) throw new Error("the crypto store does not answer for want of room");
    await (at === "ready" ? openReady(local, ahead, client) : openGate(records, client));
  }

  void inTurn(reopen);

  return {
    state: state satisfies Live<DeviceState>,
    async whatSignOutLoses() {
      const now = running;
      if (store === null) {
        // Opening would make what somebody deleted, and hide that.
        const missing = await missingStores(parts.indexedDB, session);
        return missing === "deleted" ? { unsentMessages: 0, lastDevice: true } : lossOfClosedDevice(parts.indexedDB, session);
      }
      const unsentMessages = now?.built?.unsentMessages() ?? (await unsentMessagesIn(store));
      if (now === null) return { unsentMessages, lastDevice: true };
      const patience = new Promise<boolean>((resolve) => void setTimeout(resolve, OTHER_DEVICES_MS, false));
      const other = hasOtherSignedDevice(now.opened.crypto, session.userId, session.deviceId).catch(() => false);
      // Not known, or not in time: the warning that may be needless is better than the one that is missing.
      return { unsentMessages, lastDevice: !(await Promise.race([other, patience])) };
    },
    async close() {
      // Not in turn: a step that waits for the network must not keep another window waiting.
      closed = true;
      await stop();
      await chain;
      await stop();
      store?.close();
      store = null;
    },
  };
}
