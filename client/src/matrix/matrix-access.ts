/** How the homeserver is reached, and making a client for it. The one place that calls `createClient`. */
import { createClient, MemoryCryptoStore, MemoryStore, type MatrixClient } from "matrix-js-sdk";
import type { CryptoApi, CryptoCallbacks } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { DeviceId, UserId } from "../domain/ids.ts";
import { admitOnlyOurEncryption } from "./encryption-events.ts";
import { homeserverFetch } from "./homeserver-fetch.ts";
import { trustSignedDevicesAlone } from "./restored-history.ts";
import { SILENT_LOGGER, silenceLoggers } from "./silence-loggers.ts";
import { tellOfPeopleOnce } from "./tracked-people.ts";
import { SyncTransport, type WayOfSyncing } from "./sliding-sync/sync-transport.ts";

/** What is tried first; a homeserver that has no sliding sync is asked by version 2 (docs/adr/0006). */
const DEFAULT_WAY: WayOfSyncing = "sliding";

export interface MatrixAccess {
  /** the homeserver's origin */
  readonly homeserver: string;
  readonly fetch: typeof fetch;
  /** how rooms are followed; absent: the default way */
  readonly sync?: WayOfSyncing;
}

export interface Credentials {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly accessToken: string;
}

/** Where this session's keys lie, and the 32 bytes that open it. */
export interface CryptoStoreLocation {
  readonly prefix: string;
  readonly storageKey: Uint8Array;
}

/** One idea throughout: no data on disk but the encrypted crypto store, no voice, no request outside the homeserver. */
const common = (access: MatrixAccess) => ({
  baseUrl: access.homeserver,
  fetchFn: homeserverFetch(access.homeserver, access.fetch),
  // Without a localStorage: the default one would leave the user ID there in the clear.
  store: new MemoryStore(),
  cryptoStore: new MemoryCryptoStore(),
  disableVoip: true,
  logger: SILENT_LOGGER,
  verificationMethods: ["m.sas.v1"],
});

/** A client that nobody is signed in to. */
export function anonymousClient(access: MatrixAccess): MatrixClient {
  silenceLoggers();
  return createClient(common(access));
}

/** A client that carries a token; `localTimeoutMs` bounds each request, for the farewell of a sign-out. */
export function credentialedClient(access: MatrixAccess, credentials: Credentials, localTimeoutMs?: number): MatrixClient {
  silenceLoggers();
  return createClient({ ...common(access), ...credentials, ...(localTimeoutMs === undefined ? {} : { localTimeoutMs }) });
}

export interface CryptoClient {
  readonly client: MatrixClient;
  readonly crypto: CryptoApi;
  readonly sync: SyncTransport;
}

/**
 * Makes a client and opens its crypto store. Only one may be open on one store: `stopClient()` closes it, and for good.
 * Throws when the storage key does not open the store.
 */
export async function openCryptoClient(
  access: MatrixAccess,
  credentials: Credentials,
  store: CryptoStoreLocation,
  cryptoCallbacks: CryptoCallbacks,
): Promise<CryptoClient> {
  silenceLoggers();
  const basis = common(access);
  const sync = new SyncTransport(basis.fetchFn, credentials.userId, access.sync ?? DEFAULT_WAY);
  const client = createClient({ ...basis, ...credentials, cryptoCallbacks, fetchFn: sync.fetch });
  // A copy: the crypto library takes the bytes and may clear them, and a second client needs them again.
  await client.initRustCrypto({ cryptoDatabasePrefix: store.prefix, storageKey: store.storageKey.slice() });
  const crypto = client.getCrypto();
  if (crypto === undefined) throw new Error("the crypto library did not start");
  admitOnlyOurEncryption(crypto);
  trustSignedDevicesAlone(crypto);
  tellOfPeopleOnce(crypto);
  return { client, crypto, sync };
}
