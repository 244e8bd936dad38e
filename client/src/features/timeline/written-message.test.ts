import { newTransactionId } from "#client/domain/ids.ts";
import { exampleMessage } from "#client/domain/ports/fakes/example/conversation.ts";
import { camille, samuel } from "#client/domain/ports/fakes/example/people.ts";
import { eventId } from "#client/domain/ports/fakes/example/ids.ts";
import { expect, test } from "vitest";
import { withWritten, type Written } from "./written-message.ts";

const asked = exampleMessage("asked", { sender: samuel, eventId: eventId("asked"), body: { kind: "text", text: "Qui vient ?" } });
const written = (replyTo: Written["message"]["replyTo"] = null): Written => ({ message: { transactionId: newTransactionId(), text: "Moi.", replyTo }, at: 1_000 });

test("nothing was written: the very same items", () => {
  const items = [asked];
  expect(withWritten(items, null, camille)).toBe(items);
});

test("what was written stands at the end, as being sent, under the key that it keeps", () => {
  const mine = written();
  const shown = withWritten([asked], mine, camille).at(-1);
  expect(shown).toMatchObject({ key: `txn:${mine.message.transactionId}`, sender: camille, own: true, body: { text: "Moi." }, sendState: { at: "sending" }, mayEdit: false, mayRedact: false });
});

test("once the timeline has it, nothing is added", () => {
  const mine = written();
  const items = [asked, exampleMessage("mine", { sender: camille, transactionId: mine.message.transactionId, body: { kind: "text", text: "Moi." } })];
  expect(withWritten(items, mine, camille)).toBe(items);
});

test("an answer says what it answers", () => {
  const shown = withWritten([asked], written(eventId("asked")), camille).at(-1);
  expect(shown).toMatchObject({ replyTo: { eventId: eventId("asked"), senderName: samuel.displayName, excerpt: "Qui vient ?" } });
});
