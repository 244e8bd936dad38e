import { ClientEvent, MatrixEvent, MatrixEventEvent, RoomEvent, type MatrixClient } from "matrix-js-sdk";
import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { MatrixRoomActivity } from "./matrix-room-activity.ts";

test("tells of events, late keys, gaps and memberships, and of nothing that changes no timeline", () => {
  const client = new EventEmitter();
  let caughtUp = false;
  const heard: [string, boolean][] = [];
  // Events are all that is used of the client.
  const stop = new MatrixRoomActivity(client as unknown as MatrixClient, () => caughtUp).subscribe((roomId, live) => heard.push([roomId, live]));
  const event = (content: object) => new MatrixEvent({ room_id: "!a", type: "m.room.message", ...content });
  client.emit(ClientEvent.Event, event({ event_id: "$1" }));
  caughtUp = true;
  client.emit(ClientEvent.Event, event({ event_id: "$2", type: "m.room.redaction" }));
  client.emit(ClientEvent.Event, event({ type: "m.receipt" }));
  client.emit(ClientEvent.Event, new MatrixEvent({ type: "m.direct", event_id: "$3" }));
  client.emit(MatrixEventEvent.Decrypted, event({ event_id: "$1" }));
  client.emit(RoomEvent.TimelineReset, { roomId: "!b" });
  client.emit(RoomEvent.TimelineReset, undefined);
  client.emit(RoomEvent.MyMembership, { roomId: "!c" });
  expect(heard).toEqual([["!a", false], ["!a", true], ["!a", false], ["!b", false], ["!c", false]]);
  stop();
  client.emit(ClientEvent.Event, event({ event_id: "$4" }));
  expect(heard).toHaveLength(5);
  expect(client.eventNames()).toEqual([]);
});
