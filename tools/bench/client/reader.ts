/** Whose account is measured: signs in once with the bare SDK, makes an identity and a recovery key, and then only lends the token. */
import loglevel from "loglevel";
import { ClientEvent, createClient, SyncState, type MatrixClient } from "matrix-js-sdk";
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

export interface Reader {
  readonly client: MatrixClient;
  readonly account: Account;
  readonly token: string;
}

/** Signs in, makes an identity and starts to sync. */
export async function signInReader(homeserver: string, account: Account): Promise<Reader> {
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
  const synced = new Promise<void>((done) => {
    const look = (state: SyncState): void => {
      if (state !== SyncState.Prepared && state !== SyncState.Syncing) return;
      client.off(ClientEvent.Sync, look);
      done();
    };
    client.on(ClientEvent.Sync, look);
  });
  await client.startClient({ initialSyncLimit: 1, disablePresence: true });
  await synced;
  await cryptoOf(client).bootstrapCrossSigning({ setupNewCrossSigning: true, authUploadDeviceSigningKeys: (request) => request(null) });
  return { client, account, token: login.access_token };
}

function cryptoOf(client: MatrixClient): NonNullable<ReturnType<MatrixClient["getCrypto"]>> {
  const crypto = client.getCrypto();
  if (crypto === undefined) throw new Error("the crypto library did not start");
  return crypto;
}

/** Makes secret storage and a backup. @returns the recovery key, as a person keeps it */
export async function makeRecoveryKey({ client }: Reader): Promise<string> {
  const crypto = cryptoOf(client);
  const key = await crypto.createRecoveryKeyFromPassphrase();
  await crypto.bootstrapSecretStorage({ createSecretStorageKey: async () => key, setupNewKeyBackup: true, setupNewSecretStorage: true });
  await crypto.checkKeyBackupAndEnable();
  if (key.encodedPrivateKey === undefined) throw new Error("no recovery key was made");
  return key.encodedPrivateKey;
}
