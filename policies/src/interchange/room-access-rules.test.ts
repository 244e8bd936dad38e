import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { compilePolicy } from "../compile/compile-policy.ts";
import type { Policy } from "../model/policy.ts";
import { ROOM_CLASS_KEY } from "../model/wire-names.ts";
import type { ForeignEvent } from "./not-taken.ts";
import { exportAccessRules, importAccessRules } from "./room-access-rules.ts";

const compiled = compilePolicy({ policy: { file: "policy.yaml", text: readFileSync(new URL("../../documents/policy.yaml", import.meta.url), "utf8") }, publicRooms: null }, "2026-11-23T12:00:00Z");
if (!compiled.ok) throw new Error("the example compiles");
const example: Policy = compiled.value.policy;

const rule = (room: string | null, content: ForeignEvent["content"]): ForeignEvent => ({ type: "im.vector.room.access_rules", state_key: "", room_id: room, content });
const creation = (room: string, content: ForeignEvent["content"]): ForeignEvent => ({ type: "m.room.create", state_key: "", room_id: room, content });

it("says for each room the class of its successor, and forbids the servers that were forbidden", () => {
  const { rules, rooms, findings, notTaken } = importAccessRules(
    example,
    [rule("!a", { rule: "restricted" }), rule("!b", { rule: "unrestricted", visibility: "private" }), rule("!c", { rule: "direct" }), rule("!d", {}), rule("!e", { rule: "open" })],
    ["partner.example", "partner.example"],
    "R-0900",
  );
  expect(rooms.map(({ roomId, rule: said, class: classId }) => `${roomId} ${said} ${classId}`)).toEqual(["!a restricted interministerial", "!b unrestricted open_external", "!c direct direct", "!d restricted interministerial", "!e restricted interministerial"]);
  expect(rules).toMatchObject([{ id: "R-0900", effect: "deny", actions: ["invite", "join"], target: { users: ["@*:partner.example", "@*:partner.example:*"] }, room: { class: ["interministerial"] } }]);
  expect(findings.map(({ code, rooms: about }) => [code, about])).toEqual([
    ["unknown_is_internal", []],
    ["opening_is_one_way", ["!b"]],
    ["absent_is_restricted", ["!d", "!e"]],
  ]);
  expect(findings[0]?.says.en).toContain("a new server, which nobody knows yet, enters restricted rooms");
  expect(notTaken).toEqual([]);
});

it("does not guess: public rooms, private ones in the clear, and what is no rule are told", () => {
  const { rules, rooms, notTaken } = importAccessRules(
    example,
    [rule("!p", { rule: "restricted", visibility: "public" }), rule("!q", { rule: "restricted", encrypted: false }), rule(null, { rule: "direct" }), { ...rule("!r", {}), type: "m.room.name" }],
    ["Partner.example", "*.example", "a b"],
    "R-0900",
  );
  expect([rules, rooms]).toEqual([[], []]);
  expect(notTaken.map(({ place, code }) => `${place} ${code}`)).toEqual(["!p public_room", "!q private_in_the_clear", "events[2] room_missing", "!r type_unknown", "Partner.example server_invalid", "*.example server_invalid", "a b server_invalid"]);
  const { direct: _direct, ...others } = example.room_classes;
  expect(importAccessRules({ ...example, room_classes: others }, [rule("!c", { rule: "direct" })], [], "R-0900").notTaken).toMatchObject([{ place: "!c", code: "no_class" }]);
});

it("gives the class of a room in their words, and says that the forbidden servers cannot be listed", () => {
  const { events, findings, notTaken } = exportAccessRules(
    example,
    [creation("!a", { [ROOM_CLASS_KEY]: "interministerial" }), creation("!b", { [ROOM_CLASS_KEY]: "open_external" }), creation("!c", { [ROOM_CLASS_KEY]: "direct" }), creation("!d", { [ROOM_CLASS_KEY]: "announcements" }), creation("!e", {}), creation("!f", { [ROOM_CLASS_KEY]: "toString" })],
    ROOM_CLASS_KEY,
  );
  expect(events.map(({ room_id, content }) => `${room_id} ${content.rule}`)).toEqual(["!a restricted", "!b unrestricted", "!c direct"]);
  expect(notTaken.map(({ place, code }) => `${place} ${code}`)).toEqual(["!d no_such_rule", "!e class_unknown", "!f class_unknown"]);
  expect(findings.map(({ code }) => code)).toEqual(["forbidden_cannot_be_listed"]);
});
