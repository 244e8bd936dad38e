import { expect, it } from "vitest";
import { FAKE_BUNDLE } from "./fake-policy.ts";
import { roomClassView } from "./room-class-view.ts";

const NOON = new Date("2026-11-29T12:00:00.200Z");
const [classId = ""] = Object.keys(FAKE_BUNDLE.policy.room_classes);

it("is found out once for each second, and anew under other rules", () => {
  const view = roomClassView(FAKE_BUNDLE, classId, NOON);
  expect(view.definition).toBe(FAKE_BUNDLE.policy.room_classes[classId]);
  expect(roomClassView(FAKE_BUNDLE, classId, new Date(NOON.getTime() + 100))).toBe(view);
  expect(roomClassView(FAKE_BUNDLE, classId, new Date(NOON.getTime() + 1_000))).not.toBe(view);
  const rules = { ...FAKE_BUNDLE, policy: { ...FAKE_BUNDLE.policy, room_classes: {} } };
  expect(roomClassView(rules, classId, NOON)).toEqual({ id: classId, definition: null, mayJoin: { sets: [], externals: false } });
});

it("lets nobody into a class that the rules do not list", () => {
  for (const unknown of [null, "no.such.class", "toString"]) expect(roomClassView(FAKE_BUNDLE, unknown, NOON)).toEqual({ id: unknown, definition: null, mayJoin: { sets: [], externals: false } });
});
