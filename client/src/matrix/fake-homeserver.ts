/**
 * A homeserver in memory that speaks both ways of syncing to one person: rooms are lists of events with one clock for all of
 * them. It leaves out of its answers what Synapse 1.163 leaves out: what exceeds a limit, rooms outside the window, and, with
 * lazy members, whoever came or went in a gap.
 */
import { isRecord } from "../domain/json-shape.ts";
import { fakeCiphertext } from "./fake-crypto.ts";

export interface FakeEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  readonly origin_server_ts: number;
  readonly content: Readonly<Record<string, unknown>>;
  readonly state_key?: string;
  readonly redacts?: string;
  readonly unsigned?: Readonly<Record<string, unknown>>;
  /** position on the server's one clock; not part of what is sent */
  readonly at: number;
}

interface Batch {
  readonly events: readonly FakeEvent[];
  readonly limited: boolean;
  readonly prev_batch: string;
}

type Snapshot = ReadonlyMap<string, number>;

const V2_LIMIT = 20;
const json = (body: object, status = 200): Response => Response.json(body, { status });
const unknown = (): Response => json({ errcode: "M_UNRECOGNIZED" }, 404);

export class FakeHomeserver {
  readonly me: string;
  readonly #rooms = new Map<string, FakeEvent[]>();
  readonly #receipts = new Map<string, { readonly eventId: string; readonly at: number }>();
  readonly #waiting = new Set<() => void>();
  readonly #redacted = new Set<string>();
  /** for each position of the sliding connection: up to where each room was sent */
  readonly #snapshots = new Map<string, Snapshot>();
  readonly requests: string[] = [];
  /** what becomes of the next answers to a sync; each is used once */
  readonly faults: ("half" | "replay")[] = [];
  #lastSync: string | null = null;
  #clock = 0;

  constructor(me: string) {
    this.me = me;
  }

