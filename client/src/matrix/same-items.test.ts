import { expect, test } from "vitest";
import { exampleMessage } from "../domain/ports/fakes/example/conversation.ts";
import { idris } from "../domain/ports/fakes/example/people.ts";
import type { MessageItem } from "../domain/timeline-item.ts";
import { isSameValue, sameItems } from "./same-items.ts";

const message = (key: string, changes: Partial<MessageItem> = {}): MessageItem =>
  exampleMessage(key, { sender: idris, body: { kind: "text", text: key }, reactions: [{ key: "👍", count: 1, own: false }], ...changes });

test("what says the same is the same object, wherever it stands now; what says something else is not", () => {
  const before = [message("a"), message("b"), message("c")];
  const after = sameItems(before, [message("older"), message("a"), message("b", { reactions: [{ key: "👍", count: 2, own: false }] }), message("c")]);
  expect(after).toEqual([message("older"), message("a"), message("b", { reactions: [{ key: "👍", count: 2, own: false }] }), message("c")]);
  expect(after[1]).toBe(before[0]);
  expect(after[2]).not.toBe(before[1]);
  expect(after[3]).toBe(before[2]);
});

test.each<Partial<MessageItem>>([
  { body: { kind: "redacted" } },
  { sender: { ...message("a").sender, identity: "changed" } },
  { authentic: false },
  { restored: true },
  { reactions: [] },
  { sendState: { at: "failed", failure: { code: "network" } } },
  { replyTo: { eventId: "$e" as NonNullable<MessageItem["eventId"]>, senderName: null, excerpt: null } },
])("a difference in depth is one: %j", (changes) => {
  const changed = message("a", changes);
  expect(sameItems([message("a")], [changed])[0]).toBe(changed);
  expect(sameItems([changed], [message("a")])[0]).toEqual(message("a"));
});

test("a timeline of which nothing changed is the same list; one of which something went is not", () => {
  const before = [message("a"), message("b")];
  expect(sameItems(before, [message("a"), message("b")])).toBe(before);
  expect(sameItems(before, [message("a")])).toEqual([before[0]]);
  expect(sameItems(before, [message("b"), message("a")])).toEqual([before[1], before[0]]);
});

test.each<readonly [one: unknown, other: unknown, same: boolean]>([
  [null, {}, false],
  [[], {}, false],
  [[1], [1, 2], false],
  [{ a: undefined }, {}, false],
  [{}, { a: undefined }, false],
  [{ toString: 1 }, {}, false],
  [{ a: [{ b: "c" }] }, { a: [{ b: "c" }] }, true],
])("%j and %j", (one, other, same) => {
  expect(isSameValue(one, other)).toBe(same);
});
