/** The room list: rows are rebuilt for the rooms that changed only, a few times a second at most, and published as plain values. */
import { ClientEvent, MatrixEventEvent, RoomEvent, RoomStateEvent, SyncState, type MatrixEvent, type Room } from "matrix-js-sdk";
import { parseRoomAddress, type RoomId } from "../domain/ids.ts";
import { liveSource, untilTrue, type Live, type Unsubscribe } from "../domain/live.ts";
import type { RoomListSource } from "../domain/ports/room-list-source.ts";
import type { RoomSummary } from "../domain/room.ts";
import { batched } from "./batched.ts";
import { inTurns } from "./in-turns.ts";
import { failureOf } from "./matrix-failure.ts";
import { RoomSummaries, type RoomSummaryParts } from "./room-summaries.ts";
import { spacesOfRooms } from "./space-children.ts";

/** When a row needs older events than there are, at most so many pages of a room are loaded for it. */
const MOST_PAGES = 20;

/** Work on rows goes on for at most so long at a time, in ms. */
const TURN_MS = 8;
/** More rows than this are first glanced at, so that the list does not wait for its rows. */
const MOST_AT_ONCE = 20;
/** Between two lists, in ms: after a start each frame would have one, and taking it in and drawing it costs a click more than it tells. */
const LISTS_APART_MS = 150;
/** Rows of which the last words are read before every room is named: a screen of them. */
const FIRST_SCREEN = 20;

export class MatrixRoomListSource implements RoomListSource {
  readonly #parts: RoomSummaryParts;
  readonly #summaries: RoomSummaries;
  readonly #rooms = liveSource<readonly RoomSummary[] | null>(null);
  readonly #rows = new Map<RoomId, RoomSummary>();
  readonly #outdated = new Set<RoomId>();
  readonly #pagesLoaded = new Map<RoomId, number>();
  /** rooms of which something could not be loaded, because the server was away */
  readonly #unloaded = new Set<RoomId>();
  readonly #rebuild: { request(): void; stop(): void };
  readonly #releases: readonly Unsubscribe[];
  readonly #reshow: { request(): void; stop(): void };
  /** rows for which nothing was decrypted yet */
  readonly #glanced = new Set<RoomId>();
  #looking = false;
  #loading: Promise<void>;
  #begun = false;
  #closed = false;

  constructor(parts: RoomSummaryParts) {
    this.#parts = parts;
    this.#summaries = new RoomSummaries(parts);
    this.#rebuild = batched(() => this.#publish(), LISTS_APART_MS);
    // Drawing a list takes as long as painting the room that somebody waits for.
    this.#reshow = batched(async () => {
      await parts.precedence.turn();
      if (!this.#closed) this.#show();
    }, LISTS_APART_MS);
    this.#releases = this.#listen();
    this.#everythingChanged();
    // First every room is named: a request for each of hundreds of rooms would keep the homeserver from telling the rest.
    this.#loading = untilTrue(parts.sync.caughtUp);
    // Whoever merges this list with one that was kept has waited for it.
    void untilTrue(parts.sync.caughtUp).then(this.#rebuild.request);
  }

  get rooms(): Live<readonly RoomSummary[] | null> {
    return this.#rooms;
  }

