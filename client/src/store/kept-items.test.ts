import { expect, test } from "vitest";
import type { Person } from "../domain/person.ts";
import { exampleMessage } from "../domain/ports/fakes/example/conversation.ts";
import { camille, idris } from "../domain/ports/fakes/example/people.ts";
import { COORDINATION_TIMELINE } from "../domain/ports/fakes/example/conversation.ts";
import { eventId } from "../domain/ports/fakes/example/ids.ts";
import type { TimelineItem } from "../domain/timeline-item.ts";
import { keptItems, parseKeptItems, peopleIn, timelineItem, type KeptPerson } from "./kept-items.ts";

const PEOPLE: readonly Person[] = [camille, idris];
const person = (kept: KeptPerson): Person => ({ ...(PEOPLE.find(({ userId }) => userId === kept.userId) ?? idris), displayName: kept.displayName });
const text = (words: string) => ({ kind: "text", text: words }) as const;
/** Through JSON, as through the store. */
const roundTrip = (items: readonly TimelineItem[], most = 50) => parseKeptItems(JSON.parse(JSON.stringify(keptItems(items, most))));

test("what arrived and is good comes back as it was, with the people as they are known now", () => {
  const items = [
    exampleMessage("a", { sender: camille, own: true, body: text("Bonjour"), reactions: [{ key: "👍", count: 2, own: true }] }),
    exampleMessage("b", { sender: idris, body: text("Oui"), replyTo: { eventId: eventId("a"), senderName: "Camille", excerpt: "Bonjour" } }),
    exampleMessage("c", { sender: idris, body: { kind: "file", name: "ordre.pdf", size: 3, mimetype: "application/pdf" } }),
    { type: "change", key: "d", eventId: eventId("d"), at: 7, actor: camille, change: { kind: "invited", target: idris } },
    { type: "change", key: "e", eventId: eventId("e"), at: 8, actor: camille, change: { kind: "renamed", name: "Crise" } },
  ] as const satisfies readonly TimelineItem[];
  expect(roundTrip(items)?.map((item) => timelineItem(item, person))).toEqual(items);
  expect(peopleIn(roundTrip(items) ?? [])).toEqual([camille.userId, idris.userId]);
  const changed = roundTrip(items)?.map((item) => timelineItem(item, (kept) => ({ ...person(kept), identity: "changed" })));
  expect(changed?.[0]).toMatchObject({ sender: { identity: "changed" } });
  expect(JSON.stringify(keptItems(items, 50))).not.toContain("identity");
});

test("the example conversation survives whole", () => {
  const arrived = COORDINATION_TIMELINE.items.filter((item) => item.type === "change" || item.sendState.at === "sent");
  expect(roundTrip(COORDINATION_TIMELINE.items)).toHaveLength(arrived.length);
});

test("what this device refuses is not kept: neither its words, nor a quotation of them", () => {
  const refused = [
    exampleMessage("unsigned", { sender: idris, body: text("secret-unsigned"), authentic: false, reactions: [{ key: "secret-reaction", count: 1, own: false }] }),
    exampleMessage("gone", { sender: idris, body: { kind: "redacted" } }),
    exampleMessage("locked", { sender: idris, body: { kind: "undecryptable", reason: "sender_device_unsigned" } }),
    ...["unsigned", "gone", "not-here"].map((quoted) =>
      exampleMessage(`re-${quoted}`, { sender: camille, body: text("Vu"), replyTo: { eventId: eventId(quoted), senderName: "x", excerpt: `secret-quoted-${quoted}` } }),
    ),
  ];
  const kept = roundTrip(refused) ?? [];
  expect(JSON.stringify(kept)).not.toContain("secret");
  expect(kept[0]).toMatchObject({ body: { kind: "undecryptable" }, authentic: false, mayEdit: false });
  expect(kept[1]).toMatchObject({ body: { kind: "redacted" } });
  expect(kept[2]).toMatchObject({ body: { kind: "undecryptable", reason: "sender_device_unsigned" } });
});

test("what has not arrived is the outbox's, and only the newest items are kept", () => {
  const items = [
    ...Array.from({ length: 5 }, (_, at) => exampleMessage(`m${at}`, { sender: idris, body: text(String(at)) })),
    exampleMessage("waiting", { sender: camille, own: true, eventId: null, body: text("x"), sendState: { at: "waiting", failure: { code: "network" } } }),
    exampleMessage("unechoed", { sender: camille, own: true, eventId: null, body: text("x") }),
  ];
  expect(roundTrip(items, 2)?.map(({ key }) => key)).toEqual(["m3", "m4"]);
});

test.each([
  ["no list", {}],
  ["an item of no known type", [{ type: "message" }]],
  ["a message without words", [{ ...keptItems([exampleMessage("a", { sender: idris, body: text("x") })], 1)[0], body: { kind: "text" } }]],
  ["a change of no known kind", [{ type: "change", key: "k", eventId: "$e", at: 1, actor: { userId: "@a:b", displayName: "a" }, change: { kind: "exploded" } }]],
  ["a reaction without a count", [{ ...keptItems([exampleMessage("a", { sender: idris, body: text("x") })], 1)[0], reactions: [{ key: "x" }] }]],
])("%s is no kept conversation", (_what, stored) => {
  expect(parseKeptItems(JSON.parse(JSON.stringify(stored)))).toBeNull();
});
