import type { Envelope } from "../../src/model/policy-bundle.ts";
import { bytesOfText, concatenate } from "../../src/verify/bytes.ts";
import { bundle, keys, officer, root, rootPayload, text, two, withHosts, type Signers } from "./signed-things.ts";
import { enveloped, offer, offerRoot, pin, type EnvelopeCase, type Outcome, type Step } from "./envelope-case.ts";
import { IDENTITY, keyLine, ON_TOKEN, mixedOrder, ORDER_EIGHT, signatureForIdentity } from "./test-signer.ts";

const first = await root(text(rootPayload()));
const rights = await bundle();

const pinned = (name: string, thing: unknown, expect: Outcome): EnvelopeCase => ({
  name: `pinned root: ${name}`,
  steps: [pin(thing, expect)],
  held: { root_version: expect === "accepted" ? 1 : null, bundle_version: null },
});

const officers = rootPayload()["officers"] as readonly { readonly [field: string]: unknown }[]; // as written there
const withOfficer = (changes: { readonly [field: string]: unknown }) => rootPayload({ officers: [officer("anne.morel", changes), ...officers.slice(1)] });
const pinPayload = async (name: string, payload: { readonly [field: string]: unknown }, expect: Outcome, signers: Signers = two) =>
  pinned(name, await root(text(payload), signers), expect);
const identitySigns: Signers = ["bruno.petit", "claire.roux", { by: "anne.morel", form: { namedKey: IDENTITY, raw: signatureForIdentity } }];
const national = { officers: ["anne.morel", "bruno.petit"], threshold: 2 };

/** Claire Roux is the ministry's officer, and no other layer's. */
const ONE_MINISTER = { national, ministry: { officers: ["bruno.petit", "claire.roux"], threshold: 1 } };

