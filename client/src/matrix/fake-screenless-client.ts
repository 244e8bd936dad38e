/** The room list and the timelines over the SDK and a homeserver in memory: with no crypto but a fake, and with nothing to send. For tests. */
import { createClient, MemoryStore, type MatrixClient } from "matrix-js-sdk";
import type { RoomId, UserId } from "../domain/ids.ts";
import { liveSource, untilTrue } from "../domain/live.ts";
import type { Timeline } from "../domain/ports/timeline-source.ts";
import type { RoomSummary } from "../domain/room.ts";
import { decryptOnDemand } from "./decryption-on-demand.ts";
import { DirectRooms } from "./direct-rooms.ts";
import type { FakeCrypto } from "./fake-crypto.ts";
import { EventReader } from "./event-reader.ts";
import { FakeLocalStore } from "./fake-local-store.ts";
import { FAKE_BUNDLE } from "./fake-policy.ts";
import { startFullSync } from "./full-sync.ts";
import type { Outbox } from "./outbox.ts";
import { PersonBook } from "./person-book.ts";
import { Precedence } from "./precedence.ts";
import { parseReadMark, ReadMarks } from "./read-marks.ts";
import { RoomHistories } from "./room-histories.ts";
import { MatrixRoomListSource } from "./room-list-source.ts";
import { takeInBehind } from "./rooms-behind.ts";
import { SILENT_LOGGER, silenceLoggers } from "./silence-loggers.ts";
import { SyncTransport, type WayOfSyncing } from "./sliding-sync/sync-transport.ts";
import { MatrixTimelineSource } from "./timeline-source.ts";

export const ME = "@ada-interieur:etat.example" as UserId;

// Nothing is being sent here.
const NO_OUTBOX = { entries: () => [], subscribe: () => () => undefined, forgetDelivered: () => undefined } as unknown as Outbox;

/** A line to a homeserver that can be cut. */
export class Line {
  readonly #server: { readonly fetch: typeof fetch };
  readonly #running = new Set<AbortController>();
  isCut = false;

  constructor(server: { readonly fetch: typeof fetch }) {
    this.#server = server;
  }

  cut(): void {
    this.isCut = true;
    for (const request of this.#running) request.abort();
  }

  readonly fetch: typeof fetch = async (resource, options) => {
    if (this.isCut) throw new TypeError("the line is cut");
    const stop = new AbortController();
    this.#running.add(stop);
    try {
      return await this.#server.fetch(resource, { ...options, signal: AbortSignal.any([stop.signal, ...(options?.signal ? [options.signal] : [])]) });
    } finally {
      this.#running.delete(stop);
    }
  };
}

export class ScreenlessClient {
  readonly line: Line;
  readonly client: MatrixClient;
  readonly sync: SyncTransport;
  readonly rooms: MatrixRoomListSource;
  readonly timelines: MatrixTimelineSource;
  readonly precedence = new Precedence();
  readonly #histories: RoomHistories;
  readonly #marks: ReadMarks;
  readonly #people: PersonBook;

  /** @param crypto - absent: there is none, and nothing is encrypted. */
  constructor(server: { readonly fetch: typeof fetch }, way: WayOfSyncing, crypto?: FakeCrypto) {
    this.line = new Line(server);
    silenceLoggers();
    this.sync = new SyncTransport(this.line.fetch, ME, way);
    this.client = createClient({ baseUrl: "https://matrix.etat.example", userId: ME, deviceId: "D", accessToken: "t", fetchFn: this.sync.fetch, store: new MemoryStore(), logger: SILENT_LOGGER, disableVoip: true });
    crypto?.installIn(this.client);
    decryptOnDemand(this.client, this.sync.caughtUp);
    takeInBehind(this.client, this.precedence);
    const bundle = liveSource(FAKE_BUNDLE);
    this.#people = new PersonBook(this.client, bundle);
    this.#histories = new RoomHistories(this.client);
    this.#marks = new ReadMarks(this.client, ME, new FakeLocalStore().collection("values", parseReadMark));
    const { precedence } = this;
    const common = { client: this.client, sync: this.sync, me: ME, histories: this.#histories, marks: this.#marks, reader: new EventReader(this.client, precedence), people: this.#people, outbox: NO_OUTBOX, precedence };
    this.rooms = new MatrixRoomListSource({ ...common, direct: new DirectRooms(this.client, ME, bundle), bundle });
    this.timelines = new MatrixTimelineSource({ ...common, explain: (failure) => failure });
  }

  async start(): Promise<this> {
    await startFullSync(this);
    await untilTrue(this.sync.caughtUp);
    return this;
  }

  row(roomId: RoomId): RoomSummary | undefined {
    return this.rooms.rooms.current()?.find(({ id }) => id === roomId);
  }

  async open(roomId: RoomId): Promise<Timeline> {
    const opened = await this.timelines.open(roomId);
    if (!opened.ok) throw new Error(opened.failure.code);
    return opened.value;
  }

  /** The line is whole again, and the SDK, as soon as it has noticed that it was not, is told so: it would wait for seconds. */
  mend(): void {
    this.line.isCut = false;
    let patience = 200;
    const nudge = (): void => {
      if (!this.client.retryImmediately() && (patience -= 1) > 0) setTimeout(nudge, 2);
    };
    nudge();
  }

  close(): void {
    this.rooms.close();
    this.timelines.close();
    this.#histories.close();
    this.#marks.close();
    this.#people.close();
    this.client.stopClient();
  }
}
