/** A homeserver for tests that knows signed policy alone: what is published in its one room is verified as the module verifies it, and served. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { instantOf } from "#policies/evaluate/instant.ts";
import type { BundleInTransit, Envelope } from "#policies/model/policy-bundle.ts";
import type { Layer } from "#policies/model/policy.ts";
import { POLICY_BUNDLE_EVENT, POLICY_CHUNK_EVENT, POLICY_ENDPOINT, POLICY_OVERLAY_EVENT, POLICY_PULSE_EVENT, POLICY_ROOT_EVENT, REFUSAL_KEY } from "#policies/model/wire-names.ts";
import { layersInForce, type LayersInForce } from "#policies/verify/layers-in-force.ts";
import { readBundlePayload } from "#policies/verify/read-bundle-payload.ts";
import { TrustedPolicySet } from "#policies/verify/trusted-policy-set.ts";
import { fieldOf } from "../reading/shape.ts";

export interface FakePolicyServer {
  /** base address */
  readonly address: string;
  /** type and state key of all that was published, in order */
  readonly published: string[];
  /** what decides now */
  inForce(): LayersInForce | null;
  stop(): Promise<void>;
}

const text = async (request: IncomingMessage): Promise<string> => {
  let all = "";
  for await (const part of request) all += String(part);
  return all;
};

/** @param installed root and the nation's bundle, as the role lays them down */
export async function fakePolicyServer(installed: { readonly root: Envelope; readonly bundle: BundleInTransit }): Promise<FakePolicyServer> {
  const pinned = await TrustedPolicySet.pin(installed.root);
  if (!pinned.ok) throw new Error(pinned.failure.code);
  const trusted = pinned.value;
  const now = (): string => instantOf(Date.now());
  const served = { roots: [installed.root], bundles: {} as { [layer in Layer]?: BundleInTransit }, overlays: {} as { [layer in Layer]?: Envelope }, pulse: null as Envelope | null, governance_room_id: null as string | null };
  const chunks = new Map<string, string>();
  const published: string[] = [];

  const takeBundle = async (inTransit: BundleInTransit): Promise<string | null> => {
    const taken = await trusted.offerBundle(inTransit, now());
    if (!taken.ok) return taken.failure.code === "version_same" ? null : taken.failure.code;
    served.bundles[taken.value.layer] = inTransit;
    return null;
  };
  const refused = await takeBundle(installed.bundle);
  if (refused !== null) throw new Error(refused);

  /** @returns why it is refused */
  async function take(room: string, type: string, stateKey: string, content: unknown): Promise<string | null> {
    const envelope = content as Envelope; // whatever it is, it is verified before it is used
    switch (type) {
      case POLICY_ROOT_EVENT: {
        if (served.roots.some(({ payload }) => payload === envelope.payload)) return null;
        const taken = await trusted.offerRoot(envelope);
        if (taken.ok) served.roots = [...served.roots, envelope];
        return taken.ok ? null : taken.failure.code;
      }
      case POLICY_CHUNK_EVENT:
        chunks.set(stateKey, String(fieldOf(content, "data")));
        return null;
      case POLICY_BUNDLE_EVENT: {
        const listed = readBundlePayload(Buffer.from(envelope.payload, "base64"));
        if (!listed.ok || listed.value.layer !== stateKey) return "schema_invalid";
        const problem = await takeBundle({ envelope, chunks: listed.value.chunks.map(({ sha256 }) => chunks.get(sha256) ?? "") });
        if (problem === null) served.governance_room_id = room;
        return problem;
      }
      case POLICY_OVERLAY_EVENT: {
        const taken = await trusted.offerOverlay(envelope, now());
        if (taken.ok) served.overlays[taken.value.layer] = envelope;
        return taken.ok || taken.failure.code === "version_same" ? null : taken.failure.code;
      }
      case POLICY_PULSE_EVENT: {
        const taken = await trusted.offerPulse(envelope, now());
        if (taken.ok) served.pulse = envelope;
        return taken.ok || taken.failure.code === "version_same" ? null : taken.failure.code;
      }
      default:
        return "schema_invalid";
    }
  }

  async function answer(method: string, path: string, body: string): Promise<readonly [number, unknown]> {
    if (method === "GET" && path === POLICY_ENDPOINT) return [200, served];
    if (path === "/_matrix/client/v3/login") return [200, { user_id: "@chancery-service:etat.example", access_token: "token" }];
    if (path === "/_matrix/client/v3/logout") return [200, {}];
    const [, room = "", type = "", stateKey = ""] = (/^\/_matrix\/client\/v3\/rooms\/([^/]*)\/state\/([^/]*)\/([^/]*)$/.exec(path) ?? []).map(decodeURIComponent);
    if (method !== "PUT" || type === "") return [404, { errcode: "M_UNRECOGNIZED", error: "unknown" }];
    const rejected = await take(room, type, stateKey, JSON.parse(body));
    if (rejected !== null) return [403, { errcode: "M_FORBIDDEN", error: "refused", [REFUSAL_KEY]: { rule_id: "F-08" }, "org.chancery.policy.rejected": rejected }];
    published.push(`${type} ${stateKey}`);
    return [200, { event_id: "$event" }];
  }

  const server = createServer((request, response) => {
    void text(request)
      .then((body) => answer(request.method ?? "", request.url ?? "", body))
      .then(([status, body]) => response.writeHead(status, { "content-type": "application/json", connection: "close" }).end(JSON.stringify(body)));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    address: `http://127.0.0.1:${port}`,
    published,
    inForce: () => layersInForce(trusted, now()),
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
}
