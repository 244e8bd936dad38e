/**
 * Gathers what `securityState` decides by, from the crypto store each time anew, on every event that could change it.
 * Nothing here is remembered as "cleared": take an input away and the state leaves `ready`.
 */
import { ClientEvent, type MatrixClient, type MatrixEvent } from "matrix-js-sdk";
import { CrossSigningKey, CryptoEvent, type CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { DeviceId, UserId } from "../domain/ids.ts";
import { liveSource, type Live } from "../domain/live.ts";
import { securityState, type SecurityInputs, type SecurityState } from "../domain/security-state.ts";
import { identityPublished } from "./published-identity.ts";
import type { RecoveryRecords } from "./recovery-record.ts";

export interface SecurityMonitor {
  readonly state: Live<SecurityState>;
  /** Looks at everything on this computer anew, without the network. */
  look(): Promise<SecurityState>;
  /** Asks the homeserver again whether the account has an identity, and looks at everything anew. */
  refresh(): Promise<SecurityState>;
  /** Keeps the state as it is until the returned function is called, which looks at everything anew. */
  hold(): () => Promise<SecurityState>;
  stop(): void;
}

export interface MonitoredSession {
  readonly client: MatrixClient;
  readonly crypto: CryptoApi;
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly records: RecoveryRecords;
  readonly verifiedBundle: () => boolean;
}

const DEFAULT_KEY = "m.secret_storage.default_key";

/** The private halves are here, belong to the public identity that this device holds, and that identity is trusted by it. */
async function ownPrivateKeys(crypto: CryptoApi): Promise<boolean> {
  const kinds = [CrossSigningKey.Master, CrossSigningKey.SelfSigning, CrossSigningKey.UserSigning];
  const held = await Promise.all(kinds.map((kind) => crypto.getCrossSigningKeyId(kind)));
  return held.every((key) => key !== null);
}

/** @returns the inputs that the crypto store alone can answer; needs no network. */
async function cryptoInputs({ crypto, userId, deviceId }: MonitoredSession): Promise<Pick<SecurityInputs, "ownPrivateKeys" | "deviceSigned" | "backupKeyCached">> {
  // Beside each other: most of the time of each is waiting for the disk.
  const [device, privateKeys, backupKey] = await Promise.all([crypto.getDeviceVerificationStatus(userId, deviceId), ownPrivateKeys(crypto), crypto.getSessionBackupPrivateKey()]);
  return {
    ownPrivateKeys: privateKeys,
    // Not `isVerified()`: that one is always true for the own device.
    deviceSigned: device?.crossSigningVerified === true,
    backupKeyCached: backupKey !== null,
  };
}

/** The account's default secret-storage key as the last sync told: undefined as long as no sync has. */
function syncedDefaultKey(client: MatrixClient): string | null | undefined {
  if (!client.isInitialSyncComplete()) return undefined;
  const key: unknown = client.getAccountData(DEFAULT_KEY)?.getContent()["key"];
  return typeof key === "string" ? key : null;
}

export function securityMonitor(session: MonitoredSession): SecurityMonitor {
  const { client, userId } = session;
  const state = liveSource<SecurityState>({ at: "checking" });
  let identityExists: boolean | null = null;
  let holds = 0;
  let stopped = false;
  let running: Promise<SecurityState> | null = null;
  let again = false;

  async function recoveryKeyProven(): Promise<boolean> {
    const record = await session.records.read();
    if (record?.kind !== "proven") return false;
    const current = syncedDefaultKey(client);
    // Offline the record stands by itself; as soon as the server is heard it must be about the key in use. If it is not,
    // it goes for good, else the next start, offline for a moment, would believe it again.
    if (current === undefined || current === record.secretStorageKeyId) return true;
    await session.records.forget();
    return false;
  }

  async function gather(): Promise<SecurityState> {
    const [ofCrypto, keyProven] = await Promise.all([cryptoInputs(session), recoveryKeyProven()]);
    const inputs: SecurityInputs = { signedIn: true, identityExists, verifiedBundle: session.verifiedBundle(), ...ofCrypto, recoveryKeyProven: keyProven };
    return securityState(inputs);
  }

  /** One look at a time; what happens meanwhile makes one more. */
  function evaluate(): Promise<SecurityState> {
    again = true;
    running ??= (async () => {
      // Never synchronous: `running` must be set before it is cleared below.
      await Promise.resolve();
      let seen = state.current();
      while (again && !stopped && holds === 0) {
        again = false;
        try {
          seen = await gather();
        } catch {
          // The crypto store does not answer: nothing is known, which is never `ready`.
          seen = { at: "checking" };
        }
      }
      running = null;
      if (!stopped && holds === 0 && seen.at !== state.current().at) state.set(seen);
      return state.current();
    })();
    return running;
  }

  async function refresh(): Promise<SecurityState> {
    try {
      identityExists = await identityPublished(client, userId);
    } catch {
      // Not known is not the same as not there; the next sync asks again.
    }
    return evaluate();
  }

  const onEvent = (): void => void evaluate();
  const onSync = (): void => void (identityExists === null ? refresh() : evaluate());
  const onAccountData = (event: MatrixEvent): void => {
    if (event.getType() === DEFAULT_KEY) void evaluate();
  };
  client.on(CryptoEvent.KeysChanged, onEvent);
  client.on(CryptoEvent.UserTrustStatusChanged, onEvent);
  client.on(CryptoEvent.DevicesUpdated, onEvent);
  client.on(CryptoEvent.KeyBackupDecryptionKeyCached, onEvent);
  client.on(CryptoEvent.KeyBackupStatus, onEvent);
  client.on(ClientEvent.AccountData, onAccountData);
  client.on(ClientEvent.Sync, onSync);

  return {
    state,
    look: evaluate,
    refresh,
    hold() {
      holds += 1;
      let released = false;
      return () => {
        if (!released) holds -= 1;
        released = true;
        return evaluate();
      };
    },
    stop() {
      stopped = true;
      client.off(CryptoEvent.KeysChanged, onEvent);
      client.off(CryptoEvent.UserTrustStatusChanged, onEvent);
      client.off(CryptoEvent.DevicesUpdated, onEvent);
      client.off(CryptoEvent.KeyBackupDecryptionKeyCached, onEvent);
      client.off(CryptoEvent.KeyBackupStatus, onEvent);
      client.off(ClientEvent.AccountData, onAccountData);
      client.off(ClientEvent.Sync, onSync);
    },
  };
}
