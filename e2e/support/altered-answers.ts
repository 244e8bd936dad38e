/** A homeserver that lies: what clients get is changed in between, whatever Synapse really said. */
import type { Page } from "@playwright/test";

export interface AnsweredEvent {
  event_id?: string;
  type: string;
  state_key?: string;
  content: Record<string, unknown>;
}

interface AnsweredRoom {
  readonly state?: { readonly events: AnsweredEvent[] };
  readonly timeline?: { readonly events: AnsweredEvent[] };
  summary?: unknown;
}

/** A room in an answer of sliding sync (MSC4186). */
interface SlidingRoom {
  readonly required_state?: AnsweredEvent[];
  readonly timeline?: AnsweredEvent[];
  readonly invite_state?: AnsweredEvent[];
  joined_count?: unknown;
  invited_count?: unknown;
  heroes?: unknown;
}

interface RoomsOfVersion2 {
  readonly join?: Record<string, AnsweredRoom>;
  readonly invite?: Record<string, { readonly invite_state?: { readonly events: AnsweredEvent[] } }>;
}

/** The parts of answers that alterations reach for (Client-Server API: sync, members, keys/query; MSC4186). */
export interface Answer {
  /** by membership in an answer of sync version 2, by room ID in one of sliding sync */
  readonly rooms?: RoomsOfVersion2 & Record<`!${string}`, SlidingRoom>;
  readonly chunk?: AnsweredEvent[];
  readonly device_keys?: Record<string, Record<string, unknown>>;
  readonly master_keys?: Record<string, unknown>;
  readonly self_signing_keys?: Record<string, unknown>;
}

export interface Alteration {
  /** whether answers to requests for this path are changed */
  readonly touches: (path: string) => boolean;
  /** @returns the answer in its place; may change what it is given */
  readonly alter: (answer: Answer, path: string) => Answer;
}

export const SYNC = /\/sync$/;
export const MEMBERS = /\/members$/;
export const SENDING = /\/send\/m\.room\.(message|encrypted)\//;
export const KEY_QUERY = /\/keys\/query$/;

/** Alters nothing. */
export const HONEST: Alteration = { touches: () => false, alter: (answer) => answer };

const pathOf = (url: URL | string): string => new URL(url).pathname;

/**
 * A `fetch` for clients outside of a browser.
 * @param seen gets the bodies of all messages that the client sends: the operator has them, whether or not the homeserver takes them
 */
export function alteringFetch({ touches, alter }: Alteration, seen: string[]): typeof fetch {
  return async (input, init) => {
    if (typeof init?.body === "string" && SENDING.test(pathOf(input instanceof Request ? input.url : input))) seen.push(init.body);
    const response = await fetch(input, init);
    const path = pathOf(input instanceof Request ? input.url : input);
    if (!touches(path) || !response.ok) return response;
    return Response.json(alter((await response.json()) as Answer, path), { status: response.status });
  };
}

/** Alters the answers to a page from now on. @returns what ends it. */
export async function alterAnswers(page: Page, { touches, alter }: Alteration): Promise<() => Promise<void>> {
  const matches = (url: URL): boolean => touches(url.pathname);
  await page.route(matches, async (route) => {
    // A preflight has nothing to alter, and a request that was under way may end with the page.
    if (route.request().method() === "OPTIONS") return route.continue();
    try {
      const response = await route.fetch({ timeout: 0 });
      if (!response.ok()) return await route.fulfill({ response });
      await route.fulfill({ response, json: alter((await response.json()) as Answer, pathOf(route.request().url())) });
    } catch {
      await route.abort().catch(() => undefined);
    }
  });
  return () => page.unroute(matches);
}

const slidingRoom = (sync: Answer, roomId: string): SlidingRoom | undefined => sync.rooms?.[roomId as `!${string}`];

/** Every list of events that a sync answer has for a room, whichever way of syncing it answers. */
function eventLists(sync: Answer, roomId: string): readonly AnsweredEvent[][] {
  const room = sync.rooms?.join?.[roomId];
  const sliding = slidingRoom(sync, roomId);
  const lists = [room?.state?.events, room?.timeline?.events, sync.rooms?.invite?.[roomId]?.invite_state?.events, sliding?.required_state, sliding?.timeline, sliding?.invite_state];
  return lists.filter((list) => list !== undefined);
}

