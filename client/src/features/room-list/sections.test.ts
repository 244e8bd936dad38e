import { describe, expect, it } from "vitest";
import type { RoomClass, RoomClassMark } from "#policies/model/policy.ts";
import type { RoomId, UserId } from "#client/domain/ids.ts";
import type { RoomSummary } from "#client/domain/room.ts";
import { roomSections, type RoomFilter } from "./sections.ts";

const id = (name: string): RoomId => `!${name}` as RoomId;

function definition(kind: RoomClass["kind"], mark: RoomClassMark): RoomClass {
  return {
    title: { fr: mark, en: mark },
    summary: { fr: mark, en: mark },
    kind,
    mark,
    encryption: "required",
    public: false,
    join_rule: "invite",
    history_visibility: "joined",
    federate: false,
    members: { sets: null, externals: true },
    new_member: "announce",
    power_levels: { invite: 0, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 },
  };
}

function room(name: string, more: Partial<RoomSummary> = {}, kind: RoomClass["kind"] = "room", mark: RoomClassMark = "ministries"): RoomSummary {
  return {
    id: id(name),
    name,
    topic: null,
    class: { id: mark, definition: definition(kind, mark), mayJoin: { sets: [], externals: false } },
    membership: "join",
    encrypted: true,
    directWith: null,
    directIdentity: null,
    spaces: [],
    joinedMembers: 2,
    externals: 0,
    lastActivity: 0,
    preview: null,
    unread: 0,
    mentions: 0,
    invitedBy: null,
    ...more,
  };
}

const floods = room("Cellule inondations", {}, "space", "space");
const coordination = room("Coordination", { spaces: [floods.id], unread: 3, lastActivity: 30 });
const logistics = room("Logistique", { spaces: [floods.id], lastActivity: 10 });
const press = room("Presse", { spaces: [floods.id], lastActivity: 5 }, "room", "public");
const budget = room("Budget", { lastActivity: 4 });
const idris = room("Idris Benali", { directWith: "@idris:etat.example" as UserId, directIdentity: "proven" }, "direct", "direct");
const governance = room("Règles", {}, "governance", "governance");
const invited = room("Opérateurs réseaux", { membership: "invite" }, "room", "externals");
const everything = [press, governance, idris, logistics, invited, floods, budget, coordination];

const shape = (rooms: readonly RoomSummary[], filter: RoomFilter, open: RoomId | null = null): readonly string[] =>
  roomSections(rooms, filter, open, "fr").map(
    (section) => `${section.title.kind === "space" ? section.title.name : section.title.kind}: ${section.rooms.map((each) => each.name).join(", ")}`,
  );

describe("the sections of the room list", () => {
  it("shows invitations first, then spaces, rooms, conversations and announcements", () => {
    expect(shape(everything, "all")).toEqual([
      "invitations: Opérateurs réseaux",
      "Cellule inondations: Coordination, Logistique",
      "rooms: Budget",
      "conversations: Idris Benali",
      "announcements: Presse",
    ]);
  });

  it("lists under 'unread' what has news, and invitations", () => {
    expect(shape(everything, "unread")).toEqual(["invitations: Opérateurs réseaux", "Cellule inondations: Coordination"]);
  });

  it("keeps the room being read under 'unread' although reading empties its count", () => {
    expect(shape([floods, { ...coordination, unread: 0 }], "unread", coordination.id)).toEqual(["Cellule inondations: Coordination"]);
  });

  it("lists under 'people' the conversations alone", () => {
    expect(shape(everything, "people")).toEqual(["invitations: Opérateurs réseaux", "conversations: Idris Benali"]);
  });

  it("lists under 'spaces' every room of a space, announcements too, and spaces with nothing in them", () => {
    const empty = room("Réforme", {}, "space", "space");
    expect(shape([...everything, empty], "spaces")).toEqual(["Cellule inondations: Coordination, Logistique, Presse", "Réforme: "]);
  });

  it("shows a room that two spaces list once", () => {
    const other = room("Alpha", {}, "space", "space");
    expect(shape([floods, other, { ...logistics, spaces: [floods.id, other.id] }], "all")).toEqual(["Alpha: Logistique"]);
  });

  it("shows a room whose space was left under the rooms, not nowhere", () => {
    expect(shape([logistics], "all")).toEqual(["rooms: Logistique"]);
  });

  it("never lists the governance room: nobody writes there", () => {
    expect(shape([governance], "all")).toEqual([]);
  });

  it("still lists a room whose class the rules do not know", () => {
    expect(shape([room("Ancien", { class: { id: "old", definition: null, mayJoin: { sets: [], externals: false } } })], "all")).toEqual(["rooms: Ancien"]);
  });

  it("orders by what happened last, and by name where that is equal", () => {
    expect(shape([room("b"), room("a"), room("late", { lastActivity: 9 })], "all")).toEqual(["rooms: late, a, b"]);
  });
});
