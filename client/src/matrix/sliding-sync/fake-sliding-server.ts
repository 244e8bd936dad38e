/** A homeserver that answers sliding sync with what a test has prepared, and remembers what it was asked. */
import type { WireEvent } from "./wire.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly authorization: string | null;
}

export const SLIDING = "/_matrix/client/unstable/org.matrix.simplified_msc3575/sync";

export class FakeSlidingServer {
  readonly asked: Asked[] = [];
  /** the answers to come, in order; a function may do something else first */
  readonly answers: (() => Response | Promise<Response>)[] = [];
  readonly members = new Map<string, readonly WireEvent[]>();

  prepare(body: object, status = 200): void {
    this.answers.push(() => Response.json(body, { status }));
  }

  readonly fetch: typeof fetch = async (resource, options) => {
    const url = new URL(resource instanceof Request ? resource.url : resource);
    const body: unknown = typeof options?.body === "string" ? JSON.parse(options.body) : null;
    const authorization = new Headers(options?.headers).get("authorization");
    this.asked.push({ method: options?.method ?? "GET", path: url.pathname, query: Object.fromEntries(url.searchParams), body, authorization });
    const room = /\/rooms\/([^/]+)\/members$/.exec(url.pathname)?.[1];
    if (room !== undefined) {
      const chunk = this.members.get(decodeURIComponent(room));
      return chunk === undefined ? Response.json({ errcode: "M_UNKNOWN" }, { status: 500 }) : Response.json({ chunk });
    }
    const answer = this.answers.shift();
    if (answer === undefined) throw new TypeError("offline");
    return answer();
  };
}
