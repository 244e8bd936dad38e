import { describe, expect, it } from "vitest";
import { isRecord } from "../../domain/json-shape.ts";
import { FakeSlidingServer, SLIDING } from "./fake-sliding-server.ts";
import { SyncTransport, type WayOfSyncing } from "./sync-transport.ts";

const ME = "@camille:etat.example";
const ORIGIN = "https://matrix.etat.example";
const OWN = (membership = "join") => ({ type: "m.room.member", state_key: ME, sender: ME, event_id: "$own", content: { membership } });
const room = (more: object = {}) => ({ initial: true, required_state: [OWN()], timeline: [], prev_batch: "t", limited: false, ...more });

function setUp(way: WayOfSyncing = "sliding", rooms: "none" | "all" = "all") {
  const server = new FakeSlidingServer();
  const transport = new SyncTransport(server.fetch, ME, way);
  transport.askFor(rooms);
  const sync = async (since: string | null, timeout = 30_000) => {
    const url = new URL("/_matrix/client/v3/sync", ORIGIN);
    url.searchParams.set("timeout", String(timeout));
    if (since !== null) url.searchParams.set("since", since);
    const answer = await transport.fetch(url, { method: "GET", headers: { authorization: "Bearer t" } });
    const body: unknown = await answer.json();
    if (!isRecord(body)) throw new TypeError("no answer");
    return { status: answer.status, body, next: String(body["next_batch"]) };
  };
  const joined = (body: Readonly<Record<string, unknown>>) => (isRecord(body["rooms"]) && isRecord(body["rooms"]["join"]) ? body["rooms"]["join"] : {});
  const ranges = (index: number) => JSON.parse(JSON.stringify(server.asked[index]?.body)).lists?.rooms?.ranges;
  return { server, transport, sync, joined, ranges };
}

describe("in front of the gate", () => {
  it("sliding sync asks for to-device messages, device lists and account data only", async () => {
    const { server, sync } = setUp("sliding", "none");
    server.prepare({ pos: "1", extensions: { to_device: { next_batch: "d1" } } });
    await sync(null, 0);
    expect(server.asked).toEqual([
      {
        method: "POST",
        path: SLIDING,
        query: { timeout: "0" },
        authorization: "Bearer t",
        body: { conn_id: "gate", lists: {}, extensions: { to_device: { enabled: true }, e2ee: { enabled: true }, account_data: { enabled: true } } },
      },
    ]);
  });
});

describe("rooms", () => {
  it("come in a first window, then in the background until all are there, and from then on all the time", async () => {
    const { server, sync, joined, transport, ranges } = setUp();
    server.prepare({ pos: "1", lists: { rooms: { count: 120 } }, rooms: { "!1": room() } });
    server.prepare({ pos: "2", lists: { rooms: { count: 120 } }, rooms: { "!2": room() } });
    server.prepare({ pos: "3", lists: { rooms: { count: 121 } }, rooms: { "!3": room() } });
    const first = await sync(null, 0);
    expect(Object.keys(joined(first.body))).toEqual(["!1"]);
    const second = await sync(first.next);
    expect(server.asked[1]?.query).toEqual({ pos: "1", timeout: "0" }); // nothing to wait for while rooms are missing
    expect(transport.caughtUp.current()).toBe(false); // the answer is there, but nobody has taken it in yet
    await sync(second.next);
    expect(transport.caughtUp.current()).toBe(true);
    expect([0, 1, 2].map(ranges)).toEqual([[[0, 19]], [[0, 119]], [[0, 999_999]]]);
    expect(server.asked[2]?.query).toEqual({ pos: "2", timeout: "30000" });
  });

  it("are asked for with one and the same timeline limit and state all the time", async () => {
    const { server, sync } = setUp();
    for (const pos of ["1", "2", "3"]) server.prepare({ pos, lists: { rooms: { count: 30 } } });
    let since: string | null = null;
    for (let turn = 0; turn < 3; turn += 1) since = (await sync(since)).next;
    const lists = server.asked.map(({ body }) => JSON.parse(JSON.stringify(body)).lists.rooms).map(({ ranges: _ranges, ...rest }) => JSON.stringify(rest));
    expect(new Set(lists).size).toBe(1);
  });
});

