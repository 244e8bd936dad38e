/**
 * Somebody else's Matrix client: no gate, no policy, no isolation of devices. What an attacker with a password, or a person with
 * another application, has. Its device is never signed by its owner.
 */
import { ClientEvent, createClient, EventType, MatrixEventEvent, MsgType, SyncState, type MatrixClient, type MatrixEvent } from "matrix-js-sdk";
import { DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api/index.js";
import loglevel from "loglevel";
import type { Account, RunningDeployment } from "./deployment.ts";

// Parts of the SDK write to loggers of their own, made when they are imported and later, whatever they are given.
loglevel.methodFactory = () => () => undefined;
for (const logger of Object.values(loglevel.getLoggers())) {
  logger.methodFactory = loglevel.methodFactory;
  logger.rebuild();
}
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, getChild: () => SILENT };

export { DecryptionFailureCode };

export interface OtherClient {
  readonly deviceId: string;
  /** Sends through the SDK's own encryption. */
  send(roomId: string, text: string): Promise<void>;
  /** Waits until an event of `roomId` satisfies `wanted`, looking at what has come so far and at what comes. */
  waitForEvent(roomId: string, wanted: (event: MatrixEvent) => boolean): Promise<MatrixEvent>;
  events(roomId: string): readonly MatrixEvent[];
  stop(): void;
}

async function synced(client: MatrixClient): Promise<void> {
  await new Promise<void>((done) => {
    const look = (state: SyncState): void => {
      if (state !== SyncState.Prepared && state !== SyncState.Syncing) return;
      client.off(ClientEvent.Sync, look);
      done();
    };
    client.on(ClientEvent.Sync, look);
  });
}

/** Signs in on a new device with user name and password alone. */
export async function signInWithOtherClient(deployment: RunningDeployment, account: Account): Promise<OtherClient> {
  const login = await createClient({ baseUrl: deployment.homeserver, logger: SILENT }).loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user: account.user },
    password: account.password,
    initial_device_display_name: "another client",
  });
  const client = createClient({ baseUrl: deployment.homeserver, userId: login.user_id, deviceId: login.device_id, accessToken: login.access_token, logger: SILENT });
  await client.initRustCrypto({ useIndexedDB: false });
  const ready = synced(client);
  await client.startClient({ initialSyncLimit: 100 });
  await ready;
  const events = (roomId: string): MatrixEvent[] => client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
  return {
    deviceId: login.device_id,
    async send(roomId, text) {
      await client.sendEvent(roomId, EventType.RoomMessage, { msgtype: MsgType.Text, body: text });
    },
    events,
    waitForEvent(roomId, wanted) {
      return new Promise((found) => {
        const look = (): boolean => {
          const event = events(roomId).find(wanted);
          if (event === undefined) return false;
          client.off(ClientEvent.Event, look);
          client.off(MatrixEventEvent.Decrypted, look);
          found(event);
          return true;
        };
        if (look()) return;
        client.on(ClientEvent.Event, look);
        client.on(MatrixEventEvent.Decrypted, look);
      });
    },
    stop: () => client.stopClient(),
  };
}

/** One request to the homeserver past every client. @returns status and body as they came */
export async function askHomeserver(
  deployment: RunningDeployment,
  token: string | null,
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(new URL(path, deployment.homeserver), {
    method,
    headers: { "content-type": "application/json", ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** @returns an access token of `account`, on a device of its own */
export async function tokenOf(deployment: RunningDeployment, account: Account): Promise<string> {
  const { body } = await askHomeserver(deployment, null, "POST", "/_matrix/client/v3/login", {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: account.user },
    password: account.password,
  });
  const token: unknown = typeof body === "object" && body !== null ? Reflect.get(body, "access_token") : null;
  if (typeof token !== "string") throw new Error(`${account.user} cannot sign in`);
  return token;
}

/** What the homeserver holds of a room's messages and gives to `token`, newest first. */
export async function messagesOnServer(deployment: RunningDeployment, token: string, roomId: string): Promise<readonly ServerEvent[]> {
  const { status, body } = await askHomeserver(deployment, token, "GET", `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/messages?dir=b&limit=500`);
  if (status !== 200) throw new Error(`the homeserver gives no messages: ${status}`);
  return (body as { readonly chunk: readonly ServerEvent[] }).chunk; // Client-Server API, "GET /rooms/{roomId}/messages"
}

export interface ServerEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly content: unknown;
}
