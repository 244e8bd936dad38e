/** The verbs of Synapse's admin API that provisioning needs (docs/admin_api of Synapse 1.163), for one signed-in administrator. */
import { createHmac } from "node:crypto";
import { anything, integer, listOf, mapOf, openObject, orNull, text } from "../reading/shape.ts";
import { ok, type Result } from "../result.ts";
import type { MatrixHttp, RequestFailure } from "./matrix-http.ts";

export interface ServerAccount {
  readonly displayName: string | null;
  readonly admin: boolean;
  readonly deactivated: boolean;
}

/** One current state event of a room. */
export interface StateEvent {
  readonly type: string;
  readonly stateKey: string;
  readonly sender: string;
  readonly content: unknown;
}

export interface ListedRoom {
  readonly roomId: string;
  readonly name: string | null;
  readonly creator: string | null;
}

export interface AdminApi {
  /** @returns null when there is no such account */
  account(userId: string): Promise<Result<ServerAccount | null, RequestFailure>>;
  createAccount(userId: string, displayName: string, password: string): Promise<Result<void, RequestFailure>>;
  setDisplayName(userId: string, displayName: string): Promise<Result<void, RequestFailure>>;
  /** @returns null when the server does not know the room */
  roomState(roomId: string): Promise<Result<readonly StateEvent[] | null, RequestFailure>>;
  /** Every room of the server. */
  rooms(): Promise<Result<readonly ListedRoom[], RequestFailure>>;
  /** @returns the update of the database that is at work, or null */
  backgroundUpdate(): Promise<Result<string | null, RequestFailure>>;
}

const nothing = anything;
const isMissing = (failure: RequestFailure): boolean => failure.code === "refused" && failure.status === 404;

/** The list of rooms is read in pages of this many. */
const PAGE = 500;

export function adminApi(http: MatrixHttp, token: string): AdminApi {
  const user = (userId: string): string => `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`;
  const done = (result: Result<unknown, RequestFailure>): Result<void, RequestFailure> => (result.ok ? ok(undefined) : result);
  return {
    async account(userId) {
      const answer = await http.request({
        method: "GET",
        path: user(userId),
        token,
        answer: openObject<{ displayname: string | null; admin: unknown; deactivated: unknown }>({ displayname: orNull(text), admin: anything, deactivated: anything }),
      });
      if (!answer.ok) return isMissing(answer.failure) ? ok(null) : answer;
      // SQLite databases answer 0 and 1 for flags, PostgreSQL true and false.
      return ok({ displayName: answer.value.displayname, admin: Boolean(answer.value.admin), deactivated: Boolean(answer.value.deactivated) });
    },
    async createAccount(userId, displayName, password) {
      return done(await http.request({ method: "PUT", path: user(userId), token, body: { displayname: displayName, password, admin: false }, answer: nothing }));
    },
    async setDisplayName(userId, displayName) {
      return done(await http.request({ method: "PUT", path: user(userId), token, body: { displayname: displayName }, answer: nothing }));
    },
    async roomState(roomId) {
      const event = openObject<{ type: string; state_key: unknown; sender: string; content: unknown }>({ type: text, state_key: anything, sender: text, content: anything });
      const answer = await http.request({
        method: "GET",
        path: `/_synapse/admin/v1/rooms/${encodeURIComponent(roomId)}/state`,
        token,
        answer: openObject({ state: listOf(event) }),
      });
      if (!answer.ok) return isMissing(answer.failure) ? ok(null) : answer;
      return ok(answer.value.state.map((found) => ({ type: found.type, stateKey: String(found.state_key), sender: found.sender, content: found.content })));
    },
    async rooms() {
      const rooms: ListedRoom[] = [];
      for (;;) {
        const answer = await http.request({
          method: "GET",
          path: `/_synapse/admin/v1/rooms?limit=${PAGE}&from=${rooms.length}`,
          token,
          answer: openObject({ rooms: listOf(openObject<{ room_id: string; name: unknown; creator: unknown }>({ room_id: text, name: anything, creator: anything })), total_rooms: integer }),
        });
        if (!answer.ok) return answer;
        for (const room of answer.value.rooms) {
          rooms.push({ roomId: room.room_id, name: typeof room.name === "string" ? room.name : null, creator: typeof room.creator === "string" ? room.creator : null });
        }
        if (answer.value.rooms.length === 0 || rooms.length >= answer.value.total_rooms) return ok(rooms);
      }
    },
    async backgroundUpdate() {
      const answer = await http.request({
        method: "GET",
        path: "/_synapse/admin/v1/background_updates/status",
        token,
        answer: openObject({ current_updates: mapOf(openObject({ name: text })) }),
      });
      if (!answer.ok) return answer;
      return ok(Object.values(answer.value.current_updates)[0]?.name ?? null);
    },
  };
}

/**
 * Registers an administrator with the homeserver's registration secret: how the first account of a closed server comes to be
 * (Synapse, "Shared-secret registration": HMAC-SHA1 over nonce, user, password and admin flag, separated by NUL).
 */
export async function registerAdministrator(
  http: MatrixHttp,
  account: { readonly localpart: string; readonly displayName: string; readonly password: string; readonly secret: string },
): Promise<Result<void, RequestFailure>> {
  const path = "/_synapse/admin/v1/register";
  const nonce = await http.request({ method: "GET", path, answer: openObject({ nonce: text }) });
  if (!nonce.ok) return nonce;
  const mac = createHmac("sha1", account.secret).update([nonce.value.nonce, account.localpart, account.password, "admin"].join("\0")).digest("hex");
  const answer = await http.request({
    method: "POST",
    path,
    body: { nonce: nonce.value.nonce, username: account.localpart, displayname: account.displayName, password: account.password, admin: true, mac, inhibit_login: true },
    answer: nothing,
  });
  return answer.ok ? ok(undefined) : answer;
}