  close(): void {
    this.#closed = true;
    this.#rebuild.stop();
    this.#reshow.stop();
    for (const release of this.#releases) release();
  }

  async #publish(): Promise<void> {
    const { client } = this.#parts;
    // Not what the SDK says: while it reconnects it takes the first sync for undone, and what changed last would be shown only with the next change.
    this.#begun ||= client.isInitialSyncComplete();
    if (!this.#begun) return;
    const rooms = client.getVisibleRooms().filter((room) => ["join", "invite"].includes(room.getMyMembership()));
    const present = new Map(rooms.flatMap((room) => (parseRoomAddress(room.roomId) ? [[room.roomId as RoomId, room] as const] : [])));
    for (const roomId of this.#rows.keys()) if (!present.has(roomId)) this.#rows.delete(roomId);
    const spaces = spacesOfRooms(rooms);
    const due = [...present].filter(([roomId]) => this.#outdated.has(roomId) || !this.#rows.has(roomId));
    this.#outdated.clear();
    const atOnce = due.length <= MOST_AT_ONCE && this.#parts.sync.caughtUp.current();
    const turn = inTurns(TURN_MS);
    const waiting: Promise<void>[] = [];
    for (const [roomId, room] of due) {
      const before = this.#rows.get(roomId) ?? null;
      if (room.getMyMembership() === "join" && (before === null || !atOnce)) {
        this.#rows.set(roomId, this.#summaries.glance(room, roomId, spaces.get(roomId) ?? [], before));
        this.#glanced.add(roomId);
      } else {
        waiting.push(this.#summarise(room, roomId, spaces.get(roomId) ?? []));
      }
      if (!turn.over()) continue;
      await turn.next();
      await this.#parts.precedence.turn();
      if (this.#closed) return;
    }
    await Promise.all(waiting);
    this.#show();
    void this.#lookCloser();
  }

  #show(): void {
    this.#rooms.set([...this.#rows.values()].filter((row) => row.class.definition?.kind !== "governance"));
  }

  /** Completes rows that were only glanced at: one room at a time, the most recent first, so that nothing else has to wait. */
  async #lookCloser(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const turn = inTurns(TURN_MS);
    try {
      // Decrypting a message takes as long as taking in a room: until all rooms are named, only a screen of rows gets its words.
      if (!this.#parts.sync.caughtUp.current()) return await this.#readFirstScreen();
      for (let roomId = this.#mostRecentGlance(); roomId !== null && !this.#closed; roomId = this.#mostRecentGlance()) {
        await this.#parts.precedence.turn();
        this.#glanced.delete(roomId);
        const room = this.#parts.client.getRoom(roomId);
        if (room === null || !this.#rows.has(roomId)) continue;
        await this.#summarise(room, roomId, this.#rows.get(roomId)?.spaces ?? []);
        this.#reshow.request();
        if (turn.over()) await turn.next();
      }
    } catch (error) {
      // The client was stopped under the look's feet.
      if (!this.#closed) throw error;
    } finally {
      this.#looking = false;
    }
  }

  async #readFirstScreen(): Promise<void> {
    const newest = [...this.#rows.values()].sort((a, b) => b.lastActivity - a.lastActivity).slice(0, FIRST_SCREEN);
    for (const { id, preview, spaces } of newest) {
      const room = this.#parts.client.getRoom(id);
      if (preview?.pending !== true || room === null) continue;
      await this.#summaries.readLast(room, id);
      if (this.#closed) return;
      this.#rows.set(id, this.#summaries.glance(room, id, spaces, this.#rows.get(id) ?? null));
      this.#reshow.request();
    }
  }

  #mostRecentGlance(): RoomId | null {
    let found: RoomId | null = null;
    let latest = -1;
    for (const roomId of this.#glanced) {
      const at = this.#rows.get(roomId)?.lastActivity ?? 0;
      if (at <= latest) continue;
      latest = at;
      found = roomId;
    }
    return found;
  }

  async #summarise(room: Room, roomId: RoomId, spaces: readonly RoomId[]): Promise<void> {
    const { summary, eventsComplete, membersComplete } = await this.#summaries.summarise(room, roomId, spaces);
    this.#rows.set(roomId, summary);
    if (!eventsComplete) this.#loadOlder(room, roomId);
    if (!membersComplete) this.#inBackground(roomId, () => room.loadMembersIfNeeded());
  }

  #loadOlder(room: Room, roomId: RoomId): void {
    const loaded = this.#pagesLoaded.get(roomId) ?? 0;
    if (loaded >= MOST_PAGES) return;
    this.#pagesLoaded.set(roomId, loaded + 1);
    this.#inBackground(roomId, () => this.#parts.histories.of(room).loadOlder(), () => {
      this.#pagesLoaded.set(roomId, loaded);
    });
  }

  /** One request after the other, so that a long list does not crowd out what the person is doing. */
  #inBackground(roomId: RoomId, load: () => Promise<unknown>, failed: () => void = () => undefined): void {
    this.#loading = this.#loading.then(async () => {
      await this.#parts.precedence.turn();
      if (this.#closed) return;
      try {
        await load();
        this.#changed(roomId);
      } catch (error) {
        // The row stays as it is; the next change of the room tries again, and so does the next answer of a server that was away.
        failed();
        if (["network", "rate_limited"].includes(failureOf(error).code)) this.#unloaded.add(roomId);
      }
    });
  }

