import { ClientEvent, SyncState } from "matrix-js-sdk";
import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { followCatchingUp } from "./caught-up.ts";

test("the first answer may be an old one; from the second on everything was told, whatever becomes of the connection", () => {
  const client = new EventEmitter();
  const { caughtUp, close } = followCatchingUp(client as unknown as Parameters<typeof followCatchingUp>[0]);
  const seen: boolean[] = [];
  caughtUp.subscribe((now) => seen.push(now));
  for (const state of [SyncState.Reconnecting, SyncState.Prepared, SyncState.Syncing, SyncState.Reconnecting, SyncState.Catchup, SyncState.Syncing]) client.emit(ClientEvent.Sync, state);
  expect(seen).toEqual([false, true]);
  close();
  expect(client.eventNames()).toEqual([]);
});
