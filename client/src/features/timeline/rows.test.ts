import { describe, expect, it } from "vitest";
import type { EventId, UserId } from "#client/domain/ids.ts";
import type { Person } from "#client/domain/person.ts";
import { exampleMessage } from "#client/domain/ports/fakes/example/conversation.ts";
import type { ChangeItem, MessageItem } from "#client/domain/timeline-item.ts";
import { timelineRows } from "./rows.ts";

const person = (name: string): Person => ({
  userId: `@${name}:etat.example` as UserId,
  displayName: name,
  identity: "proven",
  affiliation: null,
  external: false,
  service: false,
});
const idris = person("idris");
const maelle = person("maelle");
const at = (day: number, hour: number, minute: number, second = 0): number => new Date(2026, 10, day, hour, minute, second).getTime();

const message = (key: string, sender: Person, time: number, more: Partial<MessageItem> = {}): MessageItem =>
  exampleMessage(key, { sender, at: time, body: { kind: "text", text: key }, ...more });

function change(key: string, actor: Person, time: number): ChangeItem {
  return { type: "change", key, eventId: `$${key}` as EventId, at: time, actor, change: { kind: "renamed", name: "Coordination" } };
}

const shape = (items: Parameters<typeof timelineRows>[0]["items"], firstUnreadKey: string | null = null): readonly string[] =>
  timelineRows({ items, firstUnreadKey }).map((row) =>
    row.type === "message" ? `${row.key}${row.opensGroup ? " with a name" : ""}` : row.type === "change" ? `change ${row.key}` : row.type,
  );

describe("the lines of a conversation", () => {
  it("puts a divider before the first message of each day", () => {
    expect(shape([message("a", idris, at(19, 23, 58)), message("b", idris, at(20, 0, 1))])).toEqual(["day", "a with a name", "day", "b with a name"]);
  });

  it("groups what one person writes within five minutes, and not a second longer", () => {
    const items = [message("a", idris, at(20, 13, 0)), message("b", idris, at(20, 13, 5)), message("c", idris, at(20, 13, 10, 1))];
    expect(shape(items)).toEqual(["day", "a with a name", "b", "c with a name"]);
  });

  it("says the name again when somebody else spoke in between", () => {
    const items = [message("a", idris, at(20, 13, 0)), message("b", maelle, at(20, 13, 1)), message("c", idris, at(20, 13, 2))];
    expect(shape(items)).toEqual(["day", "a with a name", "b with a name", "c with a name"]);
  });

  it("draws the line above the first message that was unread, and names its sender again", () => {
    const items = [message("a", idris, at(20, 13, 0)), message("b", idris, at(20, 13, 1))];
    expect(shape(items, "b")).toEqual(["day", "a with a name", "unread", "b with a name"]);
  });

  it("shows the day before the line of what is new when both fall on one message", () => {
    expect(shape([message("a", idris, at(20, 13, 0))], "a")).toEqual(["day", "unread", "a with a name"]);
  });

  it("ends a group at a change of the room", () => {
    const items = [message("a", idris, at(20, 13, 0)), change("x", maelle, at(20, 13, 1)), message("b", idris, at(20, 13, 2))];
    expect(shape(items)).toEqual(["day", "a with a name", "change x", "b with a name"]);
  });

  it("folds a run of changes into one line, but not two of them, nor across a message", () => {
    const begin = [change("x", maelle, at(20, 13, 0)), change("y", maelle, at(20, 13, 0)), change("z", idris, at(20, 13, 1))];
    const later = [message("a", idris, at(20, 13, 2)), change("v", idris, at(20, 13, 3)), change("w", idris, at(20, 13, 4))];
    expect(timelineRows({ items: [...begin, ...later], firstUnreadKey: null }).map((row) => (row.type === "changes" ? row.items.map(({ key }) => key) : row.key))).toEqual([
      "day:2026-11-20:x",
      ["x", "y", "z"],
      "a",
      "v",
      "w",
    ]);
  });

  it("keeps the key of a folded run when older changes join it", () => {
    const run = [change("x", maelle, at(20, 13, 0)), change("y", maelle, at(20, 13, 0)), change("z", idris, at(20, 13, 1))];
    const keyOf = (items: typeof run): string | undefined => timelineRows({ items, firstUnreadKey: null }).find((row) => row.type === "changes")?.key;
    expect(keyOf([change("w", maelle, at(20, 12, 0)), ...run])).toBe(keyOf(run));
  });

  it("never hides a message of doubtful origin under the name line of a good one", () => {
    const items = [message("a", idris, at(20, 13, 0)), message("b", idris, at(20, 13, 1), { authentic: false })];
    expect(shape(items)).toEqual(["day", "a with a name", "b with a name"]);
  });

  it("never hides a message whose sender nobody can prove under the name line of a proven one", () => {
    const items = [message("a", idris, at(20, 13, 0)), message("b", idris, at(20, 13, 1), { restored: true }), message("c", idris, at(20, 13, 2), { restored: true })];
    expect(shape(items)).toEqual(["day", "a with a name", "b with a name", "c"]);
  });

  it("never groups what proves its writer with what does not", () => {
    const closed: Partial<MessageItem> = { body: { kind: "undecryptable", reason: "unknown" } };
    const items = [message("a", idris, at(20, 13, 0)), message("b", idris, at(20, 13, 0), closed), message("c", idris, at(20, 13, 1), closed), message("d", idris, at(20, 13, 1))];
    expect(shape(items)).toEqual(["day", "a with a name", "b with a name", "c", "d with a name"]);
  });

  it("never groups across a change of identity", () => {
    const items = [message("a", idris, at(20, 13, 0)), message("b", { ...idris, identity: "changed" }, at(20, 13, 1))];
    expect(shape(items)).toEqual(["day", "a with a name", "b with a name"]);
  });

  it("gives every line a key of its own, also when a day comes twice", () => {
    const keys = timelineRows({ items: [message("a", idris, at(20, 13, 0)), message("b", idris, at(19, 13, 0)), message("c", idris, at(20, 13, 1))], firstUnreadKey: null }).map((row) => row.key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("is empty for a room in which nothing was said", () => {
    expect(shape([])).toEqual([]);
  });
});
