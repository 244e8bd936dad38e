/**
 * One connection of sliding sync: asks, and hands on answers in the form of sync version 2. What was answered is remembered
 * only where the form of version 2 needs it: which rooms the client knows.
 */
import { FIRST_WINDOW, GROWTH, LIST, requestBody, type RoomsOfSync } from "./request.ts";
import { isMemberList, parseSlidingResponse } from "./response.ts";
import { membershipsAfter, roomsWithGap, translated, type Membership } from "./translation.ts";
import type { Position, SlidingResponse, SyncResponse, WireEvent } from "./wire.ts";

/** The server's own answer, to be handed on as it is: it is busy, or knows the token no more, or does not know this kind of sync. */
export interface Refusal {
  readonly refusal: Response;
  readonly unsupported: boolean;
}

/** Where a connection starts. */
type Beginning = Omit<Position, "pos"> & { readonly pos: null };
const BEGINNING: Beginning = { pos: null, toDevice: null, window: FIRST_WINDOW };

interface Answered {
  readonly response: SlidingResponse;
  /** that was asked for */
  readonly window: number | null;
}

export interface ConnectionParts {
  readonly me: string;
  /** @returns the answer to a request; rejects when the server cannot be reached. */
  ask(method: "GET" | "POST", path: string, query: Readonly<Record<string, string>>, body: unknown): Promise<Response>;
}

const SYNC = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";
/** Member lists are asked for so many at a time. */
const MEMBER_LISTS = 4;

/** A request that left before anybody asked for its answer. */
interface Ahead {
  /** where it goes on from; null: from the beginning */
  readonly pos: string | null;
  readonly answer: Promise<Answered | Refusal>;
}

export class SlidingSyncConnection {
  readonly #memberships = new Map<string, Membership>();
  /** after the server forgot the connection: rooms that it has not named again */
  #unseen: Set<string> | null = null;
  #ahead: Ahead | null = null;

  /** Sends the first request now: its answer is there, or nearer, when `next` is called first. */
  begin(parts: ConnectionParts, rooms: RoomsOfSync): void {
    this.#askAhead(parts, rooms, BEGINNING, { toDevice: true });
  }

  /**
   * @param since - where the last answer that was taken in ended, or null.
   * @param timeoutMs - how long the server may wait for something new.
   * @throws when the server cannot be reached, or what it answers is none: then the same is asked for again.
   */
  async next(parts: ConnectionParts, rooms: RoomsOfSync, since: Position | null, timeoutMs: number): Promise<SyncResponse | Refusal> {
    const from = since ?? BEGINNING;
    const answered = await (this.#askedAhead(from) ?? this.#ask(parts, rooms, from, timeoutMs, { toDevice: true }));
    if ("refusal" in answered) return answered;
    const { response, window } = answered;
    const known = { me: parts.me, memberships: this.#memberships };
    const members = await this.#memberLists(parts, roomsWithGap(response, known));
    const nextWindow = rooms === "none" || window === null || (response.lists?.[LIST]?.count ?? 0) <= window ? null : window + GROWTH;
    const gone = this.#gone(response, nextWindow === null);
    const next: Position = { pos: response.pos, toDevice: response.extensions?.to_device?.next_batch ?? since?.toDevice ?? null, window: nextWindow };
    const answer = translated(response, next, { ...known, gone, members });
    for (const [roomId, membership] of membershipsAfter(response, known)) this.#memberships.set(roomId, membership);
    for (const roomId of gone) this.#memberships.set(roomId, "leave");
    // While the client takes in these rooms, the server gets the next ones ready. To-device messages are left where they are:
    // asking for more tells the server that those that came are safe, and they are not before somebody has taken them in.
    if (nextWindow !== null) this.#askAhead(parts, rooms, next, { toDevice: false });
    return answer;
  }

  #askAhead(parts: ConnectionParts, rooms: RoomsOfSync, from: Beginning | Position, extensions: { readonly toDevice: boolean }): void {
    const answer = this.#ask(parts, rooms, from, 0, extensions);
    // Whoever asks for it hears of it; perhaps nobody does any more.
    answer.catch(() => undefined);
    this.#ahead = { pos: from.pos, answer };
  }

  /** @returns null when no such request is under way. A request serves once: what failed is asked for anew. */
  #askedAhead(from: Beginning | Position): Promise<Answered | Refusal> | null {
    const ahead = this.#ahead;
    this.#ahead = null;
    return ahead !== null && ahead.pos === from.pos ? ahead.answer : null;
  }

  async #ask(parts: ConnectionParts, rooms: RoomsOfSync, from: Beginning | Position, timeoutMs: number, extensions: { readonly toDevice: boolean }): Promise<Answered | Refusal> {
    const { pos, window } = from;
    // Rooms are still missing: nothing to wait for.
    const timeout = rooms === "all" && window !== null ? 0 : timeoutMs;
    const query = { timeout: String(timeout), ...(pos === null ? {} : { pos }) };
    const answer = await parts.ask("POST", SYNC, query, requestBody(rooms, window, extensions.toDevice ? { since: from.toDevice } : null));
    if (answer.ok) {
      const response = parseSlidingResponse(await answer.json());
      if (response === null) throw new TypeError("not an answer of sliding sync");
      return { response, window };
    }
    const code = await errorCode(answer);
    if (pos !== null && code === "M_UNKNOWN_POS") {
      // The server has forgotten this connection: everything comes again, and what does not come is no more.
      this.#unseen = new Set([...this.#memberships].flatMap(([roomId, membership]) => (membership === "leave" ? [] : [roomId])));
      return this.#ask(parts, rooms, { ...BEGINNING, toDevice: from.toDevice }, 0, extensions);
    }
    return { refusal: answer, unsupported: pos === null && (code === "M_UNRECOGNIZED" || answer.status === 404 || answer.status === 405) };
  }

  #gone(response: SlidingResponse, whole: boolean): readonly string[] {
    if (this.#unseen === null) return [];
    for (const roomId of Object.keys(response.rooms ?? {})) this.#unseen.delete(roomId);
    if (!whole) return [];
    const gone = [...this.#unseen];
    this.#unseen = null;
    return gone;
  }

  async #memberLists(parts: ConnectionParts, roomIds: readonly string[]): Promise<ReadonlyMap<string, readonly WireEvent[]>> {
    const lists = new Map<string, readonly WireEvent[]>();
    for (let from = 0; from < roomIds.length; from += MEMBER_LISTS) {
      await Promise.all(
        roomIds.slice(from, from + MEMBER_LISTS).map(async (roomId) => {
          const answer = await parts.ask("GET", `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/members`, {}, undefined);
          // One is out again already: the next answer says so.
          if (answer.status === 403 || answer.status === 404) return;
          const list: unknown = answer.ok ? await answer.json() : null;
          // Without it somebody who has left would still be taken for a reader of what is written: better no answer at all.
          if (!isMemberList(list)) throw new TypeError("no member list");
          lists.set(roomId, list.chunk);
        }),
      );
    }
    return lists;
  }
}

async function errorCode(answer: Response): Promise<unknown> {
  try {
    const body: unknown = await answer.clone().json();
    return typeof body === "object" && body !== null ? Reflect.get(body, "errcode") : undefined;
  } catch {
    return undefined; // an error page of a proxy
  }
}
