/** Layers that the root names: what decides of each, and what follows when no bundle of one is held. */
import { bundle, digestOf, overlay, pulse, root, rootPayload, smallPolicy, text, withHosts, type PulseParts } from "./signed-things.ts";
import { layers, load, offer, offerOverlay, offerPulse, offerRoot, pin, type EnvelopeCase, type Step } from "./envelope-case.ts";

const THREE = ["anne.morel", "bruno.petit", "claire.roux"];
const national = { officers: THREE, threshold: 2 };
const further = { officers: ["bruno.petit", "claire.roux"], threshold: 1 };
const allThree = { layers: { national, ministry: further, service: further } };

const withoutHosts = await root(text(rootPayload()));
const hosting = await root(text(withHosts()));
const hostingThree = await root(text(withHosts(allThree)));
const oneLayer = await root(text(withHosts({ version: 2, layers: { national } })));
const secondRoot = await root(text(withHosts({ version: 2 })));

const one = await bundle();
const narrow = (layer: "ministry" | "service", parts: Parameters<typeof bundle>[0] = {}) =>
  bundle({ policy: smallPolicy({ layer }), signers: ["claire.roux"], ...parts, payload: { layer, ...parts.payload } });
const ministry = await narrow("ministry", { payload: { expires: "2027-01-01T00:00:00Z" } });
const ministryTwo = await narrow("ministry", { version: 2, after: ministry });
const service = await narrow("service");

const stated = (version: number, of: typeof one) => ({ bundle: { version, sha256: digestOf(of) }, overlay: null });
const of = (parts: Partial<PulseParts> = {}) => pulse({ root: hosting, bundle: one, ...parts });
const naming = (more: { readonly [layer: string]: unknown }, pinned = hosting) => of({ root: pinned, payload: { layers: { national: stated(1, one), ...more } } });

const NATIONAL = "national 1 2027-02-18T00:00:00Z";
const OWN = "national 1 2026-11-21T00:00:00Z";
const VOUCHED = "national 1 2026-11-24T08:00:00Z";
const NO_MINISTRY = "ministry 0 2026-11-01T00:00:00Z";
const NO_SERVICE = "service 0 2026-11-01T00:00:00Z";
const IN_DATE = "2026-11-24T07:59:59Z";
const OVER = "2026-11-24T08:00:00Z";

const upon = (name: string, pinned: unknown, steps: readonly Step[], held: EnvelopeCase["held"] = { root_version: 1, bundle_version: 1 }): EnvelopeCase => ({
  name: `layers: ${name}`,
  steps: [pin(pinned), ...steps],
  held,
});

export const withheldCases: readonly EnvelopeCase[] = [
  upon("without a national bundle there is nothing, whatever else is held", withoutHosts, [layers("nothing"), offer(ministry), layers("nothing")], { root_version: 1, bundle_version: null }),
  upon("a ministry's bundle is missing where nobody vouches", withoutHosts, [offer(one), layers([NATIONAL, NO_MINISTRY])]),
  upon("a ministry's bundle is held", withoutHosts, [offer(one), offer(ministry), layers([NATIONAL, "ministry 1 2027-01-01T00:00:00Z"])]),
  upon("the newest bundle of a ministry decides", withoutHosts, [offer(one), offer(ministry), offer(ministryTwo), layers([NATIONAL, "ministry 2 2027-02-18T00:00:00Z"])]),
  upon("a ministry's bundle that is over stays", withoutHosts, [load(one, "accepted", "2027-01-02T00:00:00Z"), load(ministry, "accepted", "2027-01-02T00:00:00Z"), layers([NATIONAL, "ministry 1 2027-01-01T00:00:00Z"], "2027-01-02T00:00:00Z")]),
  upon("no pulse yet: the ministry's bundle is missing", hosting, [offer(one), layers([OWN, NO_MINISTRY])]),
  upon("a pulse in date is silent about the ministry: it never published", hosting, [offer(one), offerPulse(await of()), layers([VOUCHED]), layers([VOUCHED], IN_DATE)]),
  upon("that pulse is over: the ministry's bundle is missing", hosting, [offer(one), offerPulse(await of()), layers([VOUCHED, NO_MINISTRY], OVER)]),
  upon("a pulse names the ministry's bundle: it was withheld", hosting, [offer(one), offerPulse(await naming({ ministry: stated(1, ministry) })), layers([VOUCHED, NO_MINISTRY]), offer(ministry), layers([VOUCHED, "ministry 1 2026-11-24T08:00:00Z"])]),
  upon("a pulse of a newer root is silent about the ministry", hosting, [offer(one), offerPulse(await of({ root: secondRoot, rootVersion: 2 })), layers(["national 1 2026-11-23T08:00:00Z", NO_MINISTRY])]),
  upon("a pulse names a newer bundle of the ministry", hosting, [offer(one), offer(ministry), offerPulse(await naming({ ministry: stated(2, ministryTwo) })), layers([VOUCHED, "ministry 1 2026-11-23T08:00:00Z"])]),
  upon("a layer that the next root names no more decides no more", hosting, [offer(one), offer(ministry), layers([OWN, "ministry 1 2026-11-21T00:00:00Z"]), offerRoot(oneLayer), layers([OWN])], { root_version: 2, bundle_version: 1 }),
  upon("both further layers are missing", hostingThree, [offer(one), layers([OWN, NO_MINISTRY, NO_SERVICE])]),
  upon("the service is held, the ministry missing", hostingThree, [offer(one), offer(service), layers([OWN, NO_MINISTRY, "service 1 2026-11-21T00:00:00Z"])]),
  upon("a pulse names the one and is silent about the other", hostingThree, [offer(one), offerPulse(await naming({ ministry: stated(1, ministry) }, hostingThree)), layers([VOUCHED, NO_MINISTRY])]),
  upon("the nation's overlay is among the rules of what stands for a missing bundle", withoutHosts, [offer(one), offerOverlay(await overlay({ upon: one })), layers([NATIONAL, NO_MINISTRY])]),
];
