/** A homeserver in memory: as much of Synapse as provisioning speaks to, with a counter and a switch that cuts the line. */
import { createHmac } from "node:crypto";
import { fieldOf } from "../reading/shape.ts";

interface FakeAccount {
  displayName: string;
  password: string;
  admin: boolean;
}

interface FakeRoom {
  creator: string;
  state: Map<string, { type: string; state_key: string; sender: string; content: unknown }>;
}

export interface FakeHomeserver {
  readonly fetch: typeof fetch;
  readonly accounts: Map<string, FakeAccount>;
  readonly rooms: Map<string, FakeRoom>;
  readonly tokens: Map<string, string>;
  /** requests that changed something */
  readonly changes: string[];
  /** cut the line: this many further requests are answered, then none; `before`: the request that fails does not take effect */
  cutAfter: { requests: number; takesEffect: boolean } | null;
  /** when true, the next login is answered with 429 once */
  limitOnce: boolean;
  /** updates of the database that are at work: one each time somebody asks, null for a moment between two of them */
  readonly backgroundUpdates: (string | null)[];
}

export const FAKE_REGISTRATION_SECRET = "the registration secret of the fake";

const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const refuse = (status: number, errcode: string): Response => json(status, { errcode, error: errcode });

export function fakeHomeserver(serverName: string): FakeHomeserver {
  let counter = 0;
  const aliases = new Map<string, string>();
  const fake: FakeHomeserver = {
    fetch: async (input, init) => {
      const method = init?.method ?? "GET";
      const url = new URL(String(input));
      const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : {};
      const authorization = new Headers(init?.headers).get("authorization") ?? "";
      if (fake.cutAfter !== null) {
        if (fake.cutAfter.requests === 0) {
          const { takesEffect } = fake.cutAfter;
          if (takesEffect) answer(method, url, body, authorization);
          throw new TypeError("fetch failed");
        }
        fake.cutAfter.requests -= 1;
      }
      return answer(method, url, body, authorization);
    },
    accounts: new Map(),
    rooms: new Map(),
    tokens: new Map(),
    changes: [],
    cutAfter: null,
    limitOnce: false,
    backgroundUpdates: [],
  };

  const setState = (room: FakeRoom, sender: string, type: string, stateKey: string, content: unknown): void =>
    void room.state.set(`${type}\0${stateKey}`, { type, state_key: stateKey, sender, content });
  const membership = (room: FakeRoom, user: string): string => text(fieldOf(room.state.get(`m.room.member\0${user}`)?.content, "membership"));
  const changed = (what: string): void => void fake.changes.push(what);

  function createRoom(user: string, body: unknown): Response {
    const alias = text(fieldOf(body, "room_alias_name"));
    if (alias !== "" && aliases.has(`#${alias}:${serverName}`)) return refuse(400, "M_ROOM_IN_USE");
    counter += 1;
    const roomId = `!room${counter}`;
    const room: FakeRoom = { creator: user, state: new Map() };
    fake.rooms.set(roomId, room);
    setState(room, user, "m.room.create", "", fieldOf(body, "creation_content"));
    setState(room, user, "m.room.member", user, { membership: "join" });
    if (fieldOf(body, "name") !== undefined) setState(room, user, "m.room.name", "", { name: fieldOf(body, "name") });
    if (fieldOf(body, "topic") !== undefined) setState(room, user, "m.room.topic", "", { topic: fieldOf(body, "topic") });
    const initial = fieldOf(body, "initial_state");
    if (Array.isArray(initial)) for (const event of initial as unknown[]) setState(room, user, text(fieldOf(event, "type")), "", fieldOf(event, "content"));
    if (alias !== "") {
      aliases.set(`#${alias}:${serverName}`, roomId);
      setState(room, user, "m.room.canonical_alias", "", { alias: `#${alias}:${serverName}` });
    }
    changed(`create ${roomId}`);
    return json(200, { room_id: roomId });
  }

  function inRoom(user: string, roomId: string, method: string, rest: readonly string[], body: unknown): Response {
    const room = fake.rooms.get(roomId);
    if (room === undefined) return refuse(404, "M_NOT_FOUND");
    if (rest[0] === "invite") {
      if (membership(room, user) !== "join") return refuse(403, "M_FORBIDDEN");
      const invitee = text(fieldOf(body, "user_id"));
      if (membership(room, invitee) === "join") return refuse(403, "M_FORBIDDEN");
      setState(room, user, "m.room.member", invitee, { membership: "invite" });
      changed(`invite ${invitee}`);
      return json(200, {});
    }
    if (rest[0] === "join") {
      const isPublic = fieldOf(room.state.get("m.room.join_rules\0")?.content, "join_rule") === "public";
      if (membership(room, user) !== "invite" && !isPublic) return refuse(403, "M_FORBIDDEN");
      setState(room, user, "m.room.member", user, { membership: "join" });
      changed(`join ${user}`);
      return json(200, { room_id: roomId });
    }
    if (rest[0] === "state" && method === "PUT") {
      if (room.creator !== user) return refuse(403, "M_FORBIDDEN");
      setState(room, user, rest[1] ?? "", rest[2] ?? "", body);
      changed(`state ${rest[1] ?? ""}`);
      return json(200, { event_id: "$event" });
    }
    return refuse(404, "M_UNRECOGNIZED");
  }

  function register(method: string, body: unknown): Response {
    if (method === "GET") return json(200, { nonce: "nonce" });
    const user = text(fieldOf(body, "username"));
    const password = text(fieldOf(body, "password"));
    const wanted = createHmac("sha1", FAKE_REGISTRATION_SECRET).update(["nonce", user, password, "admin"].join("\0")).digest("hex");
    if (fieldOf(body, "mac") !== wanted) return refuse(403, "M_FORBIDDEN");
    const userId = `@${user}:${serverName}`;
    if (fake.accounts.has(userId)) return refuse(400, "M_USER_IN_USE");
    fake.accounts.set(userId, { displayName: text(fieldOf(body, "displayname")), password, admin: true });
    changed(`register ${userId}`);
    return json(200, { user_id: userId });
  }

  function login(body: unknown): Response {
    if (fake.limitOnce) {
      fake.limitOnce = false;
      return json(429, { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: 400 });
    }
    const userId = `@${text(fieldOf(fieldOf(body, "identifier"), "user"))}:${serverName}`;
    if (fake.accounts.get(userId)?.password !== fieldOf(body, "password")) return refuse(403, "M_FORBIDDEN");
    counter += 1;
    const token = `token${counter}`;
    fake.tokens.set(token, userId);
    return json(200, { user_id: userId, access_token: token, device_id: "D" });
  }

  function adminUser(method: string, userId: string, body: unknown): Response {
    const known = fake.accounts.get(userId);
    if (method === "GET") return known === undefined ? refuse(404, "M_NOT_FOUND") : json(200, { displayname: known.displayName, admin: known.admin ? 1 : 0, deactivated: 0 });
    const password = fieldOf(body, "password");
    fake.accounts.set(userId, { displayName: text(fieldOf(body, "displayname")), password: typeof password === "string" ? password : (known?.password ?? ""), admin: known?.admin ?? false });
    changed(`account ${userId}`);
    return json(known === undefined ? 201 : 200, {});
  }

  function asAdministrator(user: string, method: string, parts: readonly string[], body: unknown): Response {
    if (fake.accounts.get(user)?.admin !== true) return refuse(403, "M_FORBIDDEN");
    if (parts[3] === "background_updates") {
      const name = fake.backgroundUpdates.shift() ?? null;
      return json(200, { enabled: true, current_updates: name === null ? {} : { master: { name, total_item_count: 1 } } });
    }
    if (parts[3] === "users") return adminUser(method, parts[4] ?? "", body);
    if (parts[3] !== "rooms") return refuse(404, "M_UNRECOGNIZED");
    if (parts[4] === undefined) {
      const rooms = [...fake.rooms].map(([room_id, room]) => ({ room_id, name: fieldOf(room.state.get("m.room.name\0")?.content, "name") ?? null, creator: room.creator }));
      return json(200, { rooms, total_rooms: rooms.length, offset: 0 });
    }
    const room = fake.rooms.get(parts[4]);
    return room === undefined ? refuse(404, "M_NOT_FOUND") : json(200, { state: [...room.state.values()] });
  }

  function answer(method: string, url: URL, body: unknown, authorization: string): Response {
    const parts = url.pathname.slice(1).split("/").map(decodeURIComponent);
    if (url.pathname === "/_synapse/admin/v1/register") return register(method, body);
    if (url.pathname === "/_matrix/client/v3/login") return login(body);
    const token = authorization.replace(/^Bearer /, "");
    const user = fake.tokens.get(token);
    if (user === undefined) return refuse(401, "M_UNKNOWN_TOKEN");
    if (parts[0] === "_synapse") return asAdministrator(user, method, parts, body);
    if (parts[3] === "logout") {
      fake.tokens.delete(token);
      return json(200, {});
    }
    if (parts[3] === "createRoom") return createRoom(user, body);
    if (parts[3] === "directory") {
      const alias = parts[5] ?? "";
      if (method === "PUT") {
        aliases.set(alias, text(fieldOf(body, "room_id")));
        changed(`alias ${alias}`);
        return json(200, {});
      }
      const roomId = aliases.get(alias);
      return roomId === undefined ? refuse(404, "M_NOT_FOUND") : json(200, { room_id: roomId, servers: [serverName] });
    }
    if (parts[3] === "rooms") return inRoom(user, parts[4] ?? "", method, parts.slice(5), body);
    return refuse(404, "M_UNRECOGNIZED");
  }

  return fake;
}
