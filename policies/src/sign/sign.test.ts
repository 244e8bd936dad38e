import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PolicySources } from "../compile/compile-policy.ts";
import type { RootPayload } from "../model/policy-bundle.ts";
import type { Result } from "../model/result.ts";
import { TrustedPolicySet } from "../verify/trusted-policy-set.ts";
import { countersignBundle, signBundle, type SignBundleRequest } from "./sign-bundle.ts";
import { officerKey, signRoot } from "./sign-root.ts";

const directory = mkdtempSync(join(tmpdir(), "chancery-sign-"));
const OFFICERS = ["anne.morel", "bruno.petit", "claire.roux"];
const NOW = "2026-11-23T12:00:00Z";
const keyFile = (officer: string): string => join(directory, officer);
const signersNamed = (...officers: readonly string[]) => officers.map((officer) => ({ officer, keyFile: keyFile(officer) }));

const document = (file: string) => ({ file, text: readFileSync(new URL(`../../documents/${file}`, import.meta.url), "utf8") });
const sources: PolicySources = { policy: document("policy.yaml"), publicRooms: document("public-rooms.yaml") };

const valueOf = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};
const codeOf = (result: Result<unknown, { readonly code: string }>): string => (result.ok ? "signed" : result.failure.code);

let root: RootPayload;
let trusted: TrustedPolicySet;
let request: SignBundleRequest;

beforeAll(async () => {
  for (const officer of [...OFFICERS, "mallory"]) {
    const made = spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", `${officer} on a laptop`, "-f", keyFile(officer)]);
    if (made.status !== 0) throw new Error(made.stderr.toString());
  }
  root = {
    type: "root",
    version: 1,
    example: true,
    issued_at: "2026-11-01T00:00:00Z",
    expires: "2027-11-01T00:00:00Z",
    officers: OFFICERS.map((id) => ({ id, name: id, title: { fr: "Responsable", en: "Officer" }, key: valueOf(officerKey(readFileSync(`${keyFile(id)}.pub`, "utf8"))) })),
    root_threshold: 2,
    layers: { national: { officers: OFFICERS, threshold: 2 } },
    pulse: null,
  };
  const envelope = valueOf(await signRoot(root, null, signersNamed("anne.morel", "bruno.petit")));
  trusted = valueOf(await TrustedPolicySet.pin(envelope));
  request = { sources, root, previous: null, terms: { issuedAt: "2026-11-23T00:00:00Z", expires: "2027-02-21T00:00:00Z" }, signers: signersNamed("anne.morel", "bruno.petit") };
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe("signing with ssh-keygen", { timeout: 60_000 }, () => {
  it("makes a bundle that is trusted, and one after it", async () => {
    const first = valueOf(await trusted.offerBundle(valueOf(await signBundle(request)), NOW));
    expect(first.version).toBe(1);
    const second = valueOf(await signBundle({ ...request, previous: first, signers: signersNamed("claire.roux", "anne.morel") }));
    const accepted = valueOf(await trusted.offerBundle(second, NOW));
    expect([accepted.version, accepted.signed_by.map(({ id }) => id)]).toEqual([2, ["anne.morel", "claire.roux"]]);
  });

  it("lets officers sign one after another, each from their own text", async () => {
    const half = valueOf(await signBundle({ ...request, signers: signersNamed("bruno.petit") }));
    const whole = valueOf(await countersignBundle(half, { ...request, signers: signersNamed("claire.roux") }));
    expect(whole.envelope.signatures.map(({ officer }) => officer)).toEqual(["bruno.petit", "claire.roux"]);
    const fresh = valueOf(await TrustedPolicySet.pin(valueOf(await signRoot(root, null, signersNamed("claire.roux", "bruno.petit")))));
    expect((await fresh.offerBundle(half, NOW)).ok).toBe(false);
    expect((await fresh.offerBundle(whole, NOW)).ok).toBe(true);
  });

  it("does not countersign what was made from another text", async () => {
    const reviewed = { ...sources, policy: { ...sources.policy, text: sources.policy.text.replace("mode: evaluate", "mode: enforce") } };
    const half = valueOf(await signBundle({ ...request, sources: reviewed, signers: signersNamed("bruno.petit") }));
    expect(codeOf(await countersignBundle(half, { ...request, signers: signersNamed("anne.morel") }))).toBe("text_differs");
  });

  it("does not countersign chunks that were swapped under a signed payload", async () => {
    const half = valueOf(await signBundle({ ...request, signers: signersNamed("bruno.petit") }));
    expect(codeOf(await countersignBundle({ ...half, chunks: ["QQ=="] }, { ...request, signers: signersNamed("anne.morel") }))).toBe("text_differs");
  });

  it("says who may not sign, and with what", async () => {
    const sign = async (signers: SignBundleRequest["signers"]) => codeOf(await signBundle({ ...request, signers }));
    expect(await sign(signersNamed("mallory"))).toBe("officer_unknown");
    expect(await sign([{ officer: "anne.morel", keyFile: keyFile("mallory") }])).toBe("key_not_in_root");
    expect(await sign(signersNamed("anne.morel", "anne.morel"))).toBe("officer_signed_already");
    expect(await sign([{ officer: "anne.morel", keyFile: join(directory, "nowhere") }])).toBe("ssh_keygen_failed");
  });

  it("signs nothing that would not be accepted", async () => {
    expect(codeOf(await signBundle({ ...request, terms: { ...request.terms, expires: "2028-01-01T00:00:00Z" } }))).toBe("expires_after_root");
    expect(codeOf(await signBundle({ ...request, terms: { ...request.terms, expires: request.terms.issuedAt } }))).toBe("expires_before_issue");
    expect(codeOf(await signBundle({ ...request, sources: { ...sources, policy: { file: "policy.yaml", text: "lang: chancery/1" } } }))).toBe("compile");
    expect(codeOf(await signRoot({ ...root, root_threshold: 4 }, null, signersNamed("anne.morel")))).toBe("not_verified");
    const previous = trusted.bundle("national");
    if (previous === null) throw new Error("the first test was to leave a bundle in force");
    const opened = sources.policy.text.replace("mark: ministries\n    encryption: required", "mark: ministries\n    encryption: none");
    expect(opened).not.toBe(sources.policy.text);
    expect(await signBundle({ ...request, previous, sources: { ...sources, policy: { file: "policy.yaml", text: opened } } })).toMatchObject({
      ok: false,
      failure: { code: "compile", problems: [{ code: "floor", file: "policy.yaml", line: opened.slice(0, opened.indexOf("  interministerial:")).split("\n").length, column: 3 }] },
    });
  });

  it("takes an OpenSSH Ed25519 key and no other", () => {
    const line = readFileSync(`${keyFile("anne.morel")}.pub`, "utf8");
    expect(officerKey(line)).toEqual({ ok: true, value: line.split(" ").slice(0, 2).join(" ") });
    for (const other of ["ssh-rsa AAAA anne", "ssh-ed25519 AAAA anne", "ssh-ed25519", ""]) expect(officerKey(other).ok).toBe(false);
  });
});