/** Takes those events out of a room that `hidden` says, wherever a client could learn of them. */
export function hiding(roomId: string, hidden: (event: AnsweredEvent) => boolean): Alteration {
  return {
    touches: (path) => SYNC.test(path) || (MEMBERS.test(path) && decodeURIComponent(path).includes(roomId)),
    alter(answer) {
      for (const events of [...eventLists(answer, roomId), answer.chunk ?? []]) {
        events.splice(0, events.length, ...events.filter((event) => !hidden(event)));
      }
      // The counts would give it away.
      delete answer.rooms?.join?.[roomId]?.summary;
      const sliding = slidingRoom(answer, roomId);
      for (const count of ["joined_count", "invited_count", "heroes"] as const) delete sliding?.[count];
      return answer;
    },
  };
}

/** Changes events of a room on their way, in every answer of sync. */
export function rewriting(roomId: string, rewrite: (event: AnsweredEvent) => void): Alteration {
  return {
    touches: (path) => SYNC.test(path),
    alter(answer) {
      for (const events of eventLists(answer, roomId)) events.forEach(rewrite);
      return answer;
    },
  };
}

/** Tells of another event right before those of a room that `followed` picks, in every answer of sync: the honest one comes last, and the room looks right. */
export function preceding(roomId: string, followed: (event: AnsweredEvent) => boolean, before: (event: AnsweredEvent) => AnsweredEvent): Alteration {
  return {
    touches: (path) => SYNC.test(path),
    alter(answer) {
      for (const events of eventLists(answer, roomId)) events.splice(0, events.length, ...events.flatMap((event) => (followed(event) ? [before(event), event] : [event])));
      return answer;
    },
  };
}

/** Tells of one more event of a room with whatever else there is to tell of it. */
export function adding(roomId: string, event: AnsweredEvent): Alteration {
  return {
    touches: (path) => SYNC.test(path),
    alter(answer) {
      eventLists(answer, roomId)[0]?.push(event);
      return answer;
    },
  };
}

/** What the homeserver says now, and says otherwise from `become` on. */
export function changing(first: Alteration): Alteration & { become(next: Alteration): void } {
  let now = first;
  return {
    touches: (path) => now.touches(path),
    alter: (answer, path) => now.alter(answer, path),
    become: (next) => void (now = next),
  };
}

/** One alteration after the other. */
export const both = (first: Alteration, second: Alteration): Alteration => ({
  touches: (path) => first.touches(path) || second.touches(path),
  alter(answer, path) {
    const once = first.touches(path) ? first.alter(answer, path) : answer;
    return second.touches(path) ? second.alter(once, path) : once;
  },
});

/** Presents a room under the ID of another one. */
export const swappingIds = (roomId: string, shown: string): Alteration => ({
  touches: (path) => SYNC.test(path),
  alter: (answer) => JSON.parse(JSON.stringify(answer).replaceAll(roomId, shown)) as Answer,
});

/** The membership of one person, in every answer that tells of it. */
export const membershipOf =
  (userId: string, membership?: string) =>
  ({ type, state_key, content }: AnsweredEvent): boolean =>
    type === "m.room.member" && state_key === userId && (membership === undefined || content["membership"] === membership);

/** Leaves one device out, as after its owner has removed it. */
export const withoutDevice = (userId: string, deviceId: string): Alteration => ({
  touches: (path) => KEY_QUERY.test(path),
  alter(answer) {
    delete answer.device_keys?.[userId]?.[deviceId];
    return answer;
  },
});

/** Says about one person's keys what an earlier answer said. */
export function replayingKeys(userId: string, earlier: Answer): Alteration {
  return {
    touches: (path) => KEY_QUERY.test(path),
    alter(answer) {
      for (const kind of ["device_keys", "master_keys", "self_signing_keys"] as const) {
        const [now, before]: [Record<string, unknown> | undefined, unknown] = [answer[kind], earlier[kind]?.[userId]];
        if (now && userId in now && before !== undefined) now[userId] = before;
      }
      return answer;
    },
  };
}
