/**
 * Whether the homeserver has told everything at least once. The first answer alone does not: Synapse gives one of the last two
 * minutes out again (`sync_response_cache_duration`), without the rooms entered since. The next one begins where that ended.
 */
import { ClientEvent, SyncState, type MatrixClient } from "matrix-js-sdk";
import { liveSource, type Live } from "../domain/live.ts";

export function followCatchingUp(client: Pick<MatrixClient, "on" | "off">): { readonly caughtUp: Live<boolean>; close(): void } {
  const caughtUp = liveSource(false);
  const onSync = (state: SyncState): void => {
    if (state === SyncState.Syncing && !caughtUp.current()) caughtUp.set(true);
  };
  client.on(ClientEvent.Sync, onSync);
  return { caughtUp, close: () => void client.off(ClientEvent.Sync, onSync) };
}
