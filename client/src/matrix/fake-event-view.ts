import type { EventId, UserId } from "../domain/ids.ts";
import type { EventView } from "./event-view.ts";

let counter = 0;

/** A message of Idris's that nothing is special about, but for what `more` says; each has an ID of its own. */
export function fakeEventView(more: Partial<EventView> = {}): EventView {
  counter += 1;
  return {
    eventId: `$e${counter}` as EventId,
    sender: "@idris.benali-interieur:etat.example" as UserId,
    at: counter * 1000,
    type: "m.room.message",
    stateKey: null,
    content: { msgtype: "m.text", body: "x" },
    previousContent: null,
    relation: null,
    redacted: false,
    redacts: null,
    undecryptable: null,
    protectedInTransit: true,
    restored: false,
    transactionId: null,
    ...more,
  };
}
