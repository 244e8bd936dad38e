/** Pulses: what a policy host may say, and what follows from its silence. */
import { bundle, keys, overlay, pulse, root, rootPayload, stated, text, withHosts, type PulseParts } from "./signed-things.ts";
import { enveloped, inForce, load, loadPulse, offer, offerOverlay, offerPulse, offerRoot, pin, type EnvelopeCase, type InForce, type Outcome, type Step } from "./envelope-case.ts";
import { keyLine } from "./test-signer.ts";

const pinnedRoot = await root(text(withHosts()));
const secondRoot = await root(text(withHosts({ version: 2 })));
const one = await bundle();
const two_ = await bundle({ version: 2, after: one });
const other = await bundle({ payload: { compiler: "another" } });
/** Issued two hours after the pulses that are issued in the morning. */
const ofTheMorning = await bundle({ payload: { issued_at: "2026-11-23T10:00:00Z" } });
const emergency = await overlay({ upon: one });
const NEXT_DAY = "2026-11-24T12:00:00Z";
const OWN = "2026-11-21T00:00:00Z no_pulse";
const VOUCHED = "2026-11-24T08:00:00Z no_pulse";
const BEHIND = "2026-11-23T08:00:00Z behind";

const of = (parts: Partial<PulseParts> = {}) => pulse({ root: pinnedRoot, bundle: one, ...parts });
const first = await of();
const evening = await of({ payload: { issued_at: "2026-11-23T11:00:00Z", expires: "2026-11-24T11:00:00Z" } });
const later_ = (parts: Partial<PulseParts>) => of({ ...parts, payload: { issued_at: "2026-11-23T11:00:00Z", expires: "2026-11-24T11:00:00Z", ...parts.payload } });

const upon = (name: string, steps: readonly Step[], bundle_version = 1, root_version = 1): EnvelopeCase => ({
  name: `pulse: ${name}`,
  steps: [pin(pinnedRoot), offer(one), ...steps],
  held: { root_version, bundle_version },
});
const single = async (name: string, parts: Partial<PulseParts>, expect: Outcome = "accepted", then: InForce = expect === "accepted" ? VOUCHED : OWN): Promise<EnvelopeCase> =>
  upon(name, [offerPulse(await of(parts), expect), inForce(then)]);

const formCases: readonly EnvelopeCase[] = [
  upon("none yet: the bundle vouches for itself for a day", [inForce(OWN)]),
  await single("of one host", {}),
  await single("of both hosts", { signers: ["poste-1", "poste-2"] }),
  await single("for a day and a second", { payload: { expires: "2026-11-24T08:00:01Z" } }, "lasts_too_long"),
  await single("unsigned", { signers: [] }, "unsigned"),
  await single("signed by an officer", { signers: ["anne.morel"] }, "signer_unknown"),
  await single("signed by a stranger", { signers: ["mallory"] }, "signer_unknown"),
  await single("signed twice by one host", { signers: ["poste-1", "poste-1"] }, "signer_duplicate"),
  await single("forged", { signers: [{ by: "mallory", as: "poste-1" }] }, "signature_invalid"),
  await single("signed as a bundle", { signers: [{ by: "poste-1", form: { namespace: "chancery-bundle@1" } }] }, "namespace_wrong"),
  upon("other bytes than those signed", [offerPulse(enveloped(first, { payload: evening.payload }), "signature_invalid")]),
  upon("nothing at all", [offerPulse(null, "envelope_invalid"), inForce(OWN)]),
  await single("a duplicate key", { payloadText: (whole) => whole.replace('"type":"pulse"', '"type":"pulse","type":"pulse"') }, "json_invalid"),
  await single("an unknown field", { payload: { note: "" } }, "schema_invalid"),
  await single("a version below zero", { payload: { root: { version: -1, sha256: "0".repeat(64) } } }, "schema_invalid"),
  await single("a layer nobody has heard of", { payload: { layers: { town: { bundle: { version: 1, sha256: "0".repeat(64) }, overlay: null } } } }, "schema_invalid"),
  await single("an overlay in its place", { payload: { type: "overlay" } }, "schema_invalid"),
  await single("it ends when it begins", { payload: { expires: "2026-11-23T08:00:00Z" } }, "schema_invalid"),
  await single("from the future", { payload: { issued_at: "2026-11-23T12:10:01Z" } }, "issued_in_future"),
  await single("over", { payload: { expires: "2026-11-23T12:00:00Z" } }, "expired"),
  await single("silent about the layer", { payload: { layers: {} } }, "accepted", OWN),
  upon("silent about the layer, whose next bundle comes", [offerPulse(await of({ payload: { layers: {} } })), offer(two_), inForce(OWN)], 2),
  upon("after the root has expired", [offerPulse(await of({ payload: { issued_at: "2027-10-31T08:00:00Z", expires: "2027-11-01T08:00:00Z" } }), "root_expired", "2027-11-01T00:00:00Z")]),
  { name: "pulse: under a root that names no hosts", steps: [pin(await root(text(rootPayload()))), offer(one), offerPulse(first, "role_missing"), inForce("2027-02-18T00:00:00Z expiry")], held: { root_version: 1, bundle_version: 1 } },
  { name: "pulse: before there is a bundle", steps: [pin(pinnedRoot), offerPulse(first), inForce("nothing"), offer(one), inForce(VOUCHED)], held: { root_version: 1, bundle_version: 1 } },
];

