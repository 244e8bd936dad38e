import { RoomStateEvent, type MatrixClient } from "matrix-js-sdk";
import { EventEmitter } from "node:events";
import { describe, expect, it, vi } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import type { GovernanceEvent } from "../domain/ports/governance-feed.ts";
import { failed, ok } from "../domain/result.ts";
import { MatrixGovernanceFeed } from "./matrix-governance-feed.ts";

const ROOM = "!governance" as RoomId;
const stateEvent = (type: string, stateKey: string, roomId: string = ROOM) => ({
  getType: () => type,
  getStateKey: () => stateKey,
  getRoomId: () => roomId,
  getContent: () => ({ of: stateKey }),
});

class FakeClient extends EventEmitter {
  membership = "join";
  state = [stateEvent("org.chancery.policy.bundle", "national"), stateEvent("org.chancery.policy.root", "1"), stateEvent("org.chancery.policy.chunk", "aa")];

  getRoom() {
    return { getMyMembership: () => this.membership, currentState: { getStateEvents: (type: string) => this.state.filter((event) => event.getType() === type) } };
  }

  asClient(): MatrixClient {
    return this as unknown as MatrixClient; // what the feed calls behaves like the SDK's
  }
}

describe("the room that carries the rules", () => {
  it("hands over what it holds, chunks before roots before bundles, and then what arrives", async () => {
    const client = new FakeClient();
    const batches: (readonly GovernanceEvent[])[] = [];
    const stop = new MatrixGovernanceFeed(client.asClient()).subscribe(ROOM, (events) => void batches.push(events));
    expect(batches.map((batch) => batch.map((event) => event.stateKey))).toEqual([["aa", "1", "national"]]);
    client.emit(RoomStateEvent.Events, stateEvent("org.chancery.policy.bundle", "national"));
    client.emit(RoomStateEvent.Events, stateEvent("org.chancery.policy.chunk", "bb"));
    client.emit(RoomStateEvent.Events, stateEvent("org.chancery.policy.chunk", "cc", "!elsewhere"));
    client.emit(RoomStateEvent.Events, stateEvent("m.room.topic", ""));
    await vi.waitFor(() => expect(batches).toHaveLength(2));
    expect(batches[1]!.map((event) => event.stateKey)).toEqual(["bb", "national"]);
    stop();
    expect(client.listenerCount(RoomStateEvent.Events)).toBe(0);
  });

  it("is entered through the joiner that is handed in, and only when one is not in it yet", async () => {
    const client = new FakeClient();
    const feed = new MatrixGovernanceFeed(client.asClient());
    const join = vi.fn(async () => ok(ROOM));
    expect(await feed.enter(ROOM, { join })).toEqual(ok(undefined));
    expect(join).not.toHaveBeenCalled();
    client.membership = "leave";
    await feed.enter(ROOM, { join });
    expect(join).toHaveBeenCalledWith(ROOM);
    expect(await feed.enter(ROOM, { join: async () => failed({ code: "forbidden" }) })).toEqual(failed({ code: "forbidden" }));
  });
});
