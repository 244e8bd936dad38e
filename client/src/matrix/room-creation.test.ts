import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { createdRoomId } from "./room-creation.ts";

/** As Synapse 1.163.2 made it, and gave it to a client. */
const CREATION = {
  content: { "m.federate": true, "org.chancery.room_class": "announcements", room_version: "12" },
  origin_server_ts: 1795557420923,
  sender: "@anne.morel-sg:etat.example",
};
const ROOM_ID = "!9T-Ia3vVD-TE5hpbEA01zM5tSMacLOiq4hYoLnF8kow";

describe("a room's ID", () => {
  it("is what its creation event makes it", () => {
    expect(createdRoomId(CREATION)).toBe(ROOM_ID);
  });

  it.each([
    ["class", { content: { ...CREATION.content, "org.chancery.room_class": "interministerial" } }],
    ["content", { content: { ...CREATION.content, more: null } }],
    ["creator", { sender: "@idris-interieur:etat.example" }],
    ["time", { origin_server_ts: CREATION.origin_server_ts + 1 }],
  ])("is another one with another %s", (_part, change) => {
    expect(createdRoomId({ ...CREATION, ...change })).not.toBe(ROOM_ID);
  });

  it("does not exist for what is no event", () => {
    expect(createdRoomId({ ...CREATION, content: undefined })).toBeNull();
    expect(createdRoomId({ ...CREATION, content: { half: 0.5 } })).toBeNull();
  });
});

describe("canonical JSON", () => {
  it.each([
    [{ b: "2", a: "1" }, '{"a":"1","b":"2"}'],
    [{ "日": 1, "本": 2 }, '{"日":1,"本":2}'],
    [{ "\uFF5E": 1, "😀": 2 }, '{"\uFF5E":1,"😀":2}'],
    [{ a: [null, true, -0, { d: {}, c: [] }] }, '{"a":[null,true,0,{"c":[],"d":{}}]}'],
    ["a\n\"\\\u0001", '"a\\n\\"\\\\\\u0001"'],
  ])("of %j", (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([0.5, 2 ** 53, undefined, [Number.NaN]])("does not exist of %s", (value) => {
    expect(canonicalJson(value)).toBeNull();
  });

  it("does not depend on the order in which keys were set", () => {
    const keys = ["b", "a", "aa", "", "é", "\uFF5E", "😀", "😁", "\uFF5E😀"];
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
    for (let turn = 1; turn < keys.length; turn += 1) {
      const turned = [...keys.slice(turn), ...keys.slice(0, turn)].reverse();
      expect(canonicalJson(Object.fromEntries(turned.map((key) => [key, 0])))).toBe(text);
    }
  });
});
