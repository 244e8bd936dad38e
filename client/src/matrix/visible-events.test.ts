import { describe, expect, it } from "vitest";
import type { EventId, UserId } from "../domain/ids.ts";
import type { EventView } from "./event-view.ts";
import { fakeEventView } from "./fake-event-view.ts";
import { visibleEvents } from "./visible-events.ts";

const ME = "@camille:etat.example" as UserId;
const event = (eventId: string, more: Partial<EventView> = {}): EventView => fakeEventView({ eventId: eventId as EventId, type: "m.room.name", stateKey: "", content: {}, ...more });
const mine = (membership: string, previous: string | null = null) =>
  event(`$${membership}`, { type: "m.room.member", stateKey: ME, content: { membership }, previousContent: previous === null ? null : { membership: previous } });
const visibility = (value: string) => event("$visibility", { type: "m.room.history_visibility", content: { history_visibility: value } });
const ids = (events: readonly EventView[], now = "joined") => visibleEvents(events, ME, now).map(({ eventId }) => eventId);

describe("what one may see of a room", () => {
  it("begins with one's coming, and with what was open to everybody before that", () => {
    expect(ids([event("$created"), visibility("joined"), event("$named"), mine("invite"), event("$renamed"), mine("join", "invite"), event("$later")])).toEqual(["$created", "$join", "$later"]);
  });

  it("leaves out what happened while one was away", () => {
    expect(ids([event("$1"), mine("leave", "join"), event("$2"), mine("join", "leave"), event("$3")])).toEqual(["$1", "$leave", "$join", "$3"]);
  });

  it("begins with the invitation where the room says so", () => {
    expect(ids([event("$1"), mine("invite"), event("$2"), mine("join", "invite")], "invited")).toEqual(["$invite", "$2", "$join"]);
  });

  it("is everything where the room shares its history", () => {
    expect(ids([event("$1"), mine("join"), event("$2")], "shared")).toEqual(["$1", "$join", "$2"]);
  });

  it("is everything of a part in which one was there all the time", () => {
    expect(ids([event("$1"), event("$2")])).toEqual(["$1", "$2"]);
  });
});
