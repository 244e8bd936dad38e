/**
 * A forward proxy between a browser and the homeserver, on the loopback address, that spoils what it is told to: a message's
 * request or its answer, or everything for a while. Requests to other servers, such as the one that delivers the client, pass.
 */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** What becomes of the next request that sends a message. */
export type MessageFault =
  /** the connection breaks before the homeserver hears of it */
  | "lost_request"
  /** the homeserver takes it, and its answer is lost */
  | "lost_answer"
  /** the homeserver takes it, and the connection breaks in the middle of its answer */
  | "half_answer"
  | "rate_limited"
  | "bad_gateway"
  | "too_large"
  | "forbidden";

export interface FaultProxy {
  /** for a browser's `proxy.server` */
  readonly address: string;
  /** Spoils the next message's request; several wait for one request each. */
  spoil(fault: MessageFault): void;
  /** faults that have happened, by kind */
  readonly happened: ReadonlyMap<MessageFault, number>;
  /** how many wait for a message still */
  waiting(): number;
  /** Breaks every connection to the homeserver, and every new one, until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

const SENDS = /^\/_matrix\/client\/v3\/rooms\/[^/]+\/send\//;
/** How long the rate limit asks to wait, in ms. */
const RETRY_AFTER_MS = 1_000;

const refusal = (status: number, errcode: string, more: object = {}) => ({ status, body: JSON.stringify({ errcode, error: "spoilt by the test", ...more }) });
const REFUSALS = {
  rate_limited: refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: RETRY_AFTER_MS }),
  bad_gateway: { status: 502, body: "<html>" },
  too_large: refusal(413, "M_TOO_LARGE"),
  forbidden: refusal(403, "M_FORBIDDEN"),
} as const;

/** @param homeserver the origin whose requests are spoilt */
export async function startFaultProxy(homeserver: string): Promise<FaultProxy> {
  const faults: MessageFault[] = [];
  const happened = new Map<MessageFault, number>();
  const connections = new Set<Socket>();
  let isCut = false;

  function answer(response: ServerResponse, origin: string, { status, body }: { readonly status: number; readonly body: string }): void {
    // As the homeserver's own proxy would answer, or the browser would hide the refusal from the page.
    response.writeHead(status, {
      "access-control-allow-origin": origin,
      "access-control-expose-headers": "Retry-After",
      "content-type": body.startsWith("{") ? "application/json" : "text/html",
      ...(status === 429 ? { "retry-after": String(RETRY_AFTER_MS / 1000) } : {}),
    });
    response.end(body);
  }

  function pass(incoming: IncomingMessage, response: ServerResponse, url: URL, fault: MessageFault | null): void {
    const outgoing = forward(url, { method: incoming.method ?? "GET", headers: { ...incoming.headers, host: url.host } }, (upstream) => {
      if (fault === "lost_answer") {
        // Read to its end: by then the homeserver has certainly taken the message.
        upstream.resume().once("end", () => incoming.socket.destroy());
        return;
      }
      response.writeHead(upstream.statusCode ?? 502, upstream.headers);
      if (fault === "half_answer") {
        upstream.once("data", (data: Buffer) => response.write(data.subarray(0, data.length / 2), () => incoming.socket.destroy()));
        return;
      }
      upstream.pipe(response);
    });
    outgoing.once("error", () => incoming.socket.destroy());
    incoming.pipe(outgoing);
  }

  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? "/", homeserver);
    if (url.origin !== homeserver) return pass(incoming, response, url, null);
    if (isCut) return void incoming.socket.destroy();
    const { socket } = incoming;
    if (!connections.has(socket)) socket.once("close", () => connections.delete(socket));
    connections.add(socket);
    const fault = incoming.method === "PUT" && SENDS.test(url.pathname) ? (faults.shift() ?? null) : null;
    if (fault !== null) happened.set(fault, (happened.get(fault) ?? 0) + 1);
    if (fault === "lost_request") return void incoming.socket.destroy();
    if (fault === "rate_limited" || fault === "bad_gateway" || fault === "too_large" || fault === "forbidden") {
      incoming.resume().once("end", () => answer(response, incoming.headers.origin ?? "*", REFUSALS[fault]));
      return;
    }
    pass(incoming, response, url, fault);
  });
  // Chromium opens a tunnel only for what is encrypted on the way, which nothing on the loopback address is.
  server.on("connect", (_request, socket) => socket.destroy());
  server.on("clientError", (_error, socket) => socket.destroy());
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    // A TCP server has a numeric port.
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spoil: (fault) => void faults.push(fault),
    happened,
    waiting: () => faults.length,
    cut() {
      isCut = true;
      for (const connection of connections) connection.destroy();
    },
    mend: () => void (isCut = false),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
