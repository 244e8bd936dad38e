import { expect, it } from "vitest";
import { exampleMessage } from "../domain/ports/fakes/example/conversation.ts";
import { idris } from "../domain/ports/fakes/example/people.ts";
import { messagePreview } from "./message-preview.ts";

const said = exampleMessage("a", { sender: idris, body: { kind: "text", text: "Bonjour" } });

it.each([
  ["nothing of a message that proves its writer", said, true, {}],
  ["that its key came out of the backup", { ...said, restored: true }, true, { restored: true }],
  ["that it is not protected as the room demands", { ...said, authentic: false }, true, { unprotected: true }],
  ["nothing of one in the clear where everything is", { ...said, authentic: false }, false, {}],
])("a row says %s", (_, message, encrypted, marks) => {
  expect(messagePreview(message, encrypted)).toEqual({ senderName: "Idris Benali", own: false, text: "Bonjour", ...marks });
});
