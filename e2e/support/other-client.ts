/**
 * Somebody else's Matrix client: no gate, no policy, no isolation of devices, no comparison of recipients. What an attacker with a
 * password, or a person with another application, has. Its device is signed by its owner only if it makes an identity.
 */
import { ClientEvent, createClient, EventType, MatrixEventEvent, MsgType, SyncState, MatrixError, MatrixEvent, type MatrixClient, type UIAuthCallback } from "matrix-js-sdk";
import type { ReceivedToDeviceMessage } from "matrix-js-sdk/lib/sync-accumulator.js";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api/index.js";
import loglevel from "loglevel";
import { ROOM_CLASS_KEY } from "#policies/model/wire-names.ts";
import type { Account, RunningDeployment } from "./deployment.ts";
import { alteringFetch, HONEST, type Alteration } from "./altered-answers.ts";

// Parts of the SDK write to loggers of their own, made when they are imported and later, whatever they are given.
loglevel.methodFactory = () => () => undefined;
for (const logger of Object.values(loglevel.getLoggers())) {
  logger.methodFactory = loglevel.methodFactory;
  logger.rebuild();
}
const MARKER_TYPE = "org.chancery.e2e.marker";
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, getChild: () => SILENT };

export { DecryptionFailureCode };

export interface OtherClient {
  readonly deviceId: string;
  /** Sends through the SDK's own encryption. */
  send(roomId: string, text: string): Promise<void>;
  /** Waits until an event of `roomId` satisfies `wanted`, looking at what has come so far and at what comes. */
  waitForEvent(roomId: string, wanted: (event: MatrixEvent) => boolean): Promise<MatrixEvent>;
  events(roomId: string): readonly MatrixEvent[];
  /** Every text of `roomId` that this device can read, after trying each ciphertext with the keys that it has received. */
  readable(roomId: string): Promise<readonly string[]>;
  /** Waits until `text` of `roomId` can be read here. */
  waitForText(roomId: string, text: string): Promise<void>;
  /** Tries to decrypt an event that was handed over past the homeserver's rules. @returns its text, or null */
  decrypt(event: object): Promise<string | null>;
  /**
   * Resolves when everything that the homeserver had for this device has been taken in: keys and events. Sends itself a message,
   * which comes after all of it.
   */
  caughtUp(): Promise<void>;
  /** Makes the account's cryptographic identity, in the place of one that it had, and signs this device with it. */
  makeIdentity(): Promise<void>;
  /** Signs another device of the same account with this device's identity. */
  sign(deviceId: string): Promise<void>;
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

export interface OtherClientOptions {
  /** the homeserver's answers reach this client altered */
  readonly alteration?: Alteration;
  /** gets the bodies of all messages that this client sends */
  readonly seen?: string[];
}

/** Signs in on a new device with user name and password alone. */
export async function signInWithOtherClient(deployment: RunningDeployment, account: Account, { alteration = HONEST, seen = [] }: OtherClientOptions = {}): Promise<OtherClient> {
  const login = await createClient({ baseUrl: deployment.homeserver, logger: SILENT }).loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user: account.user },
    password: account.password,
    initial_device_display_name: "another client",
  });
  const client = createClient({ baseUrl: deployment.homeserver, userId: login.user_id, deviceId: login.device_id, accessToken: login.access_token, logger: SILENT, fetchFn: alteringFetch(alteration, seen) });
  await client.initRustCrypto({ useIndexedDB: false });
  const ready = synced(client);
  await client.startClient({ initialSyncLimit: 100 });
  await ready;
  let markers = 0;
  const crypto = client.getCrypto() as CryptoBackend;
  const textOf = async (event: MatrixEvent): Promise<string | null> => {
    await event.getDecryptionPromise();
    if (event.isEncrypted() && (event.isDecryptionFailure() || event.getClearContent() === null)) await event.attemptDecryption(crypto, { isRetry: true });
    const body: unknown = event.getContent()["body"];
    return event.isDecryptionFailure() || event.getType() !== EventType.RoomMessage || typeof body !== "string" ? null : body;
  };
  const events = (roomId: string): MatrixEvent[] => client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [];
  /** Replacing an identity asks for the password; making the first one does not. */
  const uploadWithPassword: UIAuthCallback<void> = async (upload) => {
    try {
      await upload(null);
    } catch (error) {
      const session: unknown = error instanceof MatrixError && error.httpStatus === 401 ? error.data["session"] : null;
      if (typeof session !== "string") throw error;
      await upload({ type: "m.login.password", identifier: { type: "m.id.user", user: account.user }, password: account.password, session });
    }
  };
  const waitForEvent = (roomId: string, wanted: (event: MatrixEvent) => boolean): Promise<MatrixEvent> =>
    new Promise((found) => {
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
  return {
    deviceId: login.device_id,
    async send(roomId, text) {
      await client.sendEvent(roomId, EventType.RoomMessage, { msgtype: MsgType.Text, body: text });
    },
    events,
    waitForEvent,
    async readable(roomId) {
      const texts = await Promise.all(events(roomId).map(textOf));
      return texts.filter((text) => text !== null);
    },
    async waitForText(roomId, text) {
      await waitForEvent(roomId, (event) => !event.isDecryptionFailure() && event.getContent()["body"] === text);
    },
    decrypt: (event) => textOf(new MatrixEvent(event)),
    async caughtUp() {
      const marker = `caught-up-${(markers += 1)}`;
      const here = new Promise<void>((done) => {
        let seen = false;
        const heard = ({ message }: ReceivedToDeviceMessage): void => void (seen ||= message.content["marker"] === marker);
        // Rooms follow the to-device messages within one answer.
        const synced = (): void => {
          if (!seen) return;
          client.off(ClientEvent.ReceivedToDeviceMessage, heard);
          client.off(ClientEvent.Sync, synced);
          done();
        };
        client.on(ClientEvent.ReceivedToDeviceMessage, heard);
        client.on(ClientEvent.Sync, synced);
      });
      await client.sendToDevice(MARKER_TYPE, new Map([[login.user_id, new Map([[login.device_id, { marker }]])]]));
      await here;
    },
    async makeIdentity() {
      await crypto.bootstrapCrossSigning({ setupNewCrossSigning: true, authUploadDeviceSigningKeys: uploadWithPassword });
    },
    async sign(deviceId) {
      await crypto.userHasCrossSigningKeys(login.user_id, true); // which also fetches the devices anew
      await crypto.crossSignDevice(deviceId);
    },
    stop: () => client.stopClient(),
  };
}

/** One request to the homeserver past every client. @returns status and body as they came */
export async function askHomeserver(
  deployment: RunningDeployment,
  token: string | null,
  method: "GET" | "POST" | "PUT" | "DELETE",
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

/** The one room that somebody is in besides the governance room. The client's address does not tell. */
export async function onlyRoomOf(deployment: RunningDeployment, token: string): Promise<string> {
  const { body } = await askHomeserver(deployment, token, "GET", "/_matrix/client/v3/joined_rooms");
  const rooms: string[] = [];
  for (const roomId of (body as { readonly joined_rooms: readonly string[] }).joined_rooms) {
    const creation = await askHomeserver(deployment, token, "GET", `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/state/m.room.create/`);
    if ((creation.body as Readonly<Record<string, unknown>>)[ROOM_CLASS_KEY] !== "governance") rooms.push(roomId);
  }
  const [only, ...others] = rooms;
  if (only === undefined || others.length > 0) throw new Error(`there is one room, not ${rooms.length}`);
  return only;
}

export interface ServerEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly content: unknown;
}