const orderCases: readonly EnvelopeCase[] = [
  upon("one after another", [offerPulse(first), offerPulse(evening), inForce("2026-11-24T11:00:00Z no_pulse")]),
  upon("an older one", [offerPulse(evening), offerPulse(first, "version_old"), inForce("2026-11-24T11:00:00Z no_pulse")]),
  upon("the same again", [offerPulse(first), offerPulse(first, "version_same")]),
  upon("of the same moment with other bytes", [offerPulse(first), offerPulse(await of({ signers: ["poste-2"], payload: { expires: "2026-11-24T07:00:00Z" } }), "version_conflict")]),
  upon("then none for a day", [offerPulse(first), inForce(VOUCHED, NEXT_DAY)]),
  upon("a newer bundle was withheld", [offerPulse(await of({ bundle: two_, bundleVersion: 2 })), inForce(BEHIND), offer(two_), inForce(VOUCHED)], 2),
  upon("an overlay was withheld", [offerPulse(await of({ overlay: [1, emergency] })), inForce(BEHIND), offerOverlay(emergency), inForce(`${VOUCHED}, overlay 1`)]),
  upon("a newer root was withheld", [offerPulse(await of({ root: secondRoot, rootVersion: 2 })), inForce(BEHIND), offerRoot(secondRoot), inForce(VOUCHED)], 1, 2),
  upon("the host has not seen the newest bundle", [offer(two_), offerPulse(first), inForce(VOUCHED)], 2),
  upon("the host has not seen the overlay", [offerOverlay(emergency), offerPulse(first), inForce(`${VOUCHED}, overlay 1`)]),
  upon("another digest of the bundle that is held", [offerPulse(await of({ bundle: other }), "version_conflict"), inForce(OWN)]),
  upon("another digest of the root that is held", [offerPulse(await of({ root: secondRoot }), "version_conflict")]),
  upon("another digest of the overlay that is held", [offerOverlay(emergency), offerPulse(await of({ overlay: [1, first] }), "version_conflict")]),
  upon("the bundle is another than the pulse stated", [offerPulse(await of({ bundle: other, bundleVersion: 2 })), offer(two_, "version_conflict"), inForce(BEHIND)]),
  upon("the bundle is another than the pulse stated, and the next but one gets out of it", [
    offerPulse(await of({ bundle: other, bundleVersion: 2 })), offer(two_, "version_conflict"), offer(await bundle({ version: 3, after: two_ })), inForce(VOUCHED),
  ], 3),
  { name: "pulse: the first bundle is another than it stated", steps: [pin(pinnedRoot), offerPulse(await of({ bundle: other })), offer(one, "version_conflict"), load(one, "version_conflict"), inForce("nothing")], held: { root_version: 1, bundle_version: null } },
  upon("the bundle is another than the pulse of a host that was dismissed stated", [
    offerPulse(await of({ bundle: other, bundleVersion: 2 })),
    offerRoot(await root(text(withHosts({ version: 2, pulse: { hosts: [{ id: "poste-2", key: keyLine(keys["poste-2"].publicKey) }] } })))),
    offer(two_),
  ], 2, 2),
  upon("the held bundle again, after a pulse of a newer one", [offerPulse(await of({ bundle: two_, bundleVersion: 2 })), offer(one, "version_same")]),
  upon("the overlay is another than the pulse stated", [offerPulse(await of({ overlay: [1, first] })), offerOverlay(emergency, "version_conflict"), inForce(BEHIND)]),
  upon("the overlay is another than the pulse stated, and the next gets out of it", [
    offerPulse(await of({ overlay: [1, first] })), offerOverlay(await overlay({ upon: one, version: 2, signers: ["anne.morel", "bruno.petit"] })), inForce(`${VOUCHED}, overlay 2`),
  ]),
  upon("an overlay of a number that the pulse stated upon another bundle", [offer(two_), offerPulse(await of({ overlay: [1, first] })), offerOverlay(await overlay({ upon: two_, payload: { bundle: stated(2, two_.envelope) } }))], 2),
  upon("the root is another than the pulse stated: it is trusted, and the pulse no longer", [
    offerPulse(await of({ root: first, rootVersion: 2 })), inForce(BEHIND), offerRoot(secondRoot), inForce(OWN), offerPulse(await of({ root: secondRoot, rootVersion: 2 })), inForce(VOUCHED),
  ], 1, 2),
  upon("back to an older bundle", [offerPulse(await of({ bundle: two_, bundleVersion: 2 })), offerPulse(await later_({}), "version_old"), inForce(BEHIND)]),
  upon("back to an older root", [offerPulse(await of({ root: secondRoot, rootVersion: 2 })), offerPulse(await later_({}), "version_old")]),
  upon("back to before an overlay", [offerPulse(await of({ overlay: [1, emergency] })), offerPulse(await later_({}), "version_old")]),
  upon("no more word of a layer", [offerPulse(first), offerPulse(await later_({ payload: { layers: {} } }), "version_old")]),
  upon("another digest than the pulse before", [offerPulse(await of({ bundle: two_, bundleVersion: 2 })), offerPulse(await later_({ bundle: other, bundleVersion: 2 }), "version_conflict")]),
  upon("back to before an overlay, upon another bundle of the same number", [offerPulse(await of({ bundle: two_, bundleVersion: 2, overlay: [1, emergency] })), offerPulse(await later_({ bundle: other, bundleVersion: 2 }), "version_old")]),
  upon("an overlay goes with its bundle", [offerPulse(await of({ overlay: [1, emergency] })), offer(two_), offerPulse(await later_({ bundle: two_, bundleVersion: 2 })), inForce("2026-11-24T11:00:00Z no_pulse")], 2),
  upon("its host is dismissed", [offerPulse(first), offerRoot(await root(text(withHosts({ version: 2, pulse: { hosts: [{ id: "poste-2", key: keyLine(keys["poste-2"].publicKey) }] } })))), inForce(OWN)], 1, 2),
  upon("the other host is dismissed", [offerPulse(first), offerRoot(await root(text(withHosts({ version: 2, pulse: { hosts: [{ id: "poste-1", key: keyLine(keys["poste-1"].publicKey) }] } })))), inForce(VOUCHED)], 1, 2),
  upon("one of the two hosts who signed it is dismissed", [offerPulse(await of({ signers: ["poste-1", "poste-2"] })), offerRoot(await root(text(withHosts({ version: 2, pulse: { hosts: [{ id: "poste-1", key: keyLine(keys["poste-1"].publicKey) }] } })))), inForce(OWN)], 1, 2),
  upon("no more hosts", [offerPulse(first), offerRoot(await root(text(rootPayload({ version: 2 })))), inForce("2027-02-18T00:00:00Z expiry")], 1, 2),
  {
    name: "pulse: loaded from the own store when it is over",
    steps: [pin(pinnedRoot), load(one, "accepted", NEXT_DAY), loadPulse(evening, "accepted", NEXT_DAY), inForce("2026-11-24T11:00:00Z no_pulse", NEXT_DAY), offerPulse(first, "expired", NEXT_DAY)],
    held: { root_version: 1, bundle_version: 1 },
  },
  {
    name: "pulse: one that is over before the bundle has vouched for itself for a day",
    steps: [pin(pinnedRoot), offer(ofTheMorning), offerPulse(await of({ bundle: ofTheMorning })), inForce("2026-11-24T10:00:00Z no_pulse")],
    held: { root_version: 1, bundle_version: 1 },
  },
  {
    name: "pulse: a bundle that ends when nobody vouches for it any more ends by its expiry",
    steps: [pin(pinnedRoot), offer(await bundle({ payload: { expires: "2026-11-21T00:00:00Z" } }), "accepted", "2026-11-20T12:00:00Z"), inForce("2026-11-21T00:00:00Z expiry", "2026-11-20T12:00:00Z")],
    held: { root_version: 1, bundle_version: 1 },
  },
  upon("a bundle does not outlive its expiry by a pulse", [offerPulse(await of({ payload: { issued_at: "2027-02-17T12:00:00Z", expires: "2027-02-18T12:00:00Z" } }), "accepted", "2027-02-17T13:00:00Z"), inForce("2027-02-18T00:00:00Z expiry", "2027-02-17T13:00:00Z")]),
];

export const pulseCases: readonly EnvelopeCase[] = [...formCases, ...orderCases];