  /** @returns the event's ID. */
  add(roomId: string, event: Omit<FakeEvent, "event_id" | "at" | "origin_server_ts">): string {
    this.#clock += 1;
    const event_id = `$${this.#clock}`;
    const events = this.#rooms.get(roomId) ?? [];
    this.#rooms.set(roomId, events);
    events.push({ ...event, event_id, at: this.#clock, origin_server_ts: this.#clock * 1_000 });
    const redacts = event.type === "m.room.redaction" ? event.content["redacts"] : undefined;
    if (typeof redacts === "string") this.#redacted.add(redacts);
    this.#wake();
    return event_id;
  }

  member(roomId: string, userId: string, membership: string, sender = userId): string {
    return this.add(roomId, { type: "m.room.member", state_key: userId, sender, content: { membership, displayname: userId.slice(1, 4) } });
  }

  room(roomId: string, others: readonly string[], classId = "interministerial", type?: string): void {
    const [creator = this.me] = others;
    const content = { "org.chancery.room_class": classId, room_version: "12", ...(type === undefined ? {} : { type }) };
    this.add(roomId, { type: "m.room.create", state_key: "", sender: creator, content });
    for (const other of others) this.member(roomId, other, "join");
    this.add(roomId, { type: "m.room.name", state_key: "", sender: creator, content: { name: `Salon ${roomId}` } });
    this.member(roomId, this.me, "join");
  }

  say(roomId: string, sender: string, body: string, more: object = {}): string {
    return this.add(roomId, { type: "m.room.message", sender, content: { msgtype: "m.text", body, ...more } });
  }

  /** Says it encrypted, to whoever has the session. */
  whisper(roomId: string, sender: string, body: string, sessionId: string, more: object = {}): string {
    return this.add(roomId, { type: "m.room.encrypted", sender, content: fakeCiphertext(sessionId, "m.room.message", { msgtype: "m.text", body, ...more }) });
  }

  edit(roomId: string, sender: string, eventId: string, body: string): string {
    return this.say(roomId, sender, `* ${body}`, { "m.new_content": { msgtype: "m.text", body }, "m.relates_to": { rel_type: "m.replace", event_id: eventId } });
  }

  react(roomId: string, sender: string, eventId: string, key: string): string {
    return this.add(roomId, { type: "m.reaction", sender, content: { "m.relates_to": { rel_type: "m.annotation", event_id: eventId, key } } });
  }

  redact(roomId: string, sender: string, eventId: string): string {
    return this.add(roomId, { type: "m.room.redaction", sender, content: { redacts: eventId } });
  }

  read(roomId: string, eventId: string): void {
    this.#clock += 1;
    this.#receipts.set(roomId, { eventId, at: this.#clock });
    this.#wake();
  }

  /** Everything that a restarted server may have forgotten. */
  forgetConnections(): void {
    this.#snapshots.clear();
  }

  readonly fetch: typeof fetch = async (resource, options) => {
    const url = new URL(resource instanceof Request ? resource.url : resource);
    this.requests.push(url.pathname);
    const path = url.pathname.replace(/^\/_matrix\/client\/(v3|unstable\/org\.matrix\.simplified_msc3575)/, "");
    if (path === "/sync") return this.#sync(url, options);
    const [, encoded, verb] = /^\/rooms\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const roomId = encoded === undefined ? "" : decodeURIComponent(encoded);
    if (verb === "messages") return this.#messages(roomId, url);
    if (verb === "members") return json({ chunk: this.#state(roomId, this.#clock).filter(({ type }) => type === "m.room.member").map((event) => this.#sent(event)) });
    if (verb?.startsWith("receipt/m.read/") === true) {
      this.read(roomId, decodeURIComponent(verb.slice("receipt/m.read/".length)));
      return json({});
    }
    if (path.endsWith("/filter")) return json({ filter_id: "1" });
    if (path.startsWith("/pushrules")) return json({ global: {} });
    if (path === "/_matrix/client/versions") return json({ versions: ["v1.11"] });
    return unknown();
  };

  async #sync(url: URL, options: RequestInit | undefined): Promise<Response> {
    const fault = this.faults.shift();
    if (fault === "replay" && this.#lastSync !== null) return new Response(this.#lastSync, { status: 200 });
    const answer = (): { readonly news: boolean; readonly body: object } | null =>
      url.pathname.includes("simplified_msc3575") ? this.#sliding(url.searchParams.get("pos"), JSON.parse(String(options?.body))) : this.#v2(url.searchParams.get("since"));
    let found = answer();
    while (found !== null && !found.news && url.searchParams.get("timeout") !== "0") {
      await this.#change(options?.signal ?? null);
      found = answer();
    }
    if (found === null) return json({ errcode: "M_UNKNOWN_POS" }, 400);
    const text = JSON.stringify(found.body);
    if (fault === "half") return new Response(text.slice(0, text.length / 2), { status: 200 });
    this.#lastSync = text;
    return new Response(text, { status: 200 });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  #change(signal: AbortSignal | null): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        if (signal?.aborted === true) reject(new DOMException("aborted", "AbortError"));
        else resolve();
      };
      this.#waiting.add(wake);
      signal?.addEventListener("abort", wake);
    });
  }

  #v2(since: string | null): { readonly news: boolean; readonly body: object } {
    const from = since === null ? 0 : Number(since.slice(1));
    const rooms = { join: {} as Record<string, object>, invite: {} as Record<string, object>, leave: {} as Record<string, object> };
    for (const roomId of this.#rooms.keys()) {
      const [before, now] = [this.#membership(roomId, from), this.#membership(roomId, this.#clock)];
      const start = before === "join" ? from : 0;
      const batch = this.#batch(roomId, start, V2_LIMIT);
      if (now === "join") {
        const receipt = this.#receiptSince(roomId, start);
        if (batch.events.length === 0 && receipt === null) continue;
        const state = this.#stateBefore(roomId, batch).filter(({ at }) => at > start);
        rooms.join[roomId] = {
          timeline: { ...batch, events: batch.events.map((event) => this.#sent(event)) },
          state: { events: state.map((event) => this.#sent(event)) },
          ephemeral: { events: receipt === null ? [] : [receipt] },
          account_data: { events: [] },
          summary: { "m.joined_member_count": this.#joined(roomId) },
        };
      } else if (now === "invite" && before !== "invite") rooms.invite[roomId] = { invite_state: { events: this.#stripped(roomId) } };
      else if (now === "leave" && (before === "join" || before === "invite")) {
        rooms.leave[roomId] = { timeline: { ...batch, events: batch.events.map((event) => this.#sent(event)) }, state: { events: [] } };
      }
    }
    const news = since === null || Object.values(rooms).some((section) => Object.keys(section).length > 0);
    return { news, body: { next_batch: `s${this.#clock}`, rooms, account_data: { events: [] } } };
  }

  #sliding(pos: string | null, request: unknown): { readonly news: boolean; readonly body: object } | null {
    const before = pos === null ? new Map<string, number>() : this.#snapshots.get(pos);
    if (before === undefined) return null;
    const list = isRecord(request) && isRecord(request["lists"]) ? request["lists"]["rooms"] : undefined;
    const sent = new Map(before);
    const rooms: Record<string, object> = {};
    const receipts: Record<string, object> = {};
    const all = [...this.#rooms.keys()]
      .filter((roomId) => this.#membership(roomId, this.#clock) !== "leave" || before.has(roomId))
      .sort((a, b) => (this.#rooms.get(b)!.at(-1)?.at ?? 0) - (this.#rooms.get(a)!.at(-1)?.at ?? 0));
    if (isRecord(list)) {
      const [[, last]] = list["ranges"] as [[number, number]]; // as request.ts writes it
      for (const roomId of all.slice(0, last + 1)) {
        const room = this.#slidingRoom(roomId, before.get(roomId), Number(list["timeline_limit"]));
        const receipt = this.#receiptSince(roomId, before.get(roomId) ?? 0);
        if (receipt !== null && this.#membership(roomId, this.#clock) === "join") receipts[roomId] = receipt;
        if (room !== null) rooms[roomId] = room;
        if (this.#membership(roomId, this.#clock) === "leave") sent.delete(roomId);
        else sent.set(roomId, this.#clock);
      }
    }
    const next = `${this.#snapshots.size + 1}/${this.#clock}`;
    const news = pos === null || Object.keys(rooms).length > 0 || Object.keys(receipts).length > 0;
    if (news || !this.#snapshots.has(next)) this.#snapshots.set(next, sent);
    return { news, body: { pos: next, lists: { rooms: { count: all.length } }, rooms, extensions: { receipts: { rooms: receipts } } } };
  }

  #slidingRoom(roomId: string, sent: number | undefined, limit: number): object | null {
    const now = this.#membership(roomId, this.#clock);
    const initial = sent === undefined || this.#membership(roomId, sent) !== now;
    const from = initial && now !== "leave" ? 0 : (sent ?? 0);
    if (now === "invite") return initial ? { initial: true, invite_state: this.#stripped(roomId) } : null;
    const batch = this.#batch(roomId, from, limit);
    if (batch.events.length === 0) return null;
    const seen = new Set([this.me, ...batch.events.flatMap(({ sender, state_key, type }) => [sender, ...(type === "m.room.member" ? [state_key] : [])])]);
    const state = this.#state(roomId, this.#clock).filter(
      ({ at, type, state_key }) => at > from && (type !== "m.room.member" || seen.has(state_key) || (!initial && !batch.limited)),
    );
    return {
      ...(initial ? { initial: true } : {}),
      timeline: batch.events.map((event) => this.#sent(event)),
      limited: batch.limited,
      prev_batch: batch.prev_batch,
      required_state: state.map((event) => this.#sent(event)),
      joined_count: this.#joined(roomId),
    };
  }

  #messages(roomId: string, url: URL): Response {
    // Without a token they are the newest ones (Client-Server API, `GET /rooms/{roomId}/messages`).
    const before = Number(url.searchParams.get("from")?.slice(1) ?? Infinity);
    const limit = Number(url.searchParams.get("limit"));
    const older = this.#visible(roomId).filter(({ at }) => at < before);
    const chunk = older.slice(-limit).toReversed();
    const oldest = chunk.at(-1);
    // Unlike events of a sync, these say their room.
    return json({ chunk: chunk.map((event) => ({ ...this.#sent(event), room_id: roomId })), ...(older.length > limit && oldest ? { end: `t${oldest.at}` } : {}) });
  }

  /** Up to the person's leaving, if they have left. */
  #visible(roomId: string): readonly FakeEvent[] {
    const events = this.#rooms.get(roomId) ?? [];
    if (this.#membership(roomId, this.#clock) !== "leave") return events;
    return events.slice(0, events.findLastIndex(({ type, state_key }) => type === "m.room.member" && state_key === this.me) + 1);
  }

  #batch(roomId: string, from: number, limit: number): Batch {
    const events = this.#visible(roomId).filter(({ at }) => at > from);
    const newest = events.slice(-limit);
    return { events: newest, limited: events.length > limit, prev_batch: `t${newest[0]?.at ?? this.#clock}` };
  }

  #state(roomId: string, at: number): readonly FakeEvent[] {
    const state = new Map<string, FakeEvent>();
    for (const event of this.#rooms.get(roomId) ?? []) if (event.state_key !== undefined && event.at <= at) state.set(`${event.type} ${event.state_key}`, event);
    return [...state.values()];
  }

  /** As Synapse does it: what stood when the first event of the batch had come, that event included, without what the batch ends with. */
  #stateBefore(roomId: string, { events }: Batch): readonly FakeEvent[] {
    const inBatch = new Map(events.flatMap((event) => (event.state_key === undefined ? [] : [[`${event.type} ${event.state_key}`, event] as const])));
    const last = new Set(inBatch.values());
    return this.#state(roomId, events[0]?.at ?? this.#clock).filter((event) => !last.has(event));
  }

  #membership(roomId: string, at: number): string {
    const own = this.#state(roomId, at).find(({ type, state_key }) => type === "m.room.member" && state_key === this.me);
    const membership = own?.content["membership"];
    return membership === "join" || membership === "invite" ? membership : "leave";
  }

  #joined(roomId: string): number {
    return this.#state(roomId, this.#clock).filter(({ type, content }) => type === "m.room.member" && content["membership"] === "join").length;
  }

  #stripped(roomId: string): readonly object[] {
    const wanted = ["m.room.create", "m.room.name"];
    return this.#state(roomId, this.#clock)
      .filter(({ type, state_key }) => wanted.includes(type) || state_key === this.me)
      .map(({ type, state_key, sender, content }) => ({ type, state_key, sender, content }));
  }

  #receiptSince(roomId: string, from: number): object | null {
    const receipt = this.#receipts.get(roomId);
    if (receipt === undefined || receipt.at <= from) return null;
    return { type: "m.receipt", content: { [receipt.eventId]: { "m.read": { [this.me]: { ts: receipt.at } } } } };
  }

  /** As it goes over the wire now: redacted, if it was taken back. */
  #sent({ at: _at, ...event }: FakeEvent): object {
    return this.#redacted.has(event.event_id) ? { ...event, content: {}, unsigned: { redacted_because: { type: "m.room.redaction", event_id: "$r", sender: event.sender, content: {} } } } : event;
  }
}
