import type { MatrixClient, Room } from "matrix-js-sdk";
import { beforeEach, describe, expect, it } from "vitest";
import type { RoomId, UserId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import { DirectRooms } from "./direct-rooms.ts";
import { FAKE_BUNDLE } from "./fake-policy.ts";
import { fakeCreation } from "./fake-room-creation.ts";

const ME = "@camille-interieur:etat.example" as UserId;
const IDRIS = "@idris-interieur:etat.example" as UserId;
const NORA = "@nora-externe:etat.example" as UserId;

interface FakeRoom {
  readonly classId: string;
  readonly creator: string;
  readonly mine: string;
  readonly others: Readonly<Record<string, string>>;
  readonly active: number;
}
const base: FakeRoom = { classId: "direct", creator: IDRIS, mine: "join", others: { [IDRIS]: "join" }, active: 1 };
const creation = (room: FakeRoom) => fakeCreation(room.classId, room.creator, room.active);
const idOf = (room: FakeRoom): RoomId => creation(room).roomId;

let noted: Record<string, unknown>;
let rooms: FakeRoom[];
let direct: DirectRooms;
const asRoom = (room: FakeRoom): Room =>
  ({
    roomId: idOf(room),
    getMyMembership: () => room.mine,
    getCreator: () => room.creator,
    getMember: (userId: string) => (room.others[userId] ? { membership: room.others[userId] } : null),
    getMembers: () => Object.entries({ [ME]: room.mine, ...room.others }).map(([userId, membership]) => ({ userId, membership })),
    getLastActiveTimestamp: () => room.active,
    currentState: { getStateEvents: () => creation(room).stateEvent },
  }) as unknown as Room; // the parts in use behave like the SDK's

beforeEach(() => {
  noted = {};
  rooms = [base];
  const client = {
    getRooms: () => rooms.map(asRoom),
    getAccountData: () => ({ getContent: () => noted }),
    setAccountData: async (_type: string, content: Record<string, unknown>) => void (noted = content),
  } as unknown as MatrixClient; // what it calls
  direct = new DirectRooms(client, ME, liveSource(FAKE_BUNDLE));
});

describe("a direct conversation", () => {
  it("is told by its class alone: account data, which an operator can write, makes no room direct", () => {
    const room = { ...base, classId: "interministerial" };
    noted = { [IDRIS]: [idOf(room)] };
    expect(direct.otherIn(asRoom(room))).toBeNull();
    expect(direct.isDirect(asRoom({ ...base, classId: "toString" }))).toBe(false);
  });

  it("is with whoever created it, whatever account data says", () => {
    noted = { [NORA]: [idOf(base)] };
    expect(direct.otherIn(asRoom({ ...base, others: { [IDRIS]: "join", [NORA]: "join" } }))).toBe(IDRIS);
  });

  it("that oneself created is with whom it was noted for, else with the other member", () => {
    const mine = { ...base, creator: ME, others: { [NORA]: "join", [IDRIS]: "join" } };
    noted = { [IDRIS]: [idOf(mine)], broken: [idOf(mine)], [NORA]: "no list" };
    expect(direct.otherIn(asRoom(mine))).toBe(IDRIS);
    noted = {};
    expect(direct.otherIn(asRoom({ ...mine, others: { [NORA]: "leave", [IDRIS]: "invite" } }))).toBe(IDRIS);
  });

  it("is opened again instead of anew: the latest one that both are in", () => {
    const latest = { ...base, active: 5 };
    rooms = [base, latest, { ...base, active: 9, mine: "leave" }, { ...base, active: 8, others: { [IDRIS]: "leave" } }];
    expect(direct.roomWith(IDRIS)).toBe(idOf(latest));
    expect(direct.roomWith(NORA)).toBeNull();
  });

  it("is noted beside what other clients noted", async () => {
    noted = { [NORA]: ["!x"], [IDRIS]: ["!old"] };
    await direct.note("!a" as RoomId, IDRIS);
    await direct.note("!a" as RoomId, IDRIS);
    expect(noted).toEqual({ [NORA]: ["!x"], [IDRIS]: ["!old", "!a"] });
  });
});
