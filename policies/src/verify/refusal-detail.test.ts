import { describe, expect, it } from "vitest";
import { bundle, content, overlay, pulse, root, rootPayload, smallPolicy, text, withHosts } from "../../vectors/source/signed-things.ts";
import { TrustedPolicySet } from "./trusted-policy-set.ts";

const NOW = "2026-11-23T12:00:00Z";
const pinnedRoot = await root(text(rootPayload()));
const first = await bundle();

const pinned = async (envelope: unknown): Promise<TrustedPolicySet> => {
  const answer = await TrustedPolicySet.pin(envelope);
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.value;
};
const detailOf = (answer: { readonly ok: boolean; readonly failure?: { readonly detail: string | null } }): string | null | undefined => answer.failure?.detail;
const exception = { who: null, target: null, room_id: "!a:etat.example", until: "2028-01-01T00:00:00Z", approved_by: "anne.morel", ticket: null };
const rules = (smallPolicy()["rules"] as readonly object[]).map((rule) => ({ ...rule, effect: "deny", exceptions: [exception] }));

const ROOTS: readonly (readonly [detail: string, offered: unknown])[] = [
  ["envelope.seal: unknown field", { ...pinnedRoot, seal: true }],
  ["payload: base64", { ...pinnedRoot, payload: "?" }],
  ["payload: at most 1 MiB", { ...pinnedRoot, payload: "A".repeat(1_398_104) }],
  ["root.note: unknown field", await root(text(rootPayload({ note: "" })))],
  ["no value at character 0", await root("")],
  ["mallory", await root(text(rootPayload()), ["anne.morel", "mallory"])],
  ["bruno.petit", await root(text(rootPayload()), ["anne.morel", { by: "mallory", as: "bruno.petit" }])],
];

const BUNDLES: readonly (readonly [detail: string, offered: unknown])[] = [
  ["bundle.seal: unknown field", { ...first, seal: true }],
  ["chunks: base64", { ...first, chunks: ["?"] }],
  ["more chunks than listed", { ...first, chunks: [...first.chunks, ""] }],
  ["chunk 0", { ...first, chunks: ["AAAA"] }],
  ["bundle.note: unknown field", await bundle({ payload: { note: "" } })],
  ["no value at character 0", await bundle({ payloadText: () => "" })],
  ["chancery/2", await bundle({ payload: { lang: "chancery/2" } })],
  ["town", await bundle({ payload: { layer: "town" } })],
  ["content.note: unknown field", await bundle({ content: text(content(smallPolicy(), { note: "" })) })],
  ["content.policy.note: unknown field", await bundle({ policy: { ...smallPolicy(), note: "" } })],
  ['no " at character 2', await bundle({ content: "{ " })],
  ["chancery/2", await bundle({ policy: smallPolicy({ lang: "chancery/2" }) })],
  ["policy.layer: the bundle's", await bundle({ policy: smallPolicy({ layer: "ministry" }) })],
  ["policy: an exception of R-0100 lasts more than 180 days", await bundle({ policy: smallPolicy({ rules }) })],
  ["self_test[1]", await bundle({ content: text(content(smallPolicy(), { self_test: [null, {}].map((request, index) => ({ request, expect: { effect: "deny", rule_id: `F-0${String(7 - index)}` } })) })) })],
  ["interieur: everybody_named", await bundle({ policy: smallPolicy({ sets: { interieur: { title: { fr: "I", en: "I" }, kind: "agents", servers: [], users: ["*"] } } }) })],
];

describe("what is refused", () => {
  it.each(ROOTS)("as a root is told where: %s", async (detail, offered) => {
    expect(detailOf(await TrustedPolicySet.pin(offered))).toBe(detail);
  });

  it("as the next root is told which signers were too few", async () => {
    const officers = { officers: (rootPayload()["officers"] as readonly object[]).slice(0, 2), layers: {} };
    const next = await root(text(rootPayload({ version: 2, ...officers })), ["anne.morel", "claire.roux"]);
    expect(await (await pinned(pinnedRoot)).offerRoot(next)).toEqual({ ok: false, failure: { code: "threshold_not_met", detail: "of the new root" } });
  });

  it.each(BUNDLES)("as a bundle is told where: %s", async (detail, offered) => {
    expect(detailOf(await (await pinned(pinnedRoot)).offerBundle(offered, NOW))).toBe(detail);
  });

  it("as an overlay or a pulse is told where", async () => {
    const hosts = await root(text(withHosts()));
    const set = await pinned(hosts);
    expect((await set.offerBundle(first, NOW)).ok).toBe(true);
    expect(detailOf(await set.offerOverlay(await overlay({ upon: first, payload: { note: "" } }), NOW))).toBe("overlay.note: unknown field");
    expect(detailOf(await set.offerOverlay(await overlay({ upon: first, payloadText: () => "" }), NOW))).toBe("no value at character 0");
    expect(detailOf(await set.offerOverlay(await overlay({ upon: first, payload: { lang: "chancery/2" } }), NOW))).toBe("chancery/2");
    expect(detailOf(await set.offerOverlay(await overlay({ upon: first, payload: { layer: "town" } }), NOW))).toBe("town");
    expect(detailOf(await set.offerPulse(await pulse({ root: hosts, bundle: first, payload: { note: "" } }), NOW))).toBe("pulse.note: unknown field");
    expect(detailOf(await set.offerPulse(await pulse({ root: hosts, bundle: first, payloadText: () => "" }), NOW))).toBe("no value at character 0");
  });
});
