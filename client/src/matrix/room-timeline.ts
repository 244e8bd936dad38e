/** The timeline of one open room: gathers what it is made of, and publishes a new snapshot once per frame at most. */
import { ClientEvent, EventType, MatrixEventEvent, RoomEvent, RoomStateEvent, SyncState, type MatrixClient, type MatrixEvent, type Room } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { Failure } from "../domain/failure.ts";
import { parseUserId, type RoomId, type UserId } from "../domain/ids.ts";
import { liveSource, type Live, type LiveSource, type Unsubscribe } from "../domain/live.ts";
import type { Person } from "../domain/person.ts";
import type { Timeline } from "../domain/ports/timeline-source.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { SendState, TimelineItem, TimelineSnapshot } from "../domain/timeline-item.ts";
import { batched } from "./batched.ts";
import { encryptionInStore } from "./encryption-in-store.ts";
import type { EventReader } from "./event-reader.ts";
import type { EventView } from "./event-view.ts";
import { failureOf } from "./matrix-failure.ts";
import { painted } from "./next-frame.ts";
import type { Outbox, OutboxEntry } from "./outbox.ts";
import type { PersonBook } from "./person-book.ts";
import type { Precedence } from "./precedence.ts";
import type { ReadMarks } from "./read-marks.ts";
import { parseEventId } from "./relation.ts";
import type { RoomHistories } from "./room-histories.ts";
import type { RoomHistory } from "./room-history.ts";
import { isSameValue, sameItems } from "./same-items.ts";
import { timelineItems } from "./timeline-items.ts";
import { TimelineSlices, type Before } from "./timeline-slices.ts";
import { visibleEvents } from "./visible-events.ts";

/** So many events are loaded at once when a room is opened, and kept when it is closed. */
const OPENING_SIZE = 30;

export interface TimelineParts {
  readonly client: MatrixClient;
  readonly me: UserId;
  readonly histories: RoomHistories;
  readonly marks: ReadMarks;
  readonly reader: EventReader;
  readonly people: PersonBook;
  readonly outbox: Outbox;
  readonly precedence: Precedence;
  /** Gives a refusal its words, from the rules in force. */
  explain(failure: Failure): Failure;
}

/** What a snapshot is made of. */
interface Gathered {
  /** all that the history holds, and the index in it of the oldest event that is shown */
  readonly loaded: readonly MatrixEvent[];
  readonly from: number;
  readonly views: readonly EventView[];
  readonly pending: readonly OutboxEntry[];
  readonly encrypted: boolean;
}

export class RoomTimeline implements Timeline {
  readonly #parts: TimelineParts;
  readonly #room: Room;
  readonly #roomId: RoomId;
  readonly #history: RoomHistory;
  readonly #snapshot: LiveSource<TimelineSnapshot>;
  readonly #rebuild: { request(): void; stop(): void };
  readonly #releases: readonly Unsubscribe[];
  /** what was read, and what was there, when the room was opened */
  readonly #readBefore: ReadonlySet<string>;
  readonly #lastWhenOpened: string | null;
  #gathered: Gathered | null = null;
  /** everybody in the last snapshot, by user ID */
  #persons: ReadonlyMap<UserId, Person> = new Map();
  #loadingOlder = false;
  #closed = false;
  /** the member list could not be had: it is asked for again once the server answers */
  #membersMissing = false;
  readonly #before: Before;
  readonly #slices: TimelineSlices;
  /** whether people are looked up: a screen of messages does not wait for their seals */
  #looksUp: boolean;

  private constructor(parts: TimelineParts, room: Room, roomId: RoomId, before: Before) {
    this.#before = before;
    this.#slices = new TimelineSlices(before, (event) => parts.reader.isSettled(event));
    this.#looksUp = before === "kept";
    this.#parts = parts;
    this.#room = room;
    this.#roomId = roomId;
    this.#history = parts.histories.of(room);
    this.#readBefore = parts.marks.of(room);
    this.#lastWhenOpened = this.#history.events().at(-1)?.getId() ?? null;
    this.#snapshot = liveSource<TimelineSnapshot>({ items: [], loadingOlder: true, reachedStart: false, firstUnreadKey: null });
    this.#rebuild = batched(() => this.#publish());
    this.#releases = this.#listen();
  }

