/**
 * Which way of syncing is used, decided below the SDK: it asks for sync version 2, and where sliding sync is in use its request
 * is answered from a sliding connection instead. What the SDK makes of a response is then the same for both.
 */
import { liveSource, type Live } from "../../domain/live.ts";
import { SlidingSyncConnection, type ConnectionParts } from "./connection.ts";
import { parsePositionToken } from "./position-token.ts";
import type { RoomsOfSync } from "./request.ts";

export type WayOfSyncing = "sliding" | "v2";

const SYNC_V2 = "/_matrix/client/v3/sync";
const MEMBERS = /^\/_matrix\/client\/v3\/rooms\/[^/]+\/members$/;

export class SyncTransport {
  readonly #fetch: typeof fetch;
  readonly #me: string;
  readonly #connection = new SlidingSyncConnection();
  readonly #caughtUp = liveSource(false);
  #way: WayOfSyncing;
  #rooms: RoomsOfSync = "none";

  /** @param fetchFn - reaches the homeserver. @param way - what is tried first: a server that has no sliding sync is asked by version 2. */
  constructor(fetchFn: typeof fetch, me: string, way: WayOfSyncing) {
    this.#fetch = fetchFn;
    this.#me = me;
    this.#way = way;
  }

  /** Which way is in use now. */
  get way(): WayOfSyncing {
    return this.#way;
  }

  /** Call before the client is started: in front of the gate there are no rooms. */
  askFor(rooms: RoomsOfSync): void {
    this.#rooms = rooms;
  }

  /** Sends the first request now, while the client still prepares to ask for it. @param homeserver - its origin. */
  begin(homeserver: string, accessToken: string): void {
    if (this.#way === "sliding") this.#connection.begin(this.#parts(homeserver, { headers: { authorization: `Bearer ${accessToken}` } }), this.#rooms);
  }

  /** Whether every room that there is, is known here: before, a room that is not known may well exist. */
  get caughtUp(): Live<boolean> {
    return this.#caughtUp;
  }

  /** To be given to the client as its `fetchFn`. */
  readonly fetch: typeof fetch = async (resource, options) => {
    const url = resource instanceof URL ? resource : new URL(typeof resource === "string" ? resource : resource.url);
    if (url.pathname === SYNC_V2) return this.#sync(url, options);
    if (MEMBERS.test(url.pathname) && parsePositionToken(url.searchParams.get("at") ?? "") !== null) return this.#fetch(withoutPosition(url), options);
    return this.#fetch(resource, options);
  };

  async #sync(url: URL, options: RequestInit | undefined): Promise<Response> {
    const token = url.searchParams.get("since");
    const since = token === null ? null : parsePositionToken(token);
    // Whoever asks on has taken in what came before; version 2 gives every room in its first answer.
    const isWhole = token !== null && (since === null || since.window === null);
    if (isWhole && !this.#caughtUp.current()) this.#caughtUp.set(true);
    if (this.#way === "v2") return this.#fetch(url, options);
    const timeout = Number(url.searchParams.get("timeout") ?? 0);
    const answer = await this.#connection.next(this.#parts(url.origin, options), this.#rooms, since, timeout);
    if (!("refusal" in answer)) return Response.json(answer);
    if (!answer.unsupported) return answer.refusal;
    this.#way = "v2";
    return this.#fetch(url, options);
  }

  #parts(origin: string, options: RequestInit | undefined): ConnectionParts {
    return {
      me: this.#me,
      ask: (method, path, query, body) => {
        const url = new URL(path, origin);
        for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
        const headers = new Headers(options?.headers);
        if (body !== undefined) headers.set("content-type", "application/json");
        return this.#fetch(url, { ...options, method, headers, body: body === undefined ? null : JSON.stringify(body) });
      },
    };
  }
}

/** A position of sliding sync is no point in time that `/members` knows; without one it answers as of now. */
function withoutPosition(url: URL): URL {
  const now = new URL(url);
  now.searchParams.delete("at");
  return now;
}