const pinnedCases: readonly EnvelopeCase[] = [
  pinned("two of three officers", first, "accepted"),
  await pinPayload("all three officers", rootPayload(), "accepted", ["claire.roux", "anne.morel", "bruno.petit"]),
  await pinPayload("one of three officers", rootPayload(), "threshold_not_met", ["anne.morel"]),
  await pinPayload("nobody signed", rootPayload(), "unsigned", []),
  await pinPayload("signed by a stranger", rootPayload(), "signer_unknown", ["anne.morel", "mallory"]),
  await pinPayload("signed twice by one officer", rootPayload(), "signer_duplicate", ["anne.morel", "anne.morel"]),
  await pinPayload("signed as a bundle", rootPayload(), "namespace_wrong", ["anne.morel", { by: "bruno.petit", form: { namespace: "chancery-bundle@1" } }]),
  await pinPayload("a key of low order, the identity", withOfficer({ key: keyLine(IDENTITY) }), "key_low_order", identitySigns),
  await pinPayload("a key of order eight", withOfficer({ key: keyLine(ORDER_EIGHT) }), "key_low_order", ["bruno.petit", "claire.roux"]),
  await pinPayload("a key outside the prime-order subgroup", withOfficer({ key: keyLine(mixedOrder(keys["anne.morel"].publicKey)) }), "key_low_order", ["bruno.petit", "claire.roux"]),
  await pinPayload("a key that is no point", withOfficer({ key: keyLine(new Uint8Array(32).fill(2)) }), "key_low_order", ["bruno.petit", "claire.roux"]),
  await pinPayload("a key of another type", withOfficer({ key: keyLine(keys["anne.morel"].publicKey, "ssh-rsa") }), "schema_invalid"),
  await pinPayload("a key on a token that names no application", withOfficer({ key: keyLine(keys["anne.morel"].publicKey, ON_TOKEN) }), "schema_invalid"),
  await pinPayload("a key on a token for a web page", withOfficer({ key: keyLine(keys["anne.morel"].publicKey, ON_TOKEN, "etat.example") }), "application_wrong", ["bruno.petit", "claire.roux"]),
  await pinPayload("a key of low order on a token", withOfficer({ key: keyLine(IDENTITY, ON_TOKEN, "ssh:") }), "key_low_order", ["bruno.petit", "claire.roux"]),
  await pinPayload("one key for two persons, once on a token", rootPayload({ officers: [...officers, officer("mallory", { key: keyLine(keys["anne.morel"].publicKey, ON_TOKEN, "ssh:") })] }), "officer_duplicate"),
  await pinPayload("an officer's key for a policy host", rootPayload({ pulse: { hosts: [{ id: "poste-1", key: keyLine(keys["anne.morel"].publicKey) }] } }), "officer_duplicate"),
  await pinPayload("an officer's name for a policy host", rootPayload({ pulse: { hosts: [{ id: "anne.morel", key: keyLine(keys.mallory.publicKey) }] } }), "officer_duplicate"),
  await pinPayload("a pulse without hosts", rootPayload({ pulse: { hosts: [] } }), "schema_invalid"),
  await pinPayload("signed by a policy host", withHosts(), "signer_unknown", ["anne.morel", "poste-1"]),
  await pinPayload("a key with a comment", withOfficer({ key: `${keyLine(keys["anne.morel"].publicKey)} anne` }), "schema_invalid"),
  await pinPayload("one person with two keys", rootPayload({ officers: [...officers, officer("anne.morel", { key: keyLine(keys.mallory.publicKey) })] }), "officer_duplicate"),
  await pinPayload("two persons with one key", rootPayload({ officers: [...officers, officer("mallory", { key: keyLine(keys["anne.morel"].publicKey) })] }), "officer_duplicate"),
  await pinPayload("one person twice in a layer", rootPayload({ layers: { national: { officers: ["anne.morel", "anne.morel"], threshold: 2 } } }), "officer_duplicate"),
  await pinPayload("more signatures wanted than officers", rootPayload({ root_threshold: 4 }), "threshold_unreachable"),
  await pinPayload("no signatures wanted", rootPayload({ root_threshold: 0 }), "threshold_unreachable"),
  await pinPayload("a layer that nobody can sign for", rootPayload({ layers: { national: { ...national, threshold: 3 } } }), "threshold_unreachable"),
  await pinPayload("a layer that needs no signature", rootPayload({ layers: { national: { ...national, threshold: 0 } } }), "threshold_unreachable"),
  await pinPayload("a layer with an unknown officer", rootPayload({ layers: { national: { officers: ["mallory"], threshold: 1 } } }), "schema_invalid"),
  await pinPayload("a layer that does not exist", rootPayload({ layers: { national, town: national } }), "schema_invalid"),
  await pinPayload("an unknown field", rootPayload({ comment: "hello" }), "schema_invalid"),
  await pinPayload("it expires before it begins", rootPayload({ expires: "2026-11-01T00:00:00Z" }), "schema_invalid"),
  await pinPayload("a number of signatures below zero", rootPayload({ root_threshold: -1 }), "schema_invalid"),
  await pinPayload("no officers", rootPayload({ officers: [], layers: {} }), "schema_invalid"),
  await pinPayload("a layer without officers", rootPayload({ layers: { national: { officers: [], threshold: 1 } } }), "schema_invalid"),
  await pinPayload("no layers", rootPayload({ layers: {} }), "accepted"),
  await pinPayload("more signatures wanted than officers who have a say about roots", rootPayload({ layers: { national: { officers: ["anne.morel"], threshold: 1 }, ministry: { officers: ["bruno.petit", "claire.roux"], threshold: 2 } } }), "threshold_unreachable"),
  await pinPayload("signed by a ministry's officers", rootPayload({ layers: ONE_MINISTER }), "threshold_not_met", ["anne.morel", "claire.roux"]),
  await pinPayload("signed by the nation's officers, and by the ministry's too", rootPayload({ layers: ONE_MINISTER }), "accepted", ["anne.morel", "bruno.petit", "claire.roux"]),
  await pinPayload("signed by officers of no layer", rootPayload({ layers: { ministry: { officers: ["anne.morel"], threshold: 1 } } }), "accepted", ["bruno.petit", "claire.roux"]),
  await pinPayload("an id that begins with a dot", withOfficer({ id: ".morel" }), "schema_invalid"),
  await pinPayload("a signer by a name that is no id", rootPayload(), "signer_unknown", ["anne.morel", { by: "bruno.petit", as: "Bruno Petit" }]),
  await pinPayload("a key for a web page, and after it one of low order", rootPayload({ officers: [officer("anne.morel", { key: keyLine(keys["anne.morel"].publicKey, ON_TOKEN, "etat.example") }), officer("bruno.petit", { key: keyLine(IDENTITY) }), officer("claire.roux")] }), "key_low_order"),
  await pinPayload("a version of zero", rootPayload({ version: 0 }), "schema_invalid"),
  await pinPayload("a version below zero", rootPayload({ version: -1 }), "schema_invalid"),
  pinned("a number beyond 2^53", await root(text(rootPayload()).replace('"version":1', '"version":9007199254740993')), "json_invalid"),
  pinned("a lone surrogate", await root(text(rootPayload()).replace("anne.morel", "\\ud83d")), "json_invalid"),
  pinned("a bundle in its place", rights.envelope, "schema_invalid"),
  pinned("a duplicate key in its JSON", await root(text(rootPayload()).replace('"root_threshold":2', '"root_threshold":1,"root_threshold":2')), "json_invalid"),
  pinned("an envelope with a field more", enveloped(first, { verified: true }), "envelope_invalid"),
  pinned("nothing at all", null, "envelope_invalid"),
];

