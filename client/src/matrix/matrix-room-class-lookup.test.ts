import type { MatrixClient } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import type { RoomAlias, RoomId } from "../domain/ids.ts";
import { MatrixRoomClassLookup } from "./matrix-room-class-lookup.ts";

const asked: string[] = [];
const lookup = (answer: unknown) =>
  new MatrixRoomClassLookup({
    http: {
      authedRequest: async (_method: string, path: string) => {
        asked.push(path);
        return answer;
      },
    },
  } as unknown as MatrixClient); // the only method it calls

describe("asking for the class of a room", () => {
  it("says which room an address names and of what class it is", async () => {
    const answer = await lookup({ room_id: "!a", class: "interministerial" }).classOf("#presse:etat.example" as RoomAlias);
    expect(answer).toEqual({ ok: true, value: { roomId: "!a", classId: "interministerial" } });
    expect(asked).toEqual(["/_synapse/client/chancery/v1/rooms/%23presse%3Aetat.example/class"]);
  });

  it.each([
    ["no object", null],
    ["no room", { class: "direct" }],
    ["an alias for a room", { room_id: "#presse:etat.example", class: "direct" }],
    ["no class", { room_id: "!a" }],
    ["a class that is no text", { room_id: "!a", class: 3 }],
    ["another room than the one asked about", { room_id: "!b", class: "direct" }],
  ])("refuses %s for an answer", async (_case, answer) => {
    expect((await lookup(answer).classOf("!a" as RoomId)).ok).toBe(false);
  });

  it("passes on that the room has no class", async () => {
    expect(await lookup({ room_id: "!a", class: null }).classOf("!a" as RoomId)).toEqual({ ok: true, value: { roomId: "!a", classId: null } });
  });
});
