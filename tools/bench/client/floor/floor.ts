/**
 * The bare SDK in a bare page, doing what the client does and nothing else: no policy, no encrypted store, no interface. What it
 * takes is what nobody on this SDK gets below.
 */
import { ClientEvent, createClient, EventType, MsgType, type MatrixClient, type Room } from "matrix-js-sdk";
import { SlidingSync, SlidingSyncEvent } from "matrix-js-sdk/lib/sliding-sync.js";
import { OnlySignedDevicesIsolationMode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";

export interface FloorSession {
  readonly homeserver: string;
  readonly userId: string;
  readonly deviceId: string;
  readonly accessToken: string;
  /** 32 bytes */
  readonly storageKey: readonly number[];
  /** given once, to make this a signed device with the keys of the history */
  readonly recoveryKey: string | null;
}

export interface FloorTimes {
  /** ms since the navigation: the crypto store is open and something is painted */
  readonly cryptoOpen: number;
  readonly firstScreen: number;
  readonly allRooms: number;
}

const FIRST_ROOMS = 20;
const REQUIRED_STATE = [
  ["m.room.create", ""],
  ["m.room.name", ""],
  ["m.room.encryption", ""],
  ["m.room.member", "$ME"],
  ["m.room.member", "$LAZY"],
];

const nothing = (): void => undefined;
const SILENT = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing, getChild: () => SILENT };

const painted = (): Promise<number> =>
  new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    requestAnimationFrame(() => channel.port2.postMessage(null));
  });

let client: MatrixClient | null = null;
let sync: SlidingSync | null = null;

const started = (): MatrixClient => {
  if (client === null) throw new Error("start first");
  return client;
};

function list(lines: readonly string[], into: string): void {
  document.getElementById(into)?.replaceChildren(
    ...lines.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }),
  );
}

const rooms = (): Room[] => started().getRooms();

async function openCrypto(session: FloorSession): Promise<void> {
  for (const method of ["debug", "info", "log", "warn", "trace"] as const) console[method] = nothing;
  const key = session.recoveryKey === null ? null : decodeRecoveryKey(session.recoveryKey);
  client = createClient({
    baseUrl: session.homeserver,
    userId: session.userId,
    deviceId: session.deviceId,
    accessToken: session.accessToken,
    logger: SILENT,
    disableVoip: true,
    cryptoCallbacks: {
      getSecretStorageKey: async ({ keys }) => {
        const id = Object.keys(keys)[0];
        return key === null || id === undefined ? null : [id, key];
      },
    },
  });
  await client.initRustCrypto({ cryptoDatabasePrefix: "floor", storageKey: Uint8Array.from(session.storageKey) });
  // As the client: keys for signed devices only, in both directions.
  client.getCrypto()?.setDeviceIsolationMode(new OnlySignedDevicesIsolationMode());
}

async function until(holds: () => boolean): Promise<void> {
  await new Promise<void>((done) => {
    const look = (): void => {
      if (!holds()) return;
      sync?.off(SlidingSyncEvent.Lifecycle, look);
      started().off(ClientEvent.Room, look);
      done();
    };
    sync?.on(SlidingSyncEvent.Lifecycle, look);
    started().on(ClientEvent.Room, look);
    look();
  });
}

/** From the navigation to all rooms. @param wanted how many there are */
async function start(session: FloorSession, wanted: number): Promise<FloorTimes> {
  await openCrypto(session);
  list(["…"], "rooms");
  const cryptoOpen = await painted();
  const asked = { ranges: [[0, FIRST_ROOMS - 1]], timeline_limit: 1, required_state: REQUIRED_STATE };
  const sliding = new SlidingSync(session.homeserver, new Map([["all", asked]]), { timeline_limit: 20, required_state: REQUIRED_STATE }, started(), 30_000);
  sync = sliding;
  await started().startClient({ slidingSync: sliding });
  await until(() => rooms().length >= FIRST_ROOMS);
  list(rooms().map((room) => room.name), "rooms");
  const firstScreen = await painted();
  sliding.setListRanges("all", [[0, wanted]]);
  await until(() => rooms().length >= wanted);
  list(rooms().map((room) => room.name), "rooms");
  const allRooms = await painted();
  if (session.recoveryKey !== null) await signDevice();
  return { cryptoOpen, firstScreen, allRooms };
}

/** As a person does with the recovery key. */
async function signDevice(): Promise<void> {
  const crypto = started().getCrypto();
  if (crypto === undefined) throw new Error("no crypto");
  await crypto.userHasCrossSigningKeys(started().getSafeUserId(), true);
  await crypto.bootstrapCrossSigning({});
  await crypto.loadSessionBackupPrivateKeyFromSecretStorage();
  await crypto.checkKeyBackupAndEnable();
  await crypto.restoreKeyBackup();
}

/** Asks for a room's last messages, decrypts them and paints their text. @returns ms */
async function openRoom(name: string): Promise<number> {
  const room = rooms().find((candidate) => candidate.name === name);
  if (room === undefined) throw new Error(`no room ${name}`);
  const began = performance.now();
  if (room.getLiveTimeline().getEvents().length < FIRST_ROOMS) await started().scrollback(room, FIRST_ROOMS);
  const events = room.getLiveTimeline().getEvents();
  await Promise.all(events.map((event) => started().decryptEventIfNeeded(event)));
  list(events.map((event) => String(event.getContent()["body"] ?? event.getType())), "messages");
  return (await painted()) - began;
}

/** Sends into a room. @returns ms until the homeserver has answered */
async function send(name: string, body: string): Promise<number> {
  const room = rooms().find((candidate) => candidate.name === name);
  if (room === undefined) throw new Error(`no room ${name}`);
  const began = performance.now();
  await started().sendEvent(room.roomId, EventType.RoomMessage, { msgtype: MsgType.Text, body });
  return performance.now() - began;
}

const floor = { start, openRoom, send };
export type Floor = typeof floor;

declare global {
  interface Window {
    floor?: Floor;
  }
}

window.floor = floor;
