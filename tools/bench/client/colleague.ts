/** A person with the bare SDK in Node: makes rooms and writes into them, on a device that its owner has signed. */
import loglevel from "loglevel";
import { ClientEvent, createClient, EventType, Method, MsgType, SyncState, type MatrixClient } from "matrix-js-sdk";
import { OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { Account } from "../../../e2e/support/deployment.ts";

const nothing = (): void => undefined;
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, getChild: () => SILENT };

function silence(): void {
  loglevel.methodFactory = () => nothing;
  for (const logger of [loglevel, ...Object.values(loglevel.getLoggers())]) {
    logger.methodFactory = () => nothing;
    logger.rebuild();
  }
}

export interface Colleague {
  readonly client: MatrixClient;
  readonly account: Account;
}

/** Signs in, makes an identity and starts to sync. */
export async function signInColleague(homeserver: string, account: Account): Promise<Colleague> {
  silence();
  const login = await createClient({ baseUrl: homeserver, logger: SILENT }).loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user: account.user },
    password: account.password,
    initial_device_display_name: "bench",
  });
  let secret: [string, Uint8Array<ArrayBuffer>] | null = null;
  const client = createClient({
    baseUrl: homeserver,
    userId: login.user_id,
    deviceId: login.device_id,
    accessToken: login.access_token,
    logger: SILENT,
    cryptoCallbacks: {
      cacheSecretStorageKey: (id, _info, key) => void (secret = [id, key]),
      getSecretStorageKey: async () => secret,
    },
  });
  await client.initRustCrypto({ useIndexedDB: false });
  client.getCrypto()?.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
  const synced = new Promise<void>((done) => {
    const look = (state: SyncState): void => {
      if (state !== SyncState.Prepared && state !== SyncState.Syncing) return;
      client.off(ClientEvent.Sync, look);
      done();
    };
    client.on(ClientEvent.Sync, look);
  });
  // Not lazily: with a timeline of one event, whoever entered before it would stay unknown and get no keys.
  await client.startClient({ initialSyncLimit: 1, lazyLoadMembers: false, disablePresence: true });
  await synced;
  await cryptoOf(client).bootstrapCrossSigning({ setupNewCrossSigning: true, authUploadDeviceSigningKeys: (request) => request(null) });
  return { client, account };
}

function cryptoOf(client: MatrixClient): NonNullable<ReturnType<MatrixClient["getCrypto"]>> {
  const crypto = client.getCrypto();
  if (crypto === undefined) throw new Error("the crypto library did not start");
  return crypto;
}

/** Makes secret storage and a backup. @returns the recovery key, as a person keeps it */
export async function makeRecoveryKey({ client }: Colleague): Promise<string> {
  const crypto = cryptoOf(client);
  const key = await crypto.createRecoveryKeyFromPassphrase();
  await crypto.bootstrapSecretStorage({ createSecretStorageKey: async () => key, setupNewKeyBackup: true, setupNewSecretStorage: true });
  await crypto.checkKeyBackupAndEnable();
  if (key.encodedPrivateKey === undefined) throw new Error("no recovery key was made");
  return key.encodedPrivateKey;
}

/** Resolves once the backup of `client` holds `sessions` keys. */
export async function backedUp({ client }: Colleague, sessions: number): Promise<void> {
  for (;;) {
    // Asked past the crypto library, which remembers what it was told first.
    const { count } = await client.http.authedRequest<{ readonly count: number }>(Method.Get, "/room_keys/version");
    if (count >= sessions) return;
    await new Promise((later) => setTimeout(later, 500));
  }
}

export async function say({ client }: Colleague, roomId: string, body: string): Promise<void> {
  await client.sendEvent(roomId, EventType.RoomMessage, { msgtype: MsgType.Text, body });
}
