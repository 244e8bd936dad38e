import type { MatrixClient } from "matrix-js-sdk";
import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import { ok } from "../domain/result.ts";
import type { Drafts } from "./drafts.ts";
import { MatrixMessageSender } from "./matrix-message-sender.ts";
import type { Outbox } from "./outbox.ts";
import { Precedence } from "./precedence.ts";
import type { Recipients } from "./recipients.ts";

test("a message that is handed over goes before what nobody waits for, from the key on", async () => {
  const order: string[] = [];
  const precedence = new Precedence();
  const recipients = {
    noteNamed: async () => {
      void precedence.turn().then(() => order.push("what nobody waits for"));
      return ok(undefined);
    },
    check: async () => ok(null),
  };
  const outbox = {
    add: async () => {
      await new Promise((next) => setImmediate(next));
      order.push("safe in the outbox");
      return ok(undefined);
    },
  };
  const client = Object.assign(new EventEmitter(), { getRoom: () => null, getUserId: () => "@me:etat.example" });
  // The parts that are called.
  const sender = new MatrixMessageSender({
    client: client as unknown as MatrixClient,
    outbox: outbox as unknown as Outbox,
    recipients: recipients as unknown as Recipients,
    drafts: { save: async () => undefined } as unknown as Drafts,
    precedence,
    caughtUp: () => false,
  });
  expect(await sender.send("!r" as RoomId, { text: "Bonjour", replyTo: null, edits: null }, [])).toMatchObject({ ok: true });
  await precedence.turn();
  expect(order).toEqual(["safe in the outbox", "what nobody waits for"]);
});
