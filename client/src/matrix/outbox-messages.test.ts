import { expect, test } from "vitest";
import type { Failure } from "../domain/failure.ts";
import type { EventId, RoomId, TransactionId, UserId } from "../domain/ids.ts";
import { camille } from "../domain/ports/fakes/example/people.ts";
import { FakeLocalStore } from "./fake-local-store.ts";
import { messageContent } from "./message-content.ts";
import { Outbox } from "./outbox.ts";
import { OutboxMessages } from "./outbox-messages.ts";
import { parseOutboxRecord } from "./outbox-record.ts";
import type { PersonBook } from "./person-book.ts";

const ROOM = "!coordination" as RoomId;

test("what waits in a room is shown in the order of writing, with the reason in the rules' own words, and edits by what they replace", async () => {
  const failure: Failure = { code: "network" };
  const outbox = new Outbox({
    records: new FakeLocalStore().collection("outbox", parseOutboxRecord),
    transmit: async () => ({ ok: false, failure }),
    now: () => 5,
    later: () => () => undefined,
  });
  // One question is all that is asked of the book.
  const people = { person: () => camille } as unknown as PersonBook;
  const messages = new OutboxMessages({ outbox, people, me: camille.userId as UserId, explain: (reason) => (reason === failure ? { code: "signed_out" } : reason) });
  const heard: RoomId[] = [];
  const stop = messages.subscribe((roomId) => heard.push(roomId));
  await outbox.add(ROOM, "t1" as TransactionId, messageContent({ text: "Bonjour", replyTo: null, edits: null }, []));
  await outbox.add(ROOM, "t2" as TransactionId, messageContent({ text: "Rectifié", replyTo: null, edits: "$old" as EventId }, []));
  await expect.poll(() => messages.of(ROOM)[0]?.item.sendState).toEqual({ at: "waiting", failure: { code: "signed_out" } });
  expect(messages.of(ROOM)).toMatchObject([
    { item: { body: { text: "Bonjour" }, transactionId: "t1", own: true, at: 5, mayEdit: true }, edits: null },
    { item: { body: { text: "Rectifié" }, transactionId: "t2" }, edits: "$old" },
  ]);
  expect(messages.of("!other" as RoomId)).toEqual([]);
  expect(heard).toContain(ROOM);
  stop();
});
