import { deserialize, serialize } from "node:v8";
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { HiddenForms } from "./hidden-forms.ts";

const KEY = randomBytes(32);
const ROOM = "!coordination-prefecture:etat.example";
const searched = new HiddenForms({ "the key": KEY, "the room": ROOM });
const around = (content: Uint8Array): Buffer => Buffer.concat([randomBytes(7), content, randomBytes(5)]);

test("a key is found in every form in which a browser may keep it", () => {
  const texts = [KEY.toString("base64"), KEY.toString("base64url"), KEY.toString("hex"), KEY.toString("hex").toUpperCase(), JSON.stringify([...KEY]), `[${KEY.join(", ")}]`];
  for (const text of texts) {
    expect(searched.in(text), text).toEqual(["the key"]);
    expect(searched.in(around(Buffer.from(text, "utf16le"))), `${text} in UTF-16`).toEqual(["the key"]);
  }
  for (let before = 0; before < 3; before += 1) expect(searched.in(Buffer.concat([randomBytes(before), KEY, randomBytes(9)]).toString("base64"))).toEqual(["the key"]);
  expect(searched.in(around(KEY))).toEqual(["the key"]);
  expect(searched.in(KEY.toString("latin1"))).toEqual(["the key"]);
});

test("a key that was stored as an array of numbers is found in what the structured clone makes of it", () => {
  const written = serialize({ pickle: [...KEY] });
  expect(deserialize(written)).toEqual({ pickle: [...KEY] });
  expect(searched.in(around(written))).toEqual(["the key"]);
});

test("a text is found as it is, in an address, in UTF-16 and in Base64", () => {
  for (const content of [ROOM, encodeURIComponent(ROOM), Buffer.from(ROOM, "utf16le"), Buffer.from(`x${ROOM}y`).toString("base64")]) expect(searched.in(content)).toEqual(["the room"]);
});

test("nothing is found where nothing is, and no secret is so short that it would be everywhere", () => {
  expect(searched.in(randomBytes(100_000))).toEqual([]);
  expect(() => new HiddenForms({ key: "abc" })).toThrow("too short");
});
