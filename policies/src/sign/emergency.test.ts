/** Pulses and overlays, signed with ssh-keygen and offered to those who obey them. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PolicyBundle, RootPayload } from "../model/policy-bundle.ts";
import type { Rule } from "../model/policy.ts";
import type { Result } from "../model/result.ts";
import { TrustedPolicySet } from "../verify/trusted-policy-set.ts";
import { signBundle } from "./sign-bundle.ts";
import { countersignOverlay, signOverlay } from "./sign-overlay.ts";
import { signPulse } from "./sign-pulse.ts";
import { officerKey, signRoot } from "./sign-root.ts";

const directory = mkdtempSync(join(tmpdir(), "chancery-emergency-"));
const OFFICERS = ["anne.morel", "bruno.petit"];
const HOST = "poste-1";
const NOW = "2026-11-25T12:00:00Z";
const keyFile = (name: string): string => join(directory, name);
const signersNamed = (...names: readonly string[]) => names.map((officer) => ({ officer, keyFile: keyFile(officer) }));
const document = (file: string) => ({ file, text: readFileSync(new URL(`../../documents/${file}`, import.meta.url), "utf8") });

const valueOf = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};
const refusalOf = (result: Result<unknown, { readonly code: string; readonly refusal?: { readonly code: string } }>): string =>
  result.ok ? "signed" : (result.failure.refusal?.code ?? result.failure.code);

let root: RootPayload;
let trusted: TrustedPolicySet;
let bundle: PolicyBundle;
let rule: Rule;

const begin = async (): Promise<void> => {
  trusted = valueOf(await TrustedPolicySet.pin(valueOf(await signRoot(root, null, signersNamed(...OFFICERS)))));
  const sources = { policy: document("policy.yaml"), publicRooms: document("public-rooms.yaml") };
  const terms = { issuedAt: "2026-11-23T00:00:00Z", expires: "2027-02-21T00:00:00Z" };
  bundle = valueOf(await trusted.offerBundle(valueOf(await signBundle({ sources, root, previous: null, terms, signers: signersNamed(...OFFICERS) })), NOW));
};

beforeAll(async () => {
  const keyLineOf = (name: string): string => {
    const made = spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", keyFile(name)]);
    if (made.status !== 0) throw new Error(made.stderr.toString());
    return valueOf(officerKey(readFileSync(`${keyFile(name)}.pub`, "utf8")));
  };
  root = {
    type: "root",
    version: 1,
    example: true,
    issued_at: "2026-11-01T00:00:00Z",
    expires: "2027-11-01T00:00:00Z",
    officers: OFFICERS.map((id) => ({ id, name: id, title: { fr: "Responsable", en: "Officer" }, key: keyLineOf(id) })),
    root_threshold: 2,
    layers: { national: { officers: OFFICERS, threshold: 2 } },
    pulse: { hosts: [{ id: HOST, key: keyLineOf(HOST) }] },
  };
  await begin();
  const [first] = bundle.policy.rules;
  if (first === undefined) throw new Error("the example has rules");
  rule = { ...first, id: "E-0001", effect: "deny", actions: ["join"], who: null, target: null, room: null, mode: "enforce", exceptions: [] };
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe("a pulse", { timeout: 60_000 }, () => {
  it("signed by the policy host over what it holds keeps the rules fresh for a day", async () => {
    expect(trusted.inForce("national", NOW)?.freshness).toEqual({ until: "2026-11-24T00:00:00Z", ends: "no_pulse" });
    const pulse = valueOf(await signPulse({ root, versions: trusted.versions, issuedAt: NOW, host: { officer: HOST, keyFile: keyFile(HOST) } }));
    valueOf(await trusted.offerPulse(pulse, NOW));
    expect(trusted.inForce("national", NOW)?.freshness).toEqual({ until: "2026-11-26T12:00:00Z", ends: "no_pulse" });
  });

  it("is not signed by an officer, for longer than a day, or under a root without hosts", async () => {
    const request = { root, versions: trusted.versions, issuedAt: NOW, host: { officer: HOST, keyFile: keyFile(HOST) } };
    expect(refusalOf(await signPulse({ ...request, host: { officer: "anne.morel", keyFile: keyFile("anne.morel") } }))).toBe("officer_unknown");
    expect(refusalOf(await signPulse({ ...request, seconds: 24 * 3600 + 1 }))).toBe("lasts_too_long");
    expect(refusalOf(await signPulse({ ...request, root: { ...root, pulse: null } }))).toBe("role_missing");
  });
});

describe("an overlay", { timeout: 60_000 }, () => {
  it("by one officer refuses at once; the next one waits for a second officer", async () => {
    await begin();
    const upon = { root, bundle, previous: null };
    const first = valueOf(await signOverlay({ ...upon, rules: [rule], issuedAt: NOW, signers: signersNamed("anne.morel") }));
    const previous = valueOf(await trusted.offerOverlay(first, NOW));
    expect([previous.version, previous.expires]).toEqual([1, "2026-11-28T12:00:00Z"]);
    const half = valueOf(await signOverlay({ ...upon, previous, rules: [], issuedAt: NOW, signers: signersNamed("anne.morel") }));
    expect((await trusted.offerOverlay(half, NOW)).ok).toBe(false);
    expect(refusalOf(await countersignOverlay(half, { ...upon, previous, signers: signersNamed("anne.morel") }))).toBe("officer_signed_already");
    const whole = valueOf(await countersignOverlay(half, { ...upon, previous, signers: signersNamed("bruno.petit") }));
    expect(valueOf(await trusted.offerOverlay(whole, NOW)).version).toBe(2);
  });

  it("is not signed when nobody would take it", async () => {
    const request = { root, bundle, previous: null, rules: [rule], issuedAt: NOW, signers: signersNamed("anne.morel") };
    expect(refusalOf(await signOverlay({ ...request, rules: [{ ...rule, effect: "allow" }] }))).toBe("overlay_allows");
    expect(refusalOf(await signOverlay({ ...request, rules: [{ ...rule, id: "R-0001" }] }))).toBe("schema_invalid");
    expect(refusalOf(await signOverlay({ ...request, rules: [{ ...rule, room: { class: ["unknown"], class_not: null, sets: null, sets_not: null } }] }))).toBe("schema_invalid");
    expect(refusalOf(await signOverlay({ ...request, seconds: 72 * 3600 + 1 }))).toBe("lasts_too_long");
    expect(refusalOf(await signOverlay({ ...request, signers: [{ officer: HOST, keyFile: keyFile(HOST) }] }))).toBe("officer_unknown");
  });

  it("upon other rules than those held is not countersigned", async () => {
    const elsewhere = { ...bundle, sha256: "0".repeat(64) };
    const draft = valueOf(await signOverlay({ root, bundle: elsewhere, previous: null, rules: [rule], issuedAt: NOW, signers: signersNamed("anne.morel") }));
    expect(refusalOf(await countersignOverlay(draft, { root, bundle, previous: null, signers: signersNamed("bruno.petit") }))).toBe("bundle_mismatch");
  });
});
