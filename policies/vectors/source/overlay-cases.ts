/** Emergency overlays: what one officer may do alone, and what nobody may. */
import { bundle, emergencyRule, officer, overlay, root, rootPayload, text, two, type OverlayParts } from "./signed-things.ts";
import { enveloped, inForce, load, loadOverlay, offer, offerOverlay, offerRoot, pin, type EnvelopeCase, type Outcome, type Step } from "./envelope-case.ts";

const pinnedRoot = await root(text(rootPayload()));
const one = await bundle();
const two_ = await bundle({ version: 2, after: one });
const other = await bundle({ payload: { compiler: "another" } });
const first = await overlay({ upon: one });
const END = "2027-02-18T00:00:00Z expiry";
const TWO_DAYS_LATER = "2026-11-25T12:00:00Z";
const ROOT_OVER = "2027-11-01T00:00:00Z";

const upon = (name: string, steps: readonly Step[], bundle_version = 1, root_version = 1): EnvelopeCase => ({
  name: `overlay: ${name}`,
  steps: [pin(pinnedRoot), offer(one), ...steps],
  held: { root_version, bundle_version },
});
const single = async (name: string, parts: Omit<OverlayParts, "upon">, expect: Outcome = "accepted"): Promise<EnvelopeCase> =>
  upon(name, [offerOverlay(await overlay({ upon: one, ...parts }), expect), inForce(expect === "accepted" ? `${END}, overlay 1` : END)]);
const ruled = (name: string, changes: { readonly [field: string]: unknown }, expect: Outcome = "accepted") => single(name, { rules: [emergencyRule(changes)] }, expect);
const replace = (from: string, to: string) => (whole: string) => whole.replace(from, to);

const formCases: readonly EnvelopeCase[] = [
  await single("by one officer", {}),
  await single("by two officers", { signers: two }),
  await single("for 72 hours", { payload: { expires: "2026-11-26T08:00:00Z" } }),
  await single("for 72 hours and a second", { payload: { expires: "2026-11-26T08:00:01Z" } }, "lasts_too_long"),
  await single("unsigned", { signers: [] }, "unsigned"),
  await single("by a stranger", { signers: ["mallory"] }, "signer_unknown"),
  await single("one officer twice", { signers: ["anne.morel", "anne.morel"] }, "signer_duplicate"),
  await single("signed as a bundle", { signers: [{ by: "anne.morel", form: { namespace: "chancery-bundle@1" } }] }, "namespace_wrong"),
  await single("signed as a pulse", { signers: [{ by: "anne.morel", form: { namespace: "chancery-pulse@1" } }] }, "namespace_wrong"),
  await single("forged", { signers: [{ by: "mallory", as: "anne.morel" }] }, "signature_invalid"),
  upon("other bytes than those signed", [offerOverlay(enveloped(first, { payload: (await overlay({ upon: one, version: 2 })).payload }), "signature_invalid")]),
  upon("nothing at all", [offerOverlay(null, "envelope_invalid"), inForce(END)]),
  await single("for another layer than its officer's", { payload: { layer: "ministry" } }, "signer_unknown"),
  await single("for a layer that the root does not have", { payload: { layer: "service" } }, "layer_unknown"),
  await single("for a layer without a bundle", { payload: { layer: "ministry" }, signers: ["bruno.petit"] }, "bundle_mismatch"),
  await single("an unknown language", { payload: { lang: "chancery/2" } }, "lang_unknown"),
  await single("a duplicate key", { payloadText: replace('"type":"overlay"', '"type":"overlay","type":"overlay"') }, "json_invalid"),
  await single("a number beyond 2^53", { payload: { version: 2 ** 53 } }, "json_invalid"),
  await single("a lone surrogate", { payloadText: replace('"lang":"chancery/1"', '"lang":"\\ud800"') }, "json_invalid"),
  await single("an unknown field", { payload: { note: "" } }, "schema_invalid"),
  await single("a version of zero", { payload: { version: 0 } }, "schema_invalid"),
  await single("a bundle in its place", { payload: { type: "bundle" } }, "schema_invalid"),
  await single("it expires before it begins", { payload: { expires: "2026-11-23T08:00:00Z" } }, "schema_invalid"),
  await single("more than fits into an event", { rules: Array.from({ length: 60 }, (_, index) => emergencyRule({ id: `E-${String(index).padStart(4, "0")}`, title: { fr: "é".repeat(300), en: "e".repeat(300) } })) }, "too_large"),
  await single("from the future", { payload: { issued_at: "2026-11-23T12:10:01Z" } }, "issued_in_future"),
  await single("over", { payload: { expires: "2026-11-23T12:00:00Z" } }, "expired"),
];

