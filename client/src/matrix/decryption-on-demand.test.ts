import { EventEmitter } from "node:events";
import { ClientEvent, type MatrixClient, type Room } from "matrix-js-sdk";
import { expect, it } from "vitest";
import { liveSource } from "../domain/live.ts";
import { decryptOnDemand } from "./decryption-on-demand.ts";

function setUp(known: boolean) {
  const done: string[] = [];
  const client = Object.assign(new EventEmitter(), { processAggregatedTimelineEvents: () => void done.push("polls") });
  const room = { decryptCriticalEvents: async () => void done.push("critical") };
  const caughtUp = liveSource(known);
  // The two methods of the SDK's classes that are replaced are all that is touched.
  const [sdkClient, sdkRoom] = [client as unknown as MatrixClient, room as unknown as Room];
  const release = decryptOnDemand(sdkClient, caughtUp);
  const answer = async (): Promise<void> => {
    sdkClient.processAggregatedTimelineEvents(sdkRoom, []);
    client.emit(ClientEvent.Room, sdkRoom);
    await sdkRoom.decryptCriticalEvents();
  };
  return { done, caughtUp, answer, client, release };
}

it("decrypts nothing by itself while rooms are still missing, and as the SDK does from then on", async () => {
  const { done, caughtUp, answer, client, release } = setUp(false);
  await answer();
  expect(done).toEqual([]);
  caughtUp.set(true);
  await answer();
  expect(done).toEqual(["polls", "critical"]);
  release();
  expect(client.listenerCount(ClientEvent.Room)).toBe(0);
});

it("changes nothing of a room that comes once all were known", async () => {
  const { done, answer } = setUp(true);
  await answer();
  expect(done).toEqual(["polls", "critical"]);
});
