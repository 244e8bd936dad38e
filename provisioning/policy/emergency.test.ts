import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Envelope } from "#policies/model/policy-bundle.ts";
import type { Rule } from "#policies/model/policy.ts";
import { deploymentLayout, repositoryLayout, type DeploymentLayout } from "../deployment/layout.ts";
import type { MatrixHttp } from "../homeserver/matrix-http.ts";
import type { MemberSession } from "../homeserver/member-session.ts";
import type { Problem } from "../output/problem.ts";
import { readShape } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { officerKeyPath } from "./example-officers.ts";
import { readHeldPolicy } from "./policy-files.ts";
import { preparePolicy } from "./prepare-policy.ts";
import { publishEnvelope, type EnvelopePublication } from "./publish-envelope.ts";
import { signDeploymentOverlay, type OverlaySigning } from "./sign-overlay.ts";
import { signDeploymentPulse } from "./sign-pulse.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const HOUR = 60 * 60 * 1000;
let directory: string;
let layout: DeploymentLayout;

const value = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};
const codes = (result: Result<unknown, readonly Problem[]>): readonly string[] => (result.ok ? [] : result.failure.map(({ code }) => code));

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "chancery-emergency-"));
  layout = deploymentLayout(directory);
  value(await preparePolicy({ layout, repository: repositoryLayout(resolve(import.meta.dirname, "../..")), now: NOW, onNote: () => undefined }));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const held = async (now = NOW): Promise<OverlaySigning["held"]> => {
  const found = value(await readHeldPolicy(layout, now));
  const current = found?.bundles.get("national");
  if (!found || current === undefined) throw new Error("the example has rules");
  return { ...found, current };
};

/** Signs as one of the example's officers. */
const sign = async (officer: string, changes: Partial<OverlaySigning> = {}, now = NOW) => {
  const rules = await held(now);
  const [first] = rules.current.bundle.policy.rules;
  if (first === undefined) throw new Error("the example has rules");
  const rule: Rule = { ...first, id: "E-0001", effect: "deny", actions: ["join"], who: null, target: null, room: null, mode: "enforce", exceptions: [] };
  return signDeploymentOverlay({ layout, held: rules, rules: [rule], hours: 24, signers: [{ officer, keyFile: officerKeyPath(layout, officer) }], now, ...changes });
};

describe("an overlay of a deployment", { timeout: 60_000 }, () => {
  test("is complete with one officer, remembered, and followed by one of two", async () => {
    const first = value(await sign("anne.morel"));
    expect(first.kind === "complete" && [first.overlay.version, first.overlay.expires]).toEqual([1, "2026-11-24T12:00:00Z"]);
    expect((await held()).trusted.inForce("national", "2026-11-23T13:00:00Z")?.overlay?.version).toBe(1);
    const later = NOW + 30 * HOUR;
    expect((await held(later)).trusted.inForce("national", "2026-11-24T18:00:00Z")?.overlay).toBeNull();
    expect(value(await sign("anne.morel", {}, later))).toEqual({ kind: "draft" });
    const second = value(await sign("bruno.petit", {}, later));
    expect(second.kind === "complete" && second.overlay.signed_by.map(({ id }) => id)).toEqual(["anne.morel", "bruno.petit"]);
    await expect(stat(layout.layers.national.overlayDraft)).rejects.toThrow("ENOENT");
  });

  test("is not signed for longer than it may last", async () => {
    expect(codes(await sign("anne.morel", { hours: 73 }))).toEqual(["lasts_too_long"]);
    await expect(stat(layout.layers.national.overlay)).rejects.toThrow("ENOENT");
  });

  test("whose file was tampered with is refused", async () => {
    value(await sign("anne.morel"));
    await writeFile(layout.layers.national.overlay, JSON.stringify({ payload: "e30=", signatures: [] }));
    const found = await readHeldPolicy(layout, NOW);
    expect(found.ok ? null : found.failure.code).toBe("unsigned");
  });
});

test("a pulse is not signed under a root that names no policy host", async () => {
  const host = { officer: "anne.morel", keyFile: officerKeyPath(layout, "anne.morel") };
  expect(codes(await signDeploymentPulse({ layout, held: await held(), host, now: NOW }))).toEqual(["role_missing"]);
});

describe("publishing an envelope", { timeout: 60_000 }, () => {
  /** A homeserver whose module takes what is sent when `takes` says so. */
  const publish = async (takes: boolean, what: EnvelopePublication["what"], envelope: Envelope) => {
    const answer = { overlays: {} as { [layer: string]: unknown }, pulse: null as unknown };
    const sent: string[] = [];
    const http: MatrixHttp = {
      async request(asked) {
        const read = readShape(asked.answer, structuredClone(answer));
        return read.ok ? ok(read.value) : failed({ code: "answer_invalid", path: asked.path, status: 200 });
      },
    };
    const session: Pick<MemberSession, "sendState" | "signOut"> = {
      async sendState(_room, type, stateKey, content) {
        sent.push(`${type} ${stateKey}`);
        if (takes && what.kind === "pulse") answer.pulse = content;
        else if (takes) answer.overlays[stateKey] = content;
        return ok(undefined);
      },
      signOut: async () => ok(undefined),
    };
    const service = async () => ok(session as MemberSession); // publishing uses only these two verbs
    const result = await publishEnvelope({ http, service, governanceRoomId: "!governance", what, envelope });
    if (result.ok && result.value) expect(await publishEnvelope({ http, service, governanceRoomId: "!governance", what, envelope })).toEqual(ok(false)); // and not sent again
    return { code: result.ok ? "done" : result.failure.code, sent };
  };
  const envelope: Envelope = { payload: "e30=", signatures: [] };

  test("is done when the homeserver serves what was sent, and not before", async () => {
    expect(await publish(true, { kind: "overlay", layer: "national" }, envelope)).toEqual({ code: "done", sent: ["org.chancery.policy.overlay national"] });
    expect(await publish(true, { kind: "pulse" }, envelope)).toEqual({ code: "done", sent: ["org.chancery.policy.pulse "] });
    expect((await publish(false, { kind: "pulse" }, envelope)).code).toBe("not_in_force");
    expect((await publish(false, { kind: "overlay", layer: "national" }, envelope)).code).toBe("not_in_force");
  });
});