const ruleCases: readonly EnvelopeCase[] = [
  await ruled("a rule that allows", { effect: "allow" }, "overlay_allows"),
  await ruled("a rule that demands", { effect: "require" }, "overlay_allows"),
  await ruled("an effect nobody has heard of", { effect: "permit" }, "overlay_allows"),
  await ruled("no effect", { effect: "" }, "schema_invalid"),
  await ruled("a rule that allows, with an obligation", { effect: "allow", obligations: ["log"] }, "schema_invalid"),
  await ruled("a rule that demands something", { effect: "require", requires: ["confirmed"] }, "schema_invalid"),
  await ruled("an action twice", { actions: ["join", "join"] }, "schema_invalid"),
  await ruled("a rule that refuses reading, and flying", { actions: ["fly", "read"] }, "overlay_refuses_reading"),
  await ruled("a rule that refuses reading", { actions: ["read"] }, "overlay_refuses_reading"),
  await ruled("a rule that refuses reading beside others", { actions: ["join", "read"] }, "overlay_refuses_reading"),
  await ruled("an action that nobody has heard of", { actions: ["fly"] }, "schema_invalid"),
  await ruled("every action that there is", { actions: ["change_history", "change_power", "create_room", "invite", "join", "make_public", "publish", "send", "set_alias", "start_call", "upgrade_room"] }),
  await ruled("a rule on trial", { mode: "evaluate" }, "schema_invalid"),
  await ruled("a rule with an exception", { exceptions: [{ who: { sets: null, sets_not: null, users: ["@nora*"], external: null }, target: null, room_id: null, until: "2026-11-24T00:00:00Z", approved_by: "anne.morel", ticket: null }] }, "schema_invalid"),
  await ruled("a number of an ordinary rule", { id: "R-0001" }, "schema_invalid"),
  await ruled("a set that is not there", { who: { sets: ["finances"], sets_not: null, users: null, external: null } }, "schema_invalid"),
  await ruled("a class that is not there", { room: { class: ["space"], class_not: null, sets: null, sets_not: null } }, "schema_invalid"),
  await single("rules out of order", { rules: [emergencyRule({ id: "E-0002" }), emergencyRule()] }, "schema_invalid"),
  await single("a rule twice", { rules: [emergencyRule(), emergencyRule()] }, "schema_invalid"),
];

const renewed = (signers: OverlayParts["signers"]) => overlay({ upon: one, version: 2, ...(signers === undefined ? {} : { signers }) });
const anneLeaves = rootPayload({
  version: 2,
  officers: [officer("bruno.petit"), officer("claire.roux"), officer("david.noir")],
  layers: { national: { officers: ["bruno.petit", "claire.roux", "david.noir"], threshold: 2 } },
});

