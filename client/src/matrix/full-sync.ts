/** The sync of a session behind the open gate; members are loaded lazily. */
import { ClientEvent, Filter, PendingEventOrdering, SyncState, type MatrixClient } from "matrix-js-sdk";
import { liveSource, type Live } from "../domain/live.ts";
import type { ConnectionState } from "../domain/ports/signed-in-session.ts";
import type { CryptoClient } from "./matrix-access.ts";

/** Messages of each room in the first answer of sync version 2; older ones are loaded when a room is opened. */
const FIRST_MESSAGES = 20;

const CONNECTION: Readonly<Record<SyncState, ConnectionState>> = {
  [SyncState.Prepared]: "online",
  [SyncState.Syncing]: "online",
  [SyncState.Catchup]: "online",
  [SyncState.Reconnecting]: "offline",
  [SyncState.Error]: "offline",
  [SyncState.Stopped]: "offline",
};

/** Follow the connection from before `startFullSync` on, so that nothing is missed. */
export function connectionOf(client: MatrixClient): { readonly connection: Live<ConnectionState>; close(): void } {
  const connection = liveSource<ConnectionState>("connecting");
  const onSync = (state: SyncState): void => {
    const next = CONNECTION[state];
    if (next !== connection.current()) connection.set(next);
  };
  client.on(ClientEvent.Sync, onSync);
  return { connection, close: () => void client.off(ClientEvent.Sync, onSync) };
}

/** Call once the gate is open: the first rooms are on their way while everything that shows them is still being built. */
export function askAhead({ client, sync }: Pick<CryptoClient, "client" | "sync">): void {
  sync.askFor("all");
  const token = client.getAccessToken();
  if (token !== null) sync.begin(client.getHomeserverUrl(), token);
}

/**
 * Returns once the sync has been started, not once it has answered.
 *
 * Each start asks with a filter of its own, as the gate does: Synapse answers what the same device has asked with the same filter
 * in the last two minutes from a cache, one answer after the other (`sync_response_cache_duration`). After a reload the rooms
 * entered meanwhile would be missing for a while, and what was written in them be refused.
 */
export async function startFullSync({ client, sync }: Pick<CryptoClient, "client" | "sync">): Promise<void> {
  sync.askFor("all");
  await client.startClient({
    filter: Filter.fromJson(client.getUserId(), "rooms", { account_data: { not_types: [`org.chancery.start.${crypto.randomUUID()}`] } }),
    initialSyncLimit: FIRST_MESSAGES,
    lazyLoadMembers: true,
    pendingEventOrdering: PendingEventOrdering.Detached,
    disablePresence: true,
    threadSupport: false,
  });
}
