import { ClientEvent, ConnectionError, MatrixError, SyncState, type MatrixClient, type Room } from "matrix-js-sdk";
import { EventEmitter } from "node:events";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { EventId, RoomId } from "../domain/ids.ts";
import { FakeLocalStore } from "./fake-local-store.ts";
import { parseReadMark, ReadMarks } from "./read-marks.ts";

const ME = "@camille:etat.example";
const ROOM = "!r" as RoomId;
const [FIRST, SECOND] = ["$1" as EventId, "$2" as EventId];

class FakeClient extends EventEmitter {
  readonly sent: string[] = [];
  fails: Error | null = null;
  readonly http = {
    authedRequest: async (_method: string, path: string) => {
      if (this.fails) throw this.fails;
      this.sent.push(decodeURIComponent(path));
    },
  };
}

let store: FakeLocalStore;
let client: FakeClient;
const marks = () => new ReadMarks(client as unknown as MatrixClient, ME, store.collection("values", parseReadMark)); // only requests and sync are used
const room = { roomId: ROOM, getReadReceiptForUserId: () => ({ eventId: "$0" }) } as unknown as Room; // only these two are used
beforeEach(() => {
  store = new FakeLocalStore();
  client = new FakeClient();
});

describe("how far one has read", () => {
  it("is told to the homeserver, and forgotten once that knows", async () => {
    const read = marks();
    await read.mark(ROOM, FIRST);
    expect(client.sent).toEqual(["/rooms/!r/receipt/m.read/$1"]);
    expect(store.disk.size).toBe(0);
    expect([...read.of(room)]).toEqual(["$0", "$1"]);
  });

  it("is told once however often it is said", async () => {
    const read = marks();
    await read.mark(ROOM, FIRST);
    await read.mark(ROOM, FIRST);
    expect(client.sent).toHaveLength(1);
  });

  it("without a network is kept over a restart, counts at once, and is told when the network is back", async () => {
    client.fails = new ConnectionError("offline");
    const before = marks();
    await before.mark(ROOM, FIRST);
    before.close();
    expect(store.disk.size).toBe(1);
    const again = marks();
    await again.restore();
    expect(again.of(room).has(FIRST)).toBe(true);
    client.emit(ClientEvent.Sync, SyncState.Syncing, SyncState.Reconnecting);
    client.fails = null;
    await vi.waitFor(() => {
      client.emit(ClientEvent.Sync, SyncState.Syncing, SyncState.Syncing);
      expect(client.sent).toEqual(["/rooms/!r/receipt/m.read/$1"]);
    });
    await vi.waitFor(() => expect(store.disk.size).toBe(0));
  });

  it("is told as it is last, when one reads on without a network", async () => {
    client.fails = new ConnectionError("offline");
    const read = marks();
    await read.mark(ROOM, FIRST);
    await read.mark(ROOM, SECOND);
    client.fails = null;
    client.emit(ClientEvent.Sync, SyncState.Syncing, SyncState.Reconnecting);
    await vi.waitFor(() => expect(client.sent).toEqual(["/rooms/!r/receipt/m.read/$2"]));
  });

  it("goes on with what was read while a receipt was on its way", async () => {
    const read = marks();
    await Promise.all([read.mark(ROOM, FIRST), read.mark(ROOM, SECOND)]);
    await vi.waitFor(() => expect(client.sent.at(-1)).toBe("/rooms/!r/receipt/m.read/$2"));
    expect(store.disk.size).toBe(0);
  });

  it("is given up where the homeserver refuses it for good", async () => {
    client.fails = new MatrixError({ errcode: "M_FORBIDDEN" }, 403);
    await marks().mark(ROOM, FIRST);
    expect(store.disk.size).toBe(0);
  });

  it("is read strictly from the store", () => {
    expect(parseReadMark({ roomId: ROOM, readTo: "1" })).toBeNull();
    expect(parseReadMark("Ada")).toBeNull();
    expect(parseReadMark({ roomId: ROOM, readTo: FIRST })).toEqual({ roomId: ROOM, readTo: FIRST });
  });
});