const orderCases: readonly EnvelopeCase[] = [
  upon("over by itself", [offerOverlay(first), inForce(`${END}, overlay 1`, "2026-11-24T07:59:59Z"), inForce(END, "2026-11-24T08:00:00Z")]),
  upon("upon a bundle of the same number with other bytes", [offerOverlay(await overlay({ upon: other }), "bundle_mismatch")]),
  upon("upon a bundle that is yet to come", [offerOverlay(await overlay({ upon: two_, payload: { bundle: { version: 2, sha256: "0".repeat(64) } } }), "bundle_mismatch")]),
  upon("upon a bundle that is past", [offer(two_), offerOverlay(first, "version_old")], 2),
  upon("the next bundle ends it", [offerOverlay(first), offer(two_), inForce(END), offerOverlay(first, "version_old")], 2),
  upon("the same again", [offerOverlay(first), offerOverlay(first, "version_same")]),
  upon("the same version with other bytes", [offerOverlay(first), offerOverlay(await overlay({ upon: one, rules: [] }), "version_conflict")]),
  upon("begun anew by one officer when it is over", [offerOverlay(first), offerOverlay(await overlay({ upon: one, payload: { issued_at: "2026-11-25T08:00:00Z", expires: "2026-11-28T08:00:00Z" } }), "version_conflict", TWO_DAYS_LATER)]),
  upon("renewed by one officer", [offerOverlay(first), offerOverlay(await renewed(undefined), "renewed_alone"), inForce(`${END}, overlay 1`)]),
  upon("renewed by one officer, to somebody who did not see the first", [offerOverlay(await renewed(undefined), "renewed_alone")]),
  upon("renewed by another officer alone", [offerOverlay(first), offerOverlay(await renewed(["claire.roux"]), "renewed_alone")]),
  upon("renewed by two officers", [offerOverlay(first), offerOverlay(await renewed(two)), inForce(`${END}, overlay 2`), offerOverlay(first, "version_old")]),
  upon("withdrawn by two officers", [offerOverlay(first), offerOverlay(await overlay({ upon: one, version: 2, rules: [], signers: two })), inForce(`${END}, overlay 2`)]),
  upon("withdrawn by one officer", [offerOverlay(first), offerOverlay(await overlay({ upon: one, version: 2, rules: [] }), "renewed_alone")]),
  upon("after the root has expired", [offerOverlay(await overlay({ upon: one, payload: { issued_at: "2027-10-31T08:00:00Z", expires: "2027-11-02T08:00:00Z" } }), "root_expired", ROOT_OVER)]),
  upon("its officer leaves", [offerOverlay(first), offerRoot(await root(text(anneLeaves), ["bruno.petit", "claire.roux"])), inForce(END)], 1, 2),
  upon("its officer leaves the layer, and stays an officer", [offerOverlay(first), offerRoot(await root(text(rootPayload({ version: 2, layers: { national: { officers: ["bruno.petit", "claire.roux"], threshold: 2 } } })))), inForce(END)], 1, 2),
  upon("its layer goes", [offerOverlay(first), offerRoot(await root(text(rootPayload({ version: 2, layers: {} })))), inForce(END)], 1, 2),
  upon("one of its two officers leaves", [offerOverlay(await overlay({ upon: one, signers: two })), offerRoot(await root(text(anneLeaves), ["bruno.petit", "claire.roux"])), inForce(END)], 1, 2),
  upon("its officer stays", [offerOverlay(first), offerRoot(await root(text(rootPayload({ version: 2 })))), inForce(`${END}, overlay 1`)], 1, 2),
  {
    name: "overlay: loaded from the own store when it is over, it is remembered",
    steps: [
      pin(pinnedRoot),
      load(one, "accepted", TWO_DAYS_LATER),
      loadOverlay(first, "accepted", TWO_DAYS_LATER),
      inForce(END, TWO_DAYS_LATER),
      offerOverlay(await overlay({ upon: one, payload: { issued_at: "2026-11-25T08:00:00Z", expires: "2026-11-28T08:00:00Z" } }), "version_conflict", TWO_DAYS_LATER),
    ],
    held: { root_version: 1, bundle_version: 1 },
  },
  { name: "overlay: without a bundle", steps: [pin(pinnedRoot), offerOverlay(first, "bundle_mismatch"), inForce("nothing")], held: { root_version: 1, bundle_version: null } },
];

export const overlayCases: readonly EnvelopeCase[] = [...formCases, ...ruleCases, ...orderCases];