describe("a request that nobody waits for yet", () => {
  const grown = (pos: string, more: object = {}) => ({ pos, lists: { rooms: { count: 30 } }, ...more });

  it("is the first one, sent while the client still gets ready, and not sent twice", async () => {
    const { server, transport, sync, joined } = setUp();
    server.prepare({ pos: "1", lists: { rooms: { count: 1 } }, rooms: { "!1": room() } });
    transport.begin(ORIGIN, "t");
    expect(server.asked).toMatchObject([{ path: SLIDING, authorization: "Bearer t", query: { timeout: "0" }, body: { conn_id: "rooms" } }]);
    expect(Object.keys(joined((await sync(null, 0)).body))).toEqual(["!1"]);
    expect(server.asked).toHaveLength(1);
  });

  it("is the next one while rooms are missing; it does not tell the server that to-device messages are safe", async () => {
    const { server, sync, joined } = setUp();
    server.prepare(grown("1", { rooms: { "!1": room() }, extensions: { to_device: { next_batch: "d1", events: [{ type: "m.room_key" }] } } }));
    server.prepare(grown("2", { rooms: { "!2": room() } }));
    server.prepare({ pos: "3" });
    const first = await sync(null, 0);
    expect(server.asked).toHaveLength(2);
    expect(server.asked[1]).toMatchObject({ query: { pos: "1", timeout: "0" }, body: { extensions: { to_device: { enabled: false }, e2ee: { enabled: true } } } });
    const second = await sync(first.next);
    expect(Object.keys(joined(second.body))).toEqual(["!2"]);
    expect(server.asked).toHaveLength(2);
    await sync(second.next);
    expect(server.asked[2]?.body).toMatchObject({ extensions: { to_device: { enabled: true, since: "d1" } } });
  });

  it("is sent again, whole, when it failed", async () => {
    const { server, sync, joined } = setUp();
    server.prepare(grown("1", { rooms: { "!1": room() } }));
    server.answers.push(() => Promise.reject(new TypeError("cut")));
    server.prepare(grown("2", { rooms: { "!2": room() } }));
    const first = await sync(null, 0);
    await expect(sync(first.next)).rejects.toThrow("cut");
    expect(Object.keys(joined((await sync(first.next)).body))).toEqual(["!2"]);
    expect(server.asked[2]).toMatchObject({ query: { pos: "1" }, body: { extensions: { to_device: { enabled: true } } } });
  });

  it("is none in front of the gate, nor where version 2 is used", async () => {
    const v2 = setUp("v2");
    v2.transport.begin(ORIGIN, "t");
    expect(v2.server.asked).toEqual([]);
    const gate = setUp("sliding", "none");
    gate.server.prepare({ pos: "1", lists: { rooms: { count: 30 } } });
    await gate.sync(null, 0);
    expect(gate.server.asked).toHaveLength(1);
  });
});

describe("a request that failed", () => {
  it("is repeated as it was, with the same position and the same to-device messages", async () => {
    const { server, sync } = setUp();
    server.prepare({ pos: "1", lists: { rooms: { count: 1 } }, extensions: { to_device: { next_batch: "d1" } } });
    const first = await sync(null, 0);
    server.answers.push(() => new Response('{"pos": "2", "rooms": {"!r": {"time', { status: 200 })); // cut in half
    await expect(sync(first.next)).rejects.toThrow();
    server.answers.push(() => Response.json({ pos: 3 })); // no answer of sliding sync
    await expect(sync(first.next)).rejects.toThrow(TypeError);
    await expect(sync(first.next)).rejects.toThrow("offline");
    server.prepare({ pos: "2" });
    await sync(first.next);
    expect(new Set(server.asked.slice(1).map((asked) => JSON.stringify(asked))).size).toBe(1);
    expect(server.asked[1]?.body).toMatchObject({ extensions: { to_device: { since: "d1" } } });
  });

  it("is answered with the server's own refusal", async () => {
    const { server, sync } = setUp();
    server.prepare({ errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 10 }, 429);
    expect(await sync(null)).toMatchObject({ status: 429, body: { errcode: "M_LIMIT_EXCEEDED" } });
    server.prepare({ errcode: "M_UNKNOWN_TOKEN" }, 401);
    expect(await sync(null)).toMatchObject({ status: 401 });
  });
});