const second = await root(text(rootPayload({
  version: 2,
  officers: [officer("anne.morel"), officer("bruno.petit"), officer("david.noir")],
  layers: { national: { officers: ["anne.morel", "bruno.petit", "david.noir"], threshold: 2 } },
})));
const third = await root(text(rootPayload({
  version: 3,
  officers: [officer("anne.morel"), officer("david.noir")],
  layers: { national: { officers: ["anne.morel", "david.noir"], threshold: 2 } },
})), ["anne.morel", "david.noir"]);
const secondBy = (signers: Signers, changes: { readonly [field: string]: unknown } = {}) => root(text(rootPayload({ version: 2, ...changes })), signers);

const walked = (name: string, steps: readonly Step[], root_version = 1, bundle_version: number | null = null): EnvelopeCase => ({
  name: `next root: ${name}`,
  steps: [pin(first), ...steps],
  held: { root_version, bundle_version },
});
const secondPayload = rootPayload({ version: 2 });
const AFTER_THE_ROOT = "2027-11-01T00:00:00Z";

/** Nobody of the first root is in it. */
const ALL_NEW = { officers: [officer("david.noir"), officer("mallory")], layers: { national: { officers: ["david.noir", "mallory"], threshold: 2 } } };

const FOUR = [...officers, officer("david.noir")];
const withMinistry = await root(text(rootPayload({ officers: FOUR, layers: { national, ministry: { officers: ["claire.roux", "david.noir"], threshold: 2 } } })));
/** The ministry's officers in the place of the nation's. */
const TAKEN_OVER = { national: { officers: ["claire.roux", "david.noir"], threshold: 2 }, ministry: { officers: ["anne.morel", "bruno.petit"], threshold: 2 } };
const walkedWithMinistry = (name: string, next: Envelope, expect: Outcome): EnvelopeCase => ({
  name: `next root: ${name}`,
  steps: [pin(withMinistry), offerRoot(next, expect)],
  held: { root_version: expect === "accepted" ? 2 : 1, bundle_version: null },
});

