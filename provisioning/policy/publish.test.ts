import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { BundleInTransit, Envelope } from "#policies/model/policy-bundle.ts";
import { deploymentLayout, repositoryLayout } from "../deployment/layout.ts";
import type { MatrixHttp } from "../homeserver/matrix-http.ts";
import type { MemberSession } from "../homeserver/member-session.ts";
import { readShape } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { policyInForce } from "../verify/policy-in-force.ts";
import { officerKeyPath } from "./example-officers.ts";
import { readHeldPolicy, readRoots } from "./policy-files.ts";
import { preparePolicy, type PreparedPolicy } from "./prepare-policy.ts";
import { publishPolicy } from "./publish.ts";
import { signRootChange } from "./sign-root-change.ts";
import type { HeldBundle } from "./under-roots.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const ROOM = "!governance";

let directory: string;
let prepared: PreparedPolicy;
let first: HeldBundle;
let second: HeldBundle;

const value = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chancery-publish-"));
  const asked = { layout: deploymentLayout(directory), repository: repositoryLayout(resolve(import.meta.dirname, "../..")), now: NOW, onNote: () => undefined };
  prepared = value(await preparePolicy(asked));
  first = value(await prepared.withPublicRooms([])).current;
  second = value(await prepared.withPublicRooms([{ id: "!presse", comment: "Presse" }])).current;
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** A module that enforces `bundle`, and takes what is published when `takes` says so. */
function fakeModule(bundle: BundleInTransit, takes: boolean) {
  const answer = { roots: prepared.roots, bundles: { national: bundle }, overlays: {}, pulse: null, governance_room_id: null as string | null };
  const sent: string[] = [];
  let open = 0;
  const http: MatrixHttp = {
    async request(asked) {
      const read = readShape(asked.answer, structuredClone(answer));
      return read.ok ? ok(read.value) : failed({ code: "answer_invalid", path: asked.path, status: 200 });
    },
  };
  const session: Pick<MemberSession, "sendState" | "signOut"> = {
    async sendState(_room, type, stateKey, content) {
      sent.push(`${type} ${stateKey}`);
      if (takes && type === "org.chancery.policy.root" && Number(stateKey) > answer.roots.length) answer.roots = [answer.roots[0], ...answer.roots.slice(1), content as Envelope]; // what is published below
      if (takes && type === "org.chancery.policy.bundle") {
        answer.bundles.national = second.inTransit;
        answer.governance_room_id = ROOM;
      }
      return ok(undefined);
    },
    async signOut() {
      open -= 1;
      return ok(undefined);
    },
  };
  return {
    http,
    sent,
    answer,
    openSessions: () => open,
    service: async () => {
      open += 1;
      // Publishing uses only these two verbs.
      return ok(session as MemberSession);
    },
  };
}

const publish = (module: ReturnType<typeof fakeModule>, policy: HeldBundle = second, roots = prepared.roots) =>
  publishPolicy({ http: module.http, service: module.service, governanceRoomId: ROOM, roots, bundles: [policy], now: NOW });
const code = (result: Result<unknown, { readonly code: string }>): string | null => (result.ok ? null : result.failure.code);

describe("publishing the rules", { timeout: 60_000 }, () => {
  test("sends chunks, then roots, then the bundle, once", async () => {
    const module = fakeModule(first.inTransit, true);
    expect(await publish(module)).toEqual(ok(["national"]));
    expect(module.sent.map((entry) => entry.split(" ")[0])).toEqual(["org.chancery.policy.chunk", "org.chancery.policy.root", "org.chancery.policy.bundle"]);
    expect(module.sent[1]).toBe("org.chancery.policy.root 1");
    expect(await publish(module)).toEqual(ok([]));
    expect(module.sent.length).toBe(3);
    expect(module.openSessions()).toBe(0);
  });

  test("is not called done while the homeserver enforces another version", async () => {
    expect(code(await publish(fakeModule(first.inTransit, false)))).toBe("not_in_force");
  });

  /** The roots after those of whom `leaving` is one were replaced; the threshold goes to one, so that who stays can sign. */
  const rootsWithout = async (leaving: readonly string[]): Promise<PreparedPolicy["roots"]> => {
    const layout = deploymentLayout(directory);
    const held = value(await readHeldPolicy(layout, NOW));
    if (held === null) throw new Error("the example has a root");
    const signers = ["anne.morel", "bruno.petit", "claire.roux"].map((officer) => ({ officer, keyFile: officerKeyPath(layout, officer) }));
    expect(value(await signRootChange({ layout, held, change: { layer: null, leaving, joining: [], threshold: 1, rootThreshold: null, ending: [], hosts: null }, signers, validDays: 30, anew: false, now: NOW })).kind).toBe("complete");
    const roots = value(await readRoots(layout));
    if (roots === null) throw new Error("the roots were just written");
    return roots;
  };

  test("sends a further root although the rules are in force already", async () => {
    const module = fakeModule(second.inTransit, true);
    module.answer.governance_room_id = ROOM;
    expect(await publish(module)).toEqual(ok([]));
    const roots = await rootsWithout(["claire.roux"]);
    expect(await publish(module, second, roots)).toEqual(ok(["national"]));
    expect(module.sent.slice(1, 3)).toEqual(["org.chancery.policy.root 1", "org.chancery.policy.root 2"]);
    expect(await publish(module, second, roots)).toEqual(ok([]));
  });

  test("sends nothing that a new root refuses: first the officers in office sign", async () => {
    const module = fakeModule(second.inTransit, true);
    expect(code(await publish(module, second, await rootsWithout(["anne.morel", "bruno.petit"])))).toBe("signer_unknown");
    expect(module.sent).toEqual([]);
  });

  test("never goes back to an older version", async () => {
    const module = fakeModule(second.inTransit, true);
    expect(code(await publish(module, first))).toBe("version_old");
    expect(module.sent).toEqual([]);
  });
});

describe("what the homeserver says is in force is verified, not believed", { timeout: 60_000 }, () => {
  test("rules that were changed on the server are refused", async () => {
    const text = inflateRawSync(Buffer.from(first.inTransit.chunks[0] ?? "", "base64")).toString("utf8").replace("deny", "DENY");
    const forged = { ...first.inTransit, chunks: [deflateRawSync(text).toString("base64")] };
    expect(code(await policyInForce(fakeModule(forged, false).http, prepared.roots[0], NOW))).toBe("chunk_mismatch");
  });

  test("half-signed rules are refused", async () => {
    const { envelope, chunks } = first.inTransit;
    const half = { chunks, envelope: { ...envelope, signatures: envelope.signatures.slice(0, 1) } };
    expect(code(await policyInForce(fakeModule(half, false).http, prepared.roots[0], NOW))).toBe("threshold_not_met");
  });

  test("a root of the server's own does not replace the deployment's", async () => {
    const module = fakeModule(first.inTransit, false);
    const elsewhere = await mkdtemp(join(tmpdir(), "chancery-publish-"));
    try {
      const asked = { layout: deploymentLayout(elsewhere), repository: repositoryLayout(resolve(import.meta.dirname, "../..")), now: NOW, onNote: () => undefined };
      const foreign = value(await preparePolicy(asked));
      module.answer.roots = foreign.roots;
      module.answer.bundles.national = value(await foreign.withPublicRooms([])).current.inTransit;
      expect(code(await policyInForce(module.http, prepared.roots[0], NOW))).toBe("signature_invalid");
    } finally {
      await rm(elsewhere, { recursive: true, force: true });
    }
  });
});