  #loadAgain(): void {
    for (const roomId of this.#unloaded) this.#changed(roomId);
    this.#unloaded.clear();
  }

  #changed(roomId: string): void {
    // Known rooms only: others get their row when they appear.
    this.#outdated.add(roomId as RoomId);
    this.#rebuild.request();
  }

  /** A row shows the identity of the other person of a direct conversation, and nobody else's. */
  #identitiesChanged(userIds: ReadonlySet<string> | null): void {
    if (userIds === null) return this.#everythingChanged();
    for (const row of this.#rows.values()) {
      if (row.directWith !== null && userIds.has(row.directWith)) this.#changed(row.id);
    }
  }

  #everythingChanged(): void {
    for (const room of this.#parts.client.getRooms()) this.#outdated.add(room.roomId as RoomId);
    this.#rebuild.request();
  }

  #listen(): readonly Unsubscribe[] {
    const { client, people, outbox, marks, reader, histories } = this.#parts;
    const ofRoom = (room: Room): void => this.#changed(room.roomId);
    const ofEvent = (event: MatrixEvent): void => this.#changed(event.getRoomId() ?? "");
    // What a timeline or a row has decrypted for itself is in it; a row hears of what became readable later.
    const decrypted = (event: MatrixEvent): void => void (reader.isSettling(event) || ofEvent(event));
    const timeline = (_event: MatrixEvent, room: Room | undefined): void => void (room && this.#changed(room.roomId));
    const state = (event: MatrixEvent): void => (event.getType() === "m.space.child" ? this.#everythingChanged() : ofEvent(event));
    const timelineReset = (room: Room | undefined): void => {
      if (!room) return;
      this.#pagesLoaded.delete(room.roomId as RoomId);
      this.#changed(room.roomId);
    };
    const receipt = (_event: MatrixEvent, room: Room): void => this.#changed(room.roomId);
    const synced = (now: SyncState): void => {
      if (now === SyncState.Prepared) this.#everythingChanged();
      else if (now === SyncState.Syncing) this.#loadAgain();
    };
    const everything = (): void => this.#everythingChanged();
    client.on(ClientEvent.Room, ofRoom);
    client.on(ClientEvent.DeleteRoom, everything);
    client.on(ClientEvent.AccountData, everything);
    client.on(ClientEvent.Sync, synced);
    client.on(RoomEvent.Timeline, timeline);
    client.on(RoomEvent.TimelineReset, timelineReset);
    client.on(RoomEvent.Receipt, receipt);
    client.on(RoomEvent.Redaction, receipt);
    client.on(RoomEvent.Name, ofRoom);
    client.on(RoomEvent.MyMembership, ofRoom);
    client.on(RoomStateEvent.Events, state);
    client.on(MatrixEventEvent.Decrypted, decrypted);
    return [
      () => void client.off(ClientEvent.Room, ofRoom),
      () => void client.off(ClientEvent.DeleteRoom, everything),
      () => void client.off(ClientEvent.AccountData, everything),
      () => void client.off(ClientEvent.Sync, synced),
      () => void client.off(RoomEvent.Timeline, timeline),
      () => void client.off(RoomEvent.TimelineReset, timelineReset),
      () => void client.off(RoomEvent.Receipt, receipt),
      () => void client.off(RoomEvent.Redaction, receipt),
      () => void client.off(RoomEvent.Name, ofRoom),
      () => void client.off(RoomEvent.MyMembership, ofRoom),
      () => void client.off(RoomStateEvent.Events, state),
      () => void client.off(MatrixEventEvent.Decrypted, decrypted),
      people.subscribe((changed) => this.#identitiesChanged(changed)),
      outbox.subscribe((roomId) => this.#changed(roomId)),
      marks.subscribe((roomId) => this.#changed(roomId)),
      histories.subscribe(ofRoom),
    ];
  }
}