const walkedCases: readonly EnvelopeCase[] = [
  walked("one version up", [offerRoot(second)], 2),
  walked("two versions, one after the other", [offerRoot(second), offerRoot(third)], 3),
  walked("past the expiry of those in between", [offerRoot(second, "accepted", AFTER_THE_ROOT), offerRoot(third, "accepted", AFTER_THE_ROOT)], 3),
  walked("a version skipped", [offerRoot(await root(text(rootPayload({ version: 3 }))), "version_skipped")]),
  walked("an older one", [offerRoot(second), offerRoot(first, "version_old")], 2),
  walked("the same one", [offerRoot(first, "version_same")]),
  walked("the same version with other bytes", [offerRoot(await root(text(rootPayload({ example: false }))), "version_conflict")]),
  walked("signed by one officer", [offerRoot(await secondBy(["claire.roux"]), "threshold_not_met")]),
  walked("signed by nobody", [offerRoot(await secondBy([]), "unsigned")]),
  walked("signed by the new officers alone", [offerRoot(await secondBy(["david.noir", "mallory"], ALL_NEW), "threshold_not_met")]),
  walked("signed by all the old officers and all the new ones", [offerRoot(await secondBy([...two, "david.noir", "mallory"], ALL_NEW))], 2),
  walked("signed by the old officers, and by too few of the new", [offerRoot(await secondBy([...two, "david.noir"], ALL_NEW), "threshold_not_met")]),
  walked("a new officer whose signature does not hold", [offerRoot(await secondBy([...two, "david.noir", { by: "anne.morel", as: "mallory" }], ALL_NEW), "signature_invalid")]),
  walked("a new officer who signs twice", [offerRoot(await secondBy([...two, "david.noir", "david.noir"], ALL_NEW), "signer_duplicate")]),
  walked("a stranger beside the officers", [offerRoot(await secondBy([...two, "mallory"]), "signer_unknown")]),
  walked("signed by one officer who stays and one who is new", [offerRoot(await secondBy(["anne.morel", "david.noir"], { officers: [officer("anne.morel"), officer("david.noir")], layers: { national: { officers: ["david.noir"], threshold: 1 } } }), "threshold_not_met")]),
  walked("signers who are not enough for the new root", [offerRoot(await secondBy(["anne.morel", "claire.roux"], { officers: [officer("anne.morel"), officer("bruno.petit")], layers: { national } }), "threshold_not_met")]),
  walked("a signer whose key changes does not count for the new root", [offerRoot(await secondBy(two, { officers: [officer("anne.morel", { key: keyLine(keys.mallory.publicKey) }), ...officers.slice(1)] }), "threshold_not_met")]),
  walked("a signer whose name changes does not count for the new root", [offerRoot(await secondBy(two, { officers: [officer("anne.morel", { id: "anna.morel" }), ...officers.slice(1)], layers: {} }), "threshold_not_met")]),
  walkedWithMinistry("signed by a ministry's officers, who are as many as it takes", await secondBy(["claire.roux", "david.noir"], { officers: FOUR, layers: TAKEN_OVER }), "threshold_not_met"),
  walkedWithMinistry("signed by one of the nation's officers and one of a ministry's", await secondBy(["anne.morel", "claire.roux"], { officers: FOUR, layers: TAKEN_OVER }), "threshold_not_met"),
  walkedWithMinistry("signed by the nation's officers, who name the ministry's for the nation", await secondBy(two, { officers: FOUR, layers: TAKEN_OVER }), "threshold_not_met"),
  walkedWithMinistry("signed by the nation's officers, and by the ministry's, who become the nation's", await secondBy([...two, "claire.roux", "david.noir"], { officers: FOUR, layers: TAKEN_OVER }), "accepted"),
  walked("nothing at all", [offerRoot(null, "envelope_invalid")]),
  walked("a signature over other bytes", [offerRoot(enveloped(await secondBy(two), { payload: first.payload }), "signature_invalid")]),
  walked("an unknown field", [offerRoot(await root(text({ ...secondPayload, comment: "hello" })), "schema_invalid")]),
  walked("a low-order key comes in", [offerRoot(await secondBy(two, { officers: [...officers, officer("david.noir", { key: keyLine(IDENTITY) })] }), "key_low_order")]),
  walked("JSON with a byte-order mark", [offerRoot(await root(concatenate([new Uint8Array([0xef, 0xbb, 0xbf]), bytesOfText(text(secondPayload))])), "json_invalid")]),
  walked("an officer who left no longer signs bundles", [offerRoot(second), offer(await bundle({ signers: ["anne.morel", "claire.roux"] }), "signer_unknown")], 2),
  walked("an officer who came signs bundles", [offerRoot(second), offer(await bundle({ signers: ["anne.morel", "david.noir"] }))], 2, 1),
  walked("a bundle stays in force under the next root", [offer(rights), offerRoot(second)], 2, 1),
];

export const rootCases: readonly EnvelopeCase[] = [...pinnedCases, ...walkedCases];