describe("members", () => {
  it("are loaded whole where the server skipped events, so that nobody who left counts as a reader", async () => {
    const { server, sync, joined } = setUp();
    server.prepare({ pos: "1", lists: { rooms: { count: 1 } }, rooms: { "!r": room() } });
    const first = await sync(null);
    expect(server.asked).toHaveLength(1);
    const gone = { type: "m.room.member", state_key: "@gone:x", sender: "@gone:x", event_id: "$gone", content: { membership: "leave" } };
    server.members.set("!r", [OWN(), gone]);
    server.prepare({ pos: "2", rooms: { "!r": { limited: true, timeline: [], prev_batch: "t2" } } });
    const second = await sync(first.next);
    expect(joined(second.body)["!r"]).toMatchObject({ "org.matrix.msc4222.state_after": { events: [OWN(), gone] } });
  });

  it("that cannot be loaded make the whole answer wait", async () => {
    const { server, sync } = setUp();
    server.prepare({ pos: "1", lists: { rooms: { count: 1 } }, rooms: { "!r": room() } });
    const first = await sync(null);
    server.prepare({ pos: "2", rooms: { "!r": { limited: true } } });
    await expect(sync(first.next)).rejects.toThrow("no member list");
  });

  it("are asked for as of now: the SDK's position is none of the server's", async () => {
    const { server, transport } = setUp();
    server.members.set("!r", []);
    const url = new URL("/_matrix/client/v3/rooms/!r/members?not_membership=leave", ORIGIN);
    url.searchParams.set("at", 'sliding:{"pos":"1","toDevice":null,"window":null}');
    await transport.fetch(url, {});
    url.searchParams.set("at", "s12");
    await transport.fetch(url, {});
    expect(server.asked.map(({ query }) => query)).toEqual([{ not_membership: "leave" }, { not_membership: "leave", at: "s12" }]);
  });
});

describe("a server that has forgotten the connection", () => {
  it("is asked from the beginning; what it does not name any more is left, once all rooms are there", async () => {
    const { server, sync, ranges } = setUp();
    server.prepare({ pos: "1", lists: { rooms: { count: 2 } }, rooms: { "!stays": room(), "!gone": room() }, extensions: { to_device: { next_batch: "d1" } } });
    const first = await sync(null);
    server.members.set("!stays", []);
    server.prepare({ errcode: "M_UNKNOWN_POS" }, 400);
    server.prepare({ pos: "7", lists: { rooms: { count: 30 } }, rooms: { "!stays": room() } });
    server.prepare({ pos: "8", lists: { rooms: { count: 30 } } });
    const second = await sync(first.next);
    expect(server.asked[2]).toMatchObject({ query: { timeout: "0" }, body: { extensions: { to_device: { since: "d1" } } } });
    expect(server.asked[2]?.query).not.toHaveProperty("pos");
    expect(ranges(2)).toEqual([[0, 19]]);
    expect(second.body).toMatchObject({ rooms: { leave: {} } });
    const third = await sync(second.next);
    const rooms = third.body["rooms"];
    expect(isRecord(rooms) ? Object.keys(Object(rooms["leave"])) : null).toEqual(["!gone"]);
  });
});

describe("version 2", () => {
  it("takes over from a server that has no sliding sync, and stays", async () => {
    const { server, sync, transport } = setUp();
    server.prepare({ errcode: "M_UNRECOGNIZED" }, 404);
    server.prepare({ next_batch: "s1" });
    server.prepare({ next_batch: "s2" });
    expect((await sync(null)).next).toBe("s1");
    expect(transport.caughtUp.current()).toBe(false);
    expect((await sync("s1")).next).toBe("s2");
    expect(transport.caughtUp.current()).toBe(true);
    expect(server.asked.map(({ path }) => path)).toEqual([SLIDING, "/_matrix/client/v3/sync", "/_matrix/client/v3/sync"]);
    expect(transport.way).toBe("v2");
  });

  it("is not fallen back to for a server that is in trouble", async () => {
    const { server, sync, transport } = setUp();
    server.prepare({ errcode: "M_UNKNOWN" }, 500);
    expect((await sync(null)).status).toBe(500);
    expect(transport.way).toBe("sliding");
  });

  it("is used from the start where it is chosen, and sees its requests unchanged", async () => {
    const { server, sync } = setUp("v2");
    server.prepare({ next_batch: "s1" });
    await sync(null, 0);
    expect(server.asked).toMatchObject([{ method: "GET", path: "/_matrix/client/v3/sync", query: { timeout: "0" }, body: null }]);
  });
});
