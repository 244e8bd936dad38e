import { describe, expect, it } from "vitest";
import type { EventId } from "../domain/ids.ts";
import type { EventView } from "./event-view.ts";
import { fakeEventView } from "./fake-event-view.ts";
import { afterRedactions } from "./redactions.ts";

const view = (eventId: string, more: Partial<EventView> = {}): EventView => fakeEventView({ eventId: eventId as EventId, at: 0, ...more });
const redaction = (of: string) => view(`$r${of}`, { type: "m.room.redaction", redacts: of as EventId, content: { redacts: of } });

describe("redactions", () => {
  it("take away what was known before, as the server would hand it out from now on", () => {
    const edit = view("$2", { relation: { type: "m.replace", eventId: "$1" as EventId, key: null, inReplyTo: null } });
    const [first, second] = afterRedactions([view("$1"), edit, redaction("$2")]);
    expect(first).toEqual(view("$1"));
    expect(second).toMatchObject({ redacted: true, content: {}, relation: null });
  });

  it("of a message that cannot be read leave nothing to wait for", () => {
    expect(afterRedactions([view("$1", { undecryptable: "keys_not_arrived" }), redaction("$1")])[0]).toMatchObject({ redacted: true, undecryptable: null });
  });

  it("of what is not loaded change nothing", () => {
    const events = [view("$1"), redaction("$0")];
    expect(afterRedactions(events)).toEqual(events);
  });
});
