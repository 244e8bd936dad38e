import { describe, expect, it } from "vitest";
import { bundle, digestOf, root, rootPayload, text } from "../../vectors/source/signed-things.ts";
import { auditChain, type ChainAudit, type Finding } from "./audit-chain.ts";

const firstRoot = await root(text(rootPayload()));
const one = await bundle();
const two = await bundle({ version: 2, after: one });
const three = await bundle({ version: 3, after: two });
const found = (...bundles: readonly (typeof one)[]) => bundles.map((inTransit, index) => ({ place: `file-${String(index + 1)}`, inTransit }));
const audit = (roots: Parameters<typeof auditChain>[0], ...bundles: readonly (typeof one)[]): Promise<ChainAudit> => auditChain(roots, "root.json", found(...bundles));
const said = ({ findings }: ChainAudit): readonly string[] => findings.map(({ of, version, code, detail, breaks }: Finding) => [of, version, code, detail, breaks ? "" : "remark"].filter((part) => part !== null && part !== "").join(" "));
const versions = ({ bundles }: ChainAudit): readonly number[] => bundles.map(({ version }) => version);

describe("the chain of versions", () => {
  it("is whole when every version follows the one before, in whatever order the files lie", async () => {
    const whole = await audit([firstRoot], three, one, two);
    expect(said(whole)).toEqual([]);
    expect(whole.bundles).toMatchObject([
      { place: "file-2", version: 1, prev_sha256: null, sha256: digestOf(one), signed_by: ["anne.morel", "bruno.petit"], threshold: 2, root: 1, layer: "national" },
      { version: 2, prev_sha256: digestOf(one) },
      { version: 3, prev_sha256: digestOf(two), issued_at: "2026-11-20T00:00:00Z" },
    ]);
    expect(whole.roots).toMatchObject([{ version: 1, signed_by: ["anne.morel", "bruno.petit"], threshold: 2 }]);
  });

  it("misses a version that is not there, also the first", async () => {
    expect(said(await audit([firstRoot], one, three))).toEqual(["bundle 3 version_missing 2"]);
    expect(said(await audit([firstRoot], three))).toEqual(["bundle 3 version_missing 1–2"]);
  });

  it("finds a version exchanged for another: who was away would have taken it", async () => {
    const other = await bundle({ version: 2, after: one, payload: { compiler: "another" } });
    expect(said(await audit([firstRoot], one, other, three))).toEqual(["bundle 3 prev_mismatch"]);
    expect(said(await audit([firstRoot], one, two, other, three))).toEqual(["bundle 2 version_twice file-2"]);
  });

  it("finds a version that not enough signed, and looks at those after it", async () => {
    const half = await bundle({ version: 2, after: one, signers: ["anne.morel"] });
    const after = await bundle({ version: 3, after: half });
    const audited = await audit([firstRoot], one, half, after);
    expect(said(audited)).toEqual(["bundle 2 threshold_not_met"]);
    expect(versions(audited)).toEqual([1, 3]);
  });

  it("finds content that is not what was signed", async () => {
    expect(said(await audit([firstRoot], { ...one, chunks: three.chunks.slice(1) }))).toEqual(["bundle 1 chunk_missing"]);
    const unreadable = await audit([firstRoot], { envelope: { ...one.envelope, payload: "AAAA" }, chunks: [] });
    expect(unreadable.findings).toMatchObject([{ place: "file-1", version: null, code: "json_invalid", breaks: true }]);
  });

  it("judges each version at the moment at which it was issued", async () => {
    const late = await bundle({ payload: { issued_at: "2027-11-01T00:00:00Z", expires: "2027-11-02T00:00:00Z" } });
    expect(said(await audit([firstRoot], late))).toEqual(["bundle 1 root_expired"]);
    const long = await bundle({ payload: { expires: "2028-01-01T00:00:00Z" } });
    expect(said(await audit([firstRoot], long))).toEqual(["bundle 1 outlives_root 2027-11-01T00:00:00Z"]);
    const earlier = await bundle({ version: 2, after: one, payload: { issued_at: "2026-11-19T00:00:00Z" } });
    expect(said(await audit([firstRoot], one, earlier))).toEqual(["bundle 2 issued_before_previous 2026-11-20T00:00:00Z remark"]);
  });

  it("walks the roots, and holds each version to the root of its time", async () => {
    const second = await root(text(rootPayload({ version: 2, issued_at: "2026-11-21T00:00:00Z", layers: { national: { officers: ["anne.morel", "bruno.petit", "claire.roux"], threshold: 3 } } })));
    const soon = await bundle({ version: 2, after: one, payload: { issued_at: "2026-11-22T00:00:00Z" } });
    expect(said(await audit([firstRoot, second], one, soon))).toEqual(["bundle 2 threshold_not_met"]);
    const three_ = await bundle({ version: 2, after: one, payload: { issued_at: "2026-11-22T00:00:00Z" }, signers: ["anne.morel", "bruno.petit", "claire.roux"] });
    const whole = await audit([firstRoot, second], one, three_);
    expect(said(whole)).toEqual([]);
    expect(whole.bundles.map(({ root: under, threshold }) => [under, threshold])).toEqual([[1, 2], [2, 3]]);
  });

  it("stops at a root that does not follow, and trusts nothing without a first", async () => {
    const third = await root(text(rootPayload({ version: 3 })));
    expect(said(await audit([firstRoot, third], one))).toEqual(["root 2 version_skipped"]);
    const alone = await root(text(rootPayload({ version: 2 })), ["claire.roux"]);
    expect(said(await audit([firstRoot, alone]))).toEqual(["root 2 threshold_not_met"]);
    const none = await audit([await root(text(rootPayload()), ["anne.morel"])], one);
    expect([said(none), versions(none)]).toEqual([["root 1 threshold_not_met"], []]);
  });

  it("remarks on a root that came after the one before had expired: that is allowed", async () => {
    const late = await root(text(rootPayload({ version: 2, issued_at: "2027-12-01T00:00:00Z", expires: "2028-12-01T00:00:00Z" })));
    expect(said(await audit([firstRoot, late], one))).toEqual(["root 2 issued_after_expiry 2027-11-01T00:00:00Z remark"]);
  });
});
