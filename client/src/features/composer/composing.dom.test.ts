import type { Failure } from "#client/domain/failure.ts";
import { exampleMessage } from "#client/domain/ports/fakes/example/conversation.ts";
import { transactionId } from "#client/domain/ports/fakes/example/ids.ts";
import { camille, idris, nora, samuel } from "#client/domain/ports/fakes/example/people.ts";
import { COORDINATION } from "#client/domain/ports/fakes/example/rooms.ts";
import { fakeSignedInSession } from "#client/domain/ports/fakes/fake-signed-in-session.ts";
import { beforeEach, expect, test, vi } from "vitest";
import { Composing } from "./composing.svelte.ts";

let session = fakeSignedInSession();
let composing = composer();

function composer(): Composing {
  return new Composing(COORDINATION, session.sender, session.sender.readersOf(COORDINATION));
}

beforeEach(() => {
  session = fakeSignedInSession();
  composing = composer();
});

const mine = exampleMessage("mine", { sender: camille, body: { kind: "text", text: "Point à 14 h." }, mayEdit: true });

test("what is sent leaves the field, and only what was written is sent", async () => {
  composing.type("  Bonjour  ");
  await composing.send();
  expect(session.sender.sent).toEqual([{ roomId: COORDINATION, message: { text: "Bonjour", replyTo: null, edits: null } }]);
  expect(composing.text).toBe("");
});

test("a message that has not left is reworded in its place; one that has left gets an edit", async () => {
  const transaction = transactionId("t1");
  composing.edit({ ...mine, eventId: null, transactionId: transaction, sendState: { at: "waiting", failure: { code: "network" } } });
  composing.type("Point à 15 h.");
  await composing.send();
  expect(session.sender.revised).toEqual([{ transactionId: transaction, text: "Point à 15 h." }]);
  expect(session.sender.sent).toEqual([]);
  session.sender.nextFailure = { code: "already_sent" };
  composing.edit({ ...mine, eventId: null, transactionId: transaction });
  composing.type("Point à 16 h.");
  await composing.send();
  expect(composing.failure?.code).toBe("already_sent");
  expect(composing.text).toBe("Point à 16 h.");
});

test("whoever stood under the field as new goes along with the message: of them the sender has been told", async () => {
  const readers = session.sender.readersOf(COORDINATION);
  readers.set({ ...readers.current(), newcomers: [nora] });
  const send = vi.spyOn(session.sender, "send");
  composing.type("Bonjour");
  await composing.send();
  expect(send).toHaveBeenCalledWith(COORDINATION, { text: "Bonjour", replyTo: null, edits: null }, [nora.userId]);
});

test("nothing but spaces is not sent", async () => {
  composing.type("   ");
  await composing.send();
  expect(session.sender.sent).toEqual([]);
});

test("a message that could not be handed over stays in the field, with the reason", async () => {
  session.sender.nextFailure = { code: "storage_full" };
  composing.type("Important");
  await composing.send();
  expect(composing.text).toBe("Important");
  expect(composing.failure?.code).toBe("storage_full");
});

test("a second press while sending sends nothing twice", async () => {
  composing.type("Une fois");
  await Promise.all([composing.send(), composing.send()]);
  expect(session.sender.sent).toHaveLength(1);
});

test("what is typed while a message is being handed over stays in the field", async () => {
  composing.type("Bonjour");
  const sending = composing.send();
  composing.type("Bonjour à tous");
  await sending;
  expect(session.sender.sent.map(({ message }) => message.text)).toEqual(["Bonjour"]);
  expect(composing.text).toBe(" à tous");
});

test("a quick second message goes after the first one", async () => {
  composing.type("Un");
  const sending = composing.send();
  composing.type("Deux");
  await Promise.all([sending, composing.send()]);
  expect(session.sender.sent.map(({ message }) => message.text)).toEqual(["Un", "Deux"]);
  expect(composing.text).toBe("");
});

test("a draft is kept when the room is left, and comes back", async () => {
  composing.type("à moitié");
  composing.close();
  const again = composer();
  await again.loadDraft();
  expect(again.text).toBe("à moitié");
});

test("a draft that arrives late does not overwrite what is being typed", async () => {
  await session.sender.saveDraft(COORDINATION, "ancien");
  const loading = composing.loadDraft();
  composing.type("nouveau");
  await loading;
  expect(composing.text).toBe("nouveau");
});

test("after sending no draft comes back", async () => {
  composing.type("Bonjour");
  await composing.send();
  await vi.waitFor(async () => expect(await session.sender.draft(COORDINATION)).toBe(""));
});

test("an edit takes the place of the draft, and the draft comes back after it", async () => {
  composing.type("brouillon");
  composing.edit(mine);
  expect(composing.text).toBe("Point à 14 h.");
  composing.type("Point à 15 h.");
  await composing.send();
  expect(session.sender.sent[0]?.message).toEqual({ text: "Point à 15 h.", replyTo: null, edits: mine.eventId });
  expect(composing.text).toBe("brouillon");
  expect(composing.mode.kind).toBe("new");
});

test("an edit that changes nothing sends nothing", async () => {
  composing.edit(mine);
  await composing.send();
  expect(session.sender.sent).toEqual([]);
  expect(composing.mode.kind).toBe("new");
});

test("a reply names the message that it answers", async () => {
  const question = exampleMessage("question", { sender: idris, body: { kind: "text", text: "Qui vient ?" } });
  composing.reply(question);
  composing.type("Moi.");
  await composing.send();
  expect(session.sender.sent[0]?.message.replyTo).toBe(question.eventId);
});

test.each<readonly [string, "newcomers" | "identityChanged", Failure, typeof nora]>([
  ["somebody new", "newcomers", { code: "new_recipient", userIds: [nora.userId] }, nora],
  ["a changed identity", "identityChanged", { code: "identity_changed", userIds: [samuel.userId] }, samuel],
])("%s holds the message until the sender agrees, and names who it is", async (_, list, failure, person) => {
  const readers = session.sender.readersOf(COORDINATION);
  readers.set({ ...readers.current(), [list]: [person] });
  session.sender.nextFailure = failure;
  composing.type("Confidentiel");
  await composing.send();
  expect(composing.hold?.people).toEqual([person]);
  expect(composing.text).toBe("Confidentiel");
  expect(session.sender.sent).toEqual([]);

  session.sender.nextFailure = null;
  await composing.acceptHold();
  expect(session.sender.sent).toHaveLength(1);
  expect(composing.text).toBe("");
});

test("whoever does not agree keeps the text, and nothing leaves", async () => {
  const readers = session.sender.readersOf(COORDINATION);
  readers.set({ ...readers.current(), newcomers: [nora] });
  session.sender.nextFailure = { code: "new_recipient", userIds: [nora.userId] };
  composing.type("Confidentiel");
  await composing.send();
  composing.keepHeld();
  expect(composing.hold).toBeNull();
  expect(composing.text).toBe("Confidentiel");
  expect(session.sender.sent).toEqual([]);
});

test("a hold whose people are not known here is never waved through: it is told as a failure", async () => {
  session.sender.nextFailure = { code: "new_recipient", userIds: ["@stranger:etat.example"] };
  composing.type("Confidentiel");
  await composing.send();
  expect(composing.hold).toBeNull();
  expect(composing.failure?.code).toBe("new_recipient");
});
