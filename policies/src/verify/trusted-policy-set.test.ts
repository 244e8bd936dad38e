import { describe, expect, it } from "vitest";
import { bundle, digestOf, overlay, root, rootPayload, text } from "../../vectors/source/signed-things.ts";
import { TrustedPolicySet, type HighWaterMarks } from "./trusted-policy-set.ts";

const NOW = "2026-11-23T12:00:00Z";
const pinnedRoot = await root(text(rootPayload()));
const first = await bundle();
const second = await bundle({ version: 2, after: first });

const trusted = async (marks?: HighWaterMarks): Promise<TrustedPolicySet> => {
  const pinned = await TrustedPolicySet.pin(pinnedRoot, marks);
  if (!pinned.ok) throw new Error(pinned.failure.code);
  return pinned.value;
};
const codeOf = (answer: { readonly ok: boolean; readonly failure?: { readonly code: string } }): string => answer.failure?.code ?? "accepted";

describe("what is trusted", () => {
  it("is a bundle with those who signed it, in the order of the root", async () => {
    const answer = await (await trusted()).offerBundle(await bundle({ signers: ["claire.roux", "anne.morel"] }), NOW);
    expect(answer.ok && answer.value).toMatchObject({ version: 1, layer: "national", threshold: 2, sha256: digestOf(first) });
    expect(answer.ok && answer.value.signed_by.map(({ id }) => id)).toEqual(["anne.morel", "claire.roux"]);
  });

  it("is nothing below the minimum that a build or a machine names", async () => {
    const set = await trusted({ national: { version: 2, sha256: null } });
    expect(codeOf(await set.offerBundle(first, NOW))).toBe("version_old");
    expect(set.bundle("national")).toBeNull();
    expect(codeOf(await set.offerBundle(second, NOW))).toBe("accepted");
  });

  it("is not another text under a version that was seen before", async () => {
    const seen = { version: 1, sha256: digestOf(first) };
    expect(codeOf(await (await trusted({ national: seen })).offerBundle(await bundle({ payload: { compiler: "other" } }), NOW))).toBe("version_conflict");
    expect(codeOf(await (await trusted({ national: seen })).offerBundle(first, NOW))).toBe("accepted");
  });

  it("is the higher version when two are offered at once, in either order", async () => {
    for (const offers of [[first, second], [second, first]]) {
      const set = await trusted();
      const answers = await Promise.all(offers.map((each) => set.offerBundle(each, NOW)));
      expect(set.bundle("national")?.version).toBe(2);
      expect(answers.filter(({ ok }) => !ok).map(codeOf)).toEqual(offers[0] === second ? ["version_old"] : []);
    }
  });

  it("is one policy for as long as its overlay is the same, for its index is kept by it", async () => {
    const set = await trusted();
    await set.offerBundle(first, NOW);
    expect((await set.offerOverlay(await overlay({ upon: first }), NOW)).ok).toBe(true);
    const deciding = set.inForce("national", NOW)?.deciding.policy;
    expect(deciding?.rules[0]?.id).toBe("E-0001");
    expect(set.inForce("national", NOW)?.deciding.policy).toBe(deciding);
  });

  it("stays as it was when something refused is offered", async () => {
    const set = await trusted();
    await set.offerBundle(first, NOW);
    const held = set.bundle("national");
    for (const wrong of [null, {}, { envelope: null, chunks: [] }, await bundle({ version: 2, after: first, signers: [] })]) {
      expect((await set.offerBundle(wrong, NOW)).ok).toBe(false);
      expect(set.bundle("national")).toBe(held);
    }
    expect((await set.offerRoot({ payload: "", signatures: [] })).ok).toBe(false);
    expect(set.root.version).toBe(1);
  });
});
