/** What one person does on the homeserver: sign in, act, sign out. No encryption: nothing here reads or writes a message. */
import { anything, openObject, text } from "../reading/shape.ts";
import { ok, type Result } from "../result.ts";
import type { MatrixHttp, RequestFailure } from "./matrix-http.ts";

export interface MemberSession {
  readonly userId: string;
  readonly token: string;
  /** @param body the whole body of `POST /createRoom` */
  createRoom(body: unknown): Promise<Result<string, RequestFailure>>;
  invite(roomId: string, userId: string): Promise<Result<void, RequestFailure>>;
  join(roomId: string): Promise<Result<void, RequestFailure>>;
  sendState(roomId: string, type: string, stateKey: string, content: unknown): Promise<Result<void, RequestFailure>>;
  /** @returns the room ID, or null when the alias stands for nothing */
  resolveAlias(alias: string): Promise<Result<string | null, RequestFailure>>;
  setAlias(alias: string, roomId: string): Promise<Result<void, RequestFailure>>;
  /** Ends the session on the server; its device is gone afterwards. */
  signOut(): Promise<Result<void, RequestFailure>>;
}

const CLIENT = "/_matrix/client/v3";

/** @param user local part of the user ID */
export async function signIn(http: MatrixHttp, user: string, password: string): Promise<Result<MemberSession, RequestFailure>> {
  const answer = await http.request({
    method: "POST",
    path: `${CLIENT}/login`,
    body: { type: "m.login.password", identifier: { type: "m.id.user", user }, password, initial_device_display_name: "chancery (provisioning)" },
    answer: openObject({ user_id: text, access_token: text }),
  });
  return answer.ok ? ok(memberSession(http, answer.value.user_id, answer.value.access_token)) : answer;
}

function memberSession(http: MatrixHttp, userId: string, token: string): MemberSession {
  const act = async (method: "POST" | "PUT", path: string, body: unknown): Promise<Result<void, RequestFailure>> => {
    const answer = await http.request({ method, path: `${CLIENT}${path}`, token, body, answer: anything });
    return answer.ok ? ok(undefined) : answer;
  };
  const part = encodeURIComponent;
  return {
    userId,
    token,
    async createRoom(body) {
      const answer = await http.request({ method: "POST", path: `${CLIENT}/createRoom`, token, body, answer: openObject({ room_id: text }) });
      return answer.ok ? ok(answer.value.room_id) : answer;
    },
    invite: (roomId, invitee) => act("POST", `/rooms/${part(roomId)}/invite`, { user_id: invitee }),
    join: (roomId) => act("POST", `/rooms/${part(roomId)}/join`, {}),
    sendState: (roomId, type, stateKey, content) => act("PUT", `/rooms/${part(roomId)}/state/${part(type)}/${part(stateKey)}`, content),
    async resolveAlias(alias) {
      const answer = await http.request({ method: "GET", path: `${CLIENT}/directory/room/${part(alias)}`, token, answer: openObject({ room_id: text }) });
      if (answer.ok) return ok(answer.value.room_id);
      return answer.failure.code === "refused" && answer.failure.status === 404 ? ok(null) : answer;
    },
    setAlias: (alias, roomId) => act("PUT", `/directory/room/${part(alias)}`, { room_id: roomId }),
    signOut: () => act("POST", "/logout", {}),
  };
}