  /** @returns the timeline with its first snapshot already made. */
  static async open(parts: TimelineParts, room: Room, roomId: RoomId, before: Before): Promise<RoomTimeline> {
    const { outbox, precedence, reader } = parts;
    outbox.forgetDelivered(roomId);
    const timeline = new RoomTimeline(parts, room, roomId, before);
    if (before === "elsewhere") {
      await reader.settleBehind(timeline.#history.events().slice(-OPENING_SIZE));
      await timeline.#publish();
      return timeline;
    }
    await precedence.first(async () => {
      await timeline.#publish();
      void precedence.first(painted).then(() => timeline.#goOn());
    });
    return timeline;
  }

  /** The first screen is painted: now what it did not need. */
  #goOn(): void {
    if (this.#closed) return;
    this.#looksUp = true;
    this.#rebuild.request();
    if (this.#history.events().length < OPENING_SIZE) void this.loadOlder();
    this.#loadMembers();
  }

  get snapshot(): Live<TimelineSnapshot> {
    return this.#snapshot;
  }

  async loadOlder(): Promise<Result<void, Failure>> {
    if (this.#loadingOlder || this.#history.reachedStart()) return ok(undefined);
    this.#loadingOlder = true;
    this.#rebuild.request();
    try {
      await this.#history.loadOlder();
      return ok(undefined);
    } catch (error) {
      return failed(failureOf(error));
    } finally {
      this.#loadingOlder = false;
      this.#rebuild.request();
    }
  }

  async markRead(): Promise<void> {
    const newest = parseEventId(this.#history.events().at(-1)?.getId());
    if (newest === null || this.#parts.marks.of(this.#room).has(newest)) return;
    await this.#parts.marks.mark(this.#roomId, newest);
  }

  close(): void {
    this.#closed = true;
    this.#rebuild.stop();
    for (const release of this.#releases) release();
    this.#history.cutBack(Math.max(OPENING_SIZE, this.#unreadEvents()));
  }

  /** @returns how many of the newest events it takes to know what is unread: the one that was read last among them. */
  #unreadEvents(): number {
    const events = this.#history.events();
    const receipts = this.#parts.marks.of(this.#room);
    const readTo = events.findLastIndex((event) => receipts.has(event.getId() ?? "") || event.getSender() === this.#parts.me);
    return events.length - Math.max(readTo, 0);
  }

  async #publish(): Promise<void> {
    const { me, reader, people } = this.#parts;
    // Both in the same turn: an echo that comes meanwhile takes its message out of the outbox, and it must be in one of the two.
    const loaded = this.#history.events();
    const before = this.#pendingNow();
    const { from, due } = this.#slices.next(loaded, this.#firstUnread(loaded));
    const events = loaded.slice(from);
    const settling = this.#gathered === null && this.#before === "nothing" ? reader.settleScreen(due) : reader.settle(due, () => !this.#closed);
    const [encrypted] = await Promise.all([this.#isEncrypted(), settling, this.#looksUp ? people.load(peopleOf(events)) : undefined]);
    const views = visibleEvents(reader.views(events, (event) => this.#slices.follows(event)), me, this.#room.getHistoryVisibility());
    if (this.#closed) return;
    // What was written meanwhile is there already; what went out of the outbox meanwhile is among the events only the next time.
    const now = new Map(this.#pendingNow().map((entry) => [entry.transactionId, entry]));
    const pending = [...before.map((entry) => now.get(entry.transactionId) ?? entry), ...[...now.values()].filter((entry) => !before.some(({ transactionId }) => transactionId === entry.transactionId))];
    this.#gathered = { loaded, from, views, pending, encrypted };
    this.#show(this.#gathered);
    if ((from > 0 || !this.#slices.whole) && this.#before !== "elsewhere") this.#rebuild.request();
  }

  /** The crypto store keeps that it is on even if the room's state event disappears, so that it need not be asked where that is there. */
  async #isEncrypted(): Promise<boolean> {
    return this.#room.hasEncryptionStateEvent() || ((await encryptionInStore(this.#parts.client, this.#roomId)) ?? true);
  }

  /**
   * What this device writes is shown in the same turn, over the events as they were gathered last: whoever pressed Enter must not wait
   * for anything. A message that is out of the outbox may be among the events by now, so that these are gathered again then.
   */
  #outboxChanged(): void {
    const gathered = this.#gathered;
    const pending = this.#pendingNow();
    const remain = new Set(pending.map(({ transactionId }) => transactionId));
    if (gathered?.pending.every(({ transactionId }) => remain.has(transactionId)) !== true) return this.#rebuild.request();
    this.#gathered = { ...gathered, pending };
    this.#show(this.#gathered);
  }

  #pendingNow(): readonly OutboxEntry[] {
    return this.#parts.outbox.entries(this.#roomId).map((entry) => ({ ...entry, sendState: this.#explained(entry.sendState) }));
  }

  #show({ loaded, from, views, pending, encrypted }: Gathered): void {
    const { me } = this.#parts;
    const state = this.#room.currentState;
    const persons = new Map<UserId, Person>();
    const items = timelineItems(views, pending, {
      me,
      person: (userId) => persons.get(userId) ?? this.#person(userId, persons),
      encrypted: encrypted || this.#room.hasEncryptionStateEvent(),
      maySend: this.#room.getMyMembership() === "join" && state.maySendEvent(EventType.RoomMessage, me),
      mayRedactOthers: state.hasSufficientPowerLevelFor("redact", this.#room.getMember(me)?.powerLevel ?? 0),
    });
    this.#persons = persons;
    this.#snapshot.set({
      items: sameItems(this.#snapshot.current().items, items),
      loadingOlder: this.#loadingOlder || from > 0 || !this.#slices.whole,
      reachedStart: from === 0 && this.#history.reachedStart(),
      firstUnreadKey: this.#firstUnreadKey(loaded, items),
    });
  }

  /** Somebody is looked at once for each snapshot, however much they wrote, and is the same object for as long as nothing about them changes. */
  #person(userId: UserId, persons: Map<UserId, Person>): Person {
    const { people } = this.#parts;
    const now = this.#looksUp ? people.person(userId, this.#roomId) : people.asKnown(userId, this.#roomId);
    const before = this.#persons.get(userId);
    const person = before !== undefined && isSameValue(before, now) ? before : now;
    persons.set(userId, person);
    return person;
  }

  /** Names of people who have not spoken lately are in the member list only; without it, their user ID stands for them. */
  #loadMembers(): void {
    this.#membersMissing = false;
    this.#room.loadMembersIfNeeded().then(this.#rebuild.request, () => (this.#membersMissing = true));
  }

  #explained(state: SendState): SendState {
    return "failure" in state ? { ...state, failure: this.#parts.explain(state.failure) } : state;
  }

  /** The first message of somebody else between what had been read and what was there when the room was opened. */
  #firstUnreadKey(events: readonly MatrixEvent[], items: readonly TimelineItem[]): string | null {
    const from = this.#firstUnread(events);
    const to = events.findIndex((event) => event.getId() === this.#lastWhenOpened);
    if (to === -1 || from === null) return null;
    const unread = new Set<string | undefined>(events.slice(from, to + 1).map((event) => event.getId()));
    const first = items.find((item) => item.type === "message" && !item.own && item.eventId !== null && unread.has(item.eventId));
    return first?.key ?? null;
  }

  /** @returns the index of the first event after what had been read when the room was opened; null: that is older than `events`. */
  #firstUnread(events: readonly MatrixEvent[]): number | null {
    const readTo = events.findLastIndex((event) => this.#readBefore.has(event.getId() ?? ""));
    return readTo === -1 && this.#readBefore.size > 0 && !this.#history.reachedStart() ? null : readTo + 1;
  }

  #listen(): readonly Unsubscribe[] {
    const { client, outbox, people, reader } = this.#parts;
    const room = this.#room;
    const request = this.#rebuild.request;
    const decrypted = (event: MatrixEvent): void => void (event.getRoomId() === room.roomId && !reader.isSettling(event) && request());
    const devicesUpdated = (userIds: readonly string[]): void => void this.#trustChanged(userIds);
    const synced = (state: SyncState): void => void (state === SyncState.Syncing && this.#membersMissing && this.#loadMembers());
    const identityUpdated = (userId: string): void => void this.#trustChanged([userId]);
    client.on(MatrixEventEvent.Decrypted, decrypted);
    client.on(CryptoEvent.DevicesUpdated, devicesUpdated);
    client.on(CryptoEvent.UserTrustStatusChanged, identityUpdated);
    client.on(ClientEvent.Sync, synced);
    room.on(RoomStateEvent.Events, request);
    room.on(RoomEvent.MyMembership, request);
    return [
      this.#history.read(request),
      () => void client.off(MatrixEventEvent.Decrypted, decrypted),
      () => void client.off(CryptoEvent.DevicesUpdated, devicesUpdated),
      () => void client.off(CryptoEvent.UserTrustStatusChanged, identityUpdated),
      () => void client.off(ClientEvent.Sync, synced),
      () => void room.off(RoomStateEvent.Events, request),
      () => void room.off(RoomEvent.MyMembership, request),
      outbox.subscribe((roomId) => void (roomId === this.#roomId && this.#outboxChanged())),
      people.subscribe(request),
    ];
  }

  /** Somebody's device was signed, or their identity changed: what they sent is judged again, and may decrypt now. */
  async #trustChanged(userIds: readonly string[]): Promise<void> {
    const theirs = this.#history.events().filter((event) => userIds.includes(event.getSender() ?? ""));
    this.#parts.reader.reconsider(theirs);
    await this.#parts.reader.retry(theirs);
    this.#rebuild.request();
  }
}

/** Everybody who is named by these events, decrypted or not. */
function peopleOf(events: readonly MatrixEvent[]): readonly UserId[] {
  const named = new Set(events.flatMap((event) => [event.getSender(), event.getStateKey()]));
  return [...named].flatMap((text) => parseUserId(text ?? "") ?? []);
}
