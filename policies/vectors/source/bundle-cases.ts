import { deflateRawSync } from "node:zlib";
import type { BundleInTransit } from "../../src/model/policy-bundle.ts";
import { base64OfBytes, bytesOfText, concatenate } from "../../src/verify/bytes.ts";
import { referencePolicy } from "./reference-policy.ts";
import { bundle, content, deflated, keys, root, rootPayload, smallPolicy, text, two, type BundleParts, type Signing } from "./signed-things.ts";
import { inTransit, load, offer, pin, type EnvelopeCase, type Outcome, type Step } from "./envelope-case.ts";
import { cofactoredSignature, malleatedSignature, ON_TOKEN } from "./test-signer.ts";

const whole = text(content(smallPolicy()));
const pinnedRoot = await root(text(rootPayload()));
const one = await bundle();
const two_ = await bundle({ version: 2, after: one });
const three = await bundle({ version: 3, after: two_ });
const MONTH_LATER = "2027-03-01T00:00:00Z";
const ROOT_OVER = "2027-11-01T00:00:00Z";

const offered = (name: string, steps: readonly Step[], bundle_version: number | null = null): EnvelopeCase => ({
  name: `bundle: ${name}`,
  steps: [pin(pinnedRoot), ...steps],
  held: { root_version: 1, bundle_version },
});
/** One bundle, offered to a set that holds none. */
const single = async (name: string, parts: BundleParts, expect: Outcome = "accepted"): Promise<EnvelopeCase> =>
  offered(name, [offer(await bundle(parts), expect)], expect === "accepted" ? (parts.version ?? 1) : null);
const bruno = (form: Signing["form"]): Signing => ({ by: "bruno.petit", ...(form === undefined ? {} : { form }) });
const signed = (name: string, second: Signing, expect: Outcome = "signature_invalid") => single(name, { signers: ["anne.morel", second] }, expect);

const signatureCases: readonly EnvelopeCase[] = [
  await single("two of three officers", {}),
  await single("three of three officers", { signers: ["claire.roux", "bruno.petit", "anne.morel"] }),
  await single("unsigned", { signers: [] }, "unsigned"),
  await single("half-signed", { signers: ["bruno.petit"] }, "threshold_not_met"),
  await single("signed by a stranger", { signers: ["anne.morel", "mallory"] }, "signer_unknown"),
  await single("a stranger beside two officers", { signers: [...two, "mallory"] }, "signer_unknown"),
  await single("the same officer twice", { signers: ["anne.morel", "anne.morel"] }, "signer_duplicate"),
  await single("the same officer twice, and then a stranger", { signers: ["anne.morel", "anne.morel", "mallory"] }, "signer_unknown"),
  await signed("forged: a stranger's key under an officer's name", { by: "mallory", as: "bruno.petit" }),
  await signed("forged: a stranger signs and names the officer's key", { by: "mallory", as: "bruno.petit", form: { namedKey: keys["bruno.petit"].publicKey } }),
  await signed("one person's key under two names", { by: "anne.morel", as: "bruno.petit" }),
  await signed("signed as a root", bruno({ namespace: "chancery-root@1" }), "namespace_wrong"),
  await signed("signed as a root and named a bundle", bruno({ namespace: "chancery-root@1", namedNamespace: "chancery-bundle@1" })),
  await signed("signed as a file", bruno({ namespace: "file" }), "namespace_wrong"),
  await signed("another type of key", bruno({ keyType: "ssh-rsa" }), "key_type_unsupported"),
  await signed("another type of signature", bruno({ signatureType: "rsa-sha2-512" }), "key_type_unsupported"),
  await signed("a key as on a token, without what a token adds", bruno({ keyType: ON_TOKEN })),
  await signed("another digest", bruno({ digest: "sha256" })),
  await signed("another version of the signature's form", bruno({ version: 2 })),
  await signed("something in the reserved field", bruno({ reserved: "x" })),
  await signed("something after the signature", bruno({ trailing: "x" })),
  await signed("a signature that only lenient verifiers take", bruno({ raw: cofactoredSignature })),
  await signed("a signature with the group's order added", bruno({ raw: malleatedSignature })),
  await signed("a signature of zeros", bruno({ raw: () => Promise.resolve(new Uint8Array(64)) })),
  await signed("a signature that is too short", bruno({ raw: () => Promise.resolve(new Uint8Array(63)) })),
  offered("a payload that nobody signed", [offer(inTransit(one, { envelope: { ...one.envelope, payload: two_.envelope.payload } }), "signature_invalid")]),
  offered("a signature without its armour", [offer(inTransit(one, { envelope: { ...one.envelope, signatures: [{ officer: "anne.morel", signature: "U1NIU0lH" }] } }), "signature_invalid")]),
  offered("17 signatures", [offer(inTransit(one, { envelope: { ...one.envelope, signatures: Array.from({ length: 17 }, () => one.envelope.signatures[0]) } }), "envelope_invalid")]),
  offered("a payload whose base64 has a line break", [offer(inTransit(one, { envelope: { ...one.envelope, payload: `${one.envelope.payload}\n` } }), "envelope_invalid")]),
  offered("a payload whose base64 has no padding", [offer(inTransit(one, { envelope: { ...one.envelope, payload: "QQ" } }), "envelope_invalid")]),
  offered("a payload whose base64 has bits to spare", [offer(inTransit(one, { envelope: { ...one.envelope, payload: "QR==" } }), "envelope_invalid")]),
  offered("a signature with a field more", [offer(inTransit(one, { envelope: { ...one.envelope, signatures: one.envelope.signatures.map((each) => ({ ...each, at: "now" })) } }), "envelope_invalid")]),
  offered("a bundle with a field more", [offer(inTransit(one, { trusted: true }), "envelope_invalid")]),
  offered("nothing at all", [offer(null, "envelope_invalid")]),
  await single("for a layer by its officer", { payload: { layer: "ministry" }, policy: smallPolicy({ layer: "ministry" }), signers: ["bruno.petit"] }).then((each) => ({ ...each, held: { root_version: 1, bundle_version: null } })),
  await single("for a layer by another's officer", { payload: { layer: "ministry" }, policy: smallPolicy({ layer: "ministry" }), signers: two }, "signer_unknown"),
  await single("a layer the root does not have", { payload: { layer: "service" } }, "layer_unknown"),
  await single("a layer nobody has heard of", { payload: { layer: "town" } }, "layer_unknown"),
];

/** The armour of every signature changed, and nothing in it. */
const armoured = (name: string, change: (armour: string) => string, expect: Outcome): EnvelopeCase =>
  offered(`armour: ${name}`, [offer(inTransit(one, { envelope: { ...one.envelope, signatures: one.envelope.signatures.map((each) => ({ ...each, signature: change(each.signature) })) } }), expect)], expect === "accepted" ? 1 : null);
const armourCases: readonly EnvelopeCase[] = [
  armoured("no line break at its end", (same) => same.trimEnd(), "accepted"),
  armoured("all in one line", (same) => same.replaceAll(/(?<!-)\n(?!-)/g, ""), "accepted"),
  armoured("an empty line in it", (same) => same.replace("-\n", "-\n\n"), "accepted"),
  armoured("two line breaks at its end", (same) => `${same}\n`, "signature_invalid"),
  armoured("a space before it", (same) => ` ${same}`, "signature_invalid"),
  armoured("line breaks of another system", (same) => same.replaceAll("\n", "\r\n"), "signature_invalid"),
  armoured("more than 2,000 characters", (same) => same.replace("-\n", `-\n${"\n".repeat(2000)}`), "signature_invalid"),
];

const replace = (from: string, to: string) => (whole: string) => whole.replace(from, to);
const formCases: readonly EnvelopeCase[] = [
  await single("payload: a duplicate key", { payloadText: replace('"version":1', '"version":9,"version":1') }, "json_invalid"),
  await single("payload: a duplicate key, one escaped", { payloadText: replace('"version":1', '"versi\\u006fn":9,"version":1') }, "json_invalid"),
  await single("payload: a number too big", { payloadText: replace('"version":1', '"version":9007199254740992') }, "json_invalid"),
  await single("payload: a number with an exponent", { payloadText: replace('"version":1', '"version":1e0') }, "json_invalid"),
  await single("payload: a number with a fraction", { payloadText: replace('"version":1', '"version":1.0') }, "json_invalid"),
  await single("payload: minus zero", { payloadText: replace('"version":1', '"version":-0') }, "json_invalid"),
  await single("payload: a leading zero", { payloadText: replace('"version":1', '"version":01') }, "json_invalid"),
  await single("payload: a number beyond 2^53", { payloadText: replace('"version":1', '"version":9007199254740993') }, "json_invalid"),
  await single("payload: a version below zero", { payloadText: replace('"version":1', '"version":-1') }, "schema_invalid"),
  await single("payload: a lone surrogate in a key", { payloadText: replace('"compiler"', '"\\udfff"') }, "json_invalid"),
  await single("payload: not a number", { payloadText: replace('"version":1', '"version":NaN') }, "json_invalid"),
  await single("payload: a lone surrogate", { payloadText: replace("chancery vectors", "\\ud800") }, "json_invalid"),
  await single("payload: a control character in a string", { payloadText: replace("chancery vectors", "a\tb") }, "json_invalid"),
  await single("payload: bytes that are not UTF-8", { payloadText: (whole) => concatenate([bytesOfText(whole.slice(0, -1)), new Uint8Array([0xff, 0x7d])]) }, "json_invalid"),
  await single("payload: a byte-order mark", { payloadText: (whole) => `\ufeff${whole}` }, "json_invalid"),
  await single("payload: something after the value", { payloadText: (whole) => `${whole} {}` }, "json_invalid"),
  await single("payload: a comma too many", { payloadText: (whole) => whole.replace(/\}$/, ",}") }, "json_invalid"),
  await single("payload: space that JSON does not know", { payloadText: (whole) => `\u00a0${whole}` }, "json_invalid"),
  await single("payload: 100 levels of lists", { payloadText: replace('"version":1', `"version":${"[".repeat(100)}${"]".repeat(100)}`) }, "json_invalid"),
  await single("payload: the 32nd level", { payloadText: replace('"version":1', `"version":${"[".repeat(32)}${"]".repeat(32)}`) }, "schema_invalid"),
  await single("payload: a 33rd level", { payloadText: replace('"version":1', `"version":${"[".repeat(33)}${"]".repeat(33)}`) }, "json_invalid"),
  await single("payload: a number on a 33rd level", { payloadText: replace('"version":1', `"version":${"[".repeat(32)}1${"]".repeat(32)}`) }, "json_invalid"),
  await single("payload: a layer without a name", { payload: { layer: "" } }, "schema_invalid"),
  await single("payload: an empty chunk listed", { payload: { chunks: [{ sha256: "0".repeat(64), size: 0 }] } }, "schema_invalid"),
  await single("payload: space that JSON knows", { payloadText: (whole) => ` \n${whole}\t` }),
  await single("payload: escapes mean what they say", { payloadText: replace('"lang"', '"l\\u0061ng"') }),
  await single("payload: an unknown field", { payload: { not_before: "2026-11-20T00:00:00Z" } }, "schema_invalid"),
  await single("payload: __proto__ is an unknown field", { payloadText: (whole) => whole.replace(/\}$/, ',"__proto__":{}}') }, "schema_invalid"),
  await single("payload: a root in its place", { payloadText: () => text(rootPayload()) }, "schema_invalid"),
  await single("payload: an instant in another form", { payload: { expires: "2027-02-18T00:00:00+00:00" } }, "schema_invalid"),
  await single("payload: a version that is true", { payload: { version: true } }, "schema_invalid"),
  await single("payload: no chunks", { payload: { chunks: [] } }, "schema_invalid"),
  await single("payload: version 1 with a predecessor", { payload: { prev_sha256: "0".repeat(64) } }, "schema_invalid"),
  await single("payload: version 2 without a predecessor", { version: 2 }, "schema_invalid"),
  await single("payload: an unknown language", { payload: { lang: "chancery/2" } }, "lang_unknown"),
];

const timeCases: readonly EnvelopeCase[] = [
  offered("expired", [offer(one, "expired", MONTH_LATER)]),
  offered("expired to the second", [offer(one, "expired", "2027-02-18T00:00:00Z")]),
  offered("one second before it expires", [offer(one, "accepted", "2027-02-17T23:59:59Z")], 1),
  offered("from the future", [offer(one, "issued_in_future", "2026-11-19T23:49:59Z")]),
  offered("ten minutes from the future, as clocks go", [offer(one, "accepted", "2026-11-19T23:50:00Z")], 1),
  offered("one after another", [offer(one), offer(two_), offer(three)], 3),
  offered("a gap after an absence", [offer(one), offer(three)], 3),
  offered("a first one of a higher version", [offer(three)], 3),
  offered("an older one", [offer(two_), offer(one, "version_old")], 2),
  offered("the same again", [offer(one), offer(one, "version_same")], 1),
  offered("the same payload with another signature", [offer(one), offer(await bundle({ signers: ["anne.morel", "claire.roux"] }), "version_same")], 1),
  offered("the same version with other bytes", [offer(one), offer(await bundle({ payload: { compiler: "another" } }), "version_conflict")], 1),
  offered("the next version of another past", [offer(one), offer(await bundle({ version: 2, after: two_ }), "prev_mismatch")], 1),
  offered("a refused one changes nothing", [offer(one), offer(await bundle({ version: 2, after: one, signers: ["anne.morel"] }), "threshold_not_met"), offer(two_)], 2),
  offered("after the root has expired", [offer(one, "root_expired", ROOT_OVER)]),
  offered("loaded from the own store, expired", [load(one, "accepted", MONTH_LATER)], 1),
  offered("loaded from the own store, expired like the root", [load(one, "accepted", ROOT_OVER)], 1),
  offered("loaded from the own store, it is the mark", [load(two_), offer(one, "version_old")], 2),
  offered("loaded from the own store, forged", [load(inTransit(one, { envelope: { ...one.envelope, payload: two_.envelope.payload } }), "signature_invalid")]),
  offered("loaded from the own store, half-signed", [load(await bundle({ signers: ["anne.morel"] }), "threshold_not_met")]),
  offered("loaded from the own store, from the future", [load(one, "issued_in_future", "2026-11-01T00:00:00Z")]),
];

const question = (effect: string, rule_id: string) => ({ request: null, expect: { effect, rule_id } });
const bomb = base64OfBytes(new Uint8Array(deflateRawSync(new Uint8Array(8 * 1024 * 1024), { level: 9 })));
const chunkOf = (of: BundleInTransit): Buffer => Buffer.from(of.chunks[0] ?? "", "base64");
const chunked = await bundle({ chunkSizes: [100, 1, 700] });
const alike = await bundle({ chunkSizes: [100, 100] });
const tampered = (of: string): string => {
  const bytes = Buffer.from(of, "base64");
  bytes[20] = (bytes[20] ?? 0) ^ 1; // past the five bytes that say how long a stored block is
  return bytes.toString("base64");
};
const chunkCases: readonly EnvelopeCase[] = [
  offered("four chunks", [offer(chunked)], 1),
  offered("a chunk missing", [offer(inTransit(chunked, { chunks: chunked.chunks.slice(0, 3) }), "chunk_missing")]),
  offered("all chunks missing", [offer(inTransit(one, { chunks: [] }), "chunk_missing")]),
  offered("a chunk too many", [offer(inTransit(one, { chunks: [...one.chunks, "QQ=="] }), "chunk_mismatch")]),
  offered("a truncated chunk", [offer(inTransit(one, { chunks: [chunkOf(one).subarray(0, -1).toString("base64")] }), "chunk_mismatch")]),
  offered("an empty chunk", [offer(inTransit(one, { chunks: [""] }), "chunk_mismatch")]),
  offered("something after a chunk's end", [offer(inTransit(one, { chunks: [Buffer.concat([chunkOf(one), Buffer.from("x")]).toString("base64")] }), "chunk_mismatch")]),
  offered("a chunk that was never deflated", [offer(inTransit(one, { chunks: [base64OfBytes(bytesOfText(whole))] }), "chunk_mismatch")]),
  offered("a chunk that inflates to less", [offer(inTransit(one, { chunks: [deflated(bytesOfText(whole.slice(0, -1)))] }), "chunk_mismatch")]),
  offered("a chunk that inflates to one byte more", [offer(inTransit(one, { chunks: [deflated(bytesOfText(`${whole} `))] }), "too_large")]),
  offered("an inflation bomb", [offer(inTransit(one, { chunks: [bomb] }), "too_large")]),
  offered("a chunk that is too large on the way", [offer(inTransit(one, { chunks: [base64OfBytes(new Uint8Array(40_001))] }), "too_large")]),
  offered("40,000 bytes that were never deflated", [offer(inTransit(one, { chunks: [base64OfBytes(new Uint8Array(40_000))] }), "chunk_mismatch")]),
  offered("a chunk of another bundle", [offer(inTransit(one, { chunks: (await bundle({ policy: smallPolicy({ id: "another" }) })).chunks }), "chunk_mismatch")]),
  offered("chunks in another order, the first longer than listed", [offer(inTransit(chunked, { chunks: [...chunked.chunks].reverse() }), "too_large")]),
  offered("chunks of one length in another order", [offer(inTransit(alike, { chunks: [...alike.chunks.slice(0, 2).reverse(), ...alike.chunks.slice(2)] }), "chunk_mismatch")]),
  offered("a chunk with another byte", [offer(inTransit(one, { chunks: one.chunks.map(tampered) }), "chunk_mismatch")]),
  offered("a chunk that is no base64", [offer(inTransit(one, { chunks: ["?"] }), "envelope_invalid")]),
  offered("a chunk that is no string", [offer(inTransit(one, { chunks: [7] }), "envelope_invalid")]),
  await single("a chunk of another digest and a smaller size", { payload: { chunks: [{ sha256: "0".repeat(64), size: 60_000 }] } }, "chunk_mismatch"),
  await single("a chunk of another digest and a larger size", { payload: { chunks: [{ sha256: "0".repeat(64), size: 1 }] } }, "too_large"),
  await single("a chunk beyond 65,536 bytes", { payload: { chunks: [{ sha256: "0".repeat(64), size: 65_537 }] } }, "too_large"),
  await single("a chunk of 65,536 bytes that is not so long", { payload: { chunks: [{ sha256: "0".repeat(64), size: 65_536 }] } }, "chunk_mismatch"),
  await single("one of two chunks beyond 65,536 bytes", { payload: { chunks: [{ sha256: "0".repeat(64), size: 1 }, { sha256: "0".repeat(64), size: 65_537 }] } }, "too_large"),
  await single("64 chunks, and 63 of them missing", { payload: { chunks: Array.from({ length: 64 }, () => ({ sha256: "0".repeat(64), size: 1 })) } }, "chunk_missing"),
  await single("65 chunks", { payload: { chunks: Array.from({ length: 65 }, () => ({ sha256: "0".repeat(64), size: 1 })) } }, "too_large"),
];

const classes = smallPolicy()["room_classes"] as typeof referencePolicy.room_classes; // as written there
const interministerial = classes["interministerial"];
const direct = referencePolicy.room_classes["direct"];
const withClass = (name: string, roomClass: unknown) => smallPolicy({ room_classes: { ...classes, [name]: roomClass } });
const [rule] = referencePolicy.rules;
const nora = { sets: null, sets_not: null, users: ["@nora*"], external: null };
const withException = (until: string, changes = {}) =>
  smallPolicy({ rules: [{ ...rule, effect: "deny", exceptions: [{ who: nora, target: null, room_id: null, until, approved_by: "anne.morel", ticket: null, ...changes }] }] });
const policy = (name: string, said: { readonly [field: string]: unknown }, expect: Outcome = "accepted") => single(`policy: ${name}`, { policy: said }, expect);
const written = (name: string, text: string, expect: Outcome) => single(`policy: ${name}`, { content: text }, expect);

const policyCases: readonly EnvelopeCase[] = [
  await written("not JSON", "{", "json_invalid"),
  await written("a duplicate key", whole.replace('"layer":"national"', '"layer":"national","layer":"ministry"'), "json_invalid"),
  await written("a number beyond 2^53", whole.replace('"invite":0', '"invite":9007199254740993'), "json_invalid"),
  await written("a lone surrogate", whole.replace('"en":"', '"en":"\\udc00'), "json_invalid"),
  await written("a policy without its self-test", text(smallPolicy()), "schema_invalid"),
  await written("a self-test without questions", text(content(smallPolicy(), { self_test: [] })), "schema_invalid"),
  await written("257 questions", text(content(smallPolicy(), { self_test: Array.from({ length: 257 }, () => question("deny", "F-07")) })), "schema_invalid"),
  await written("a question answered by no rule", text(content(smallPolicy(), { self_test: [question("deny", "")] })), "schema_invalid"),
  await written("not sorted, and with space", JSON.stringify({ self_test: [question("deny", "F-07")], policy: smallPolicy() }, null, 2), "accepted"),
  await written("a question with a field more", text(content(smallPolicy(), { self_test: [{ ...question("deny", "F-07"), because: "" }] })), "schema_invalid"),
  await written("a question that this evaluator answers otherwise", text(content(smallPolicy(), { self_test: [question("deny", "F-07"), question("allow", "D-join")] })), "self_test_failed"),
  await written("a question that this evaluator refuses for another reason", text(content(smallPolicy(), { self_test: [question("deny", "F-01")] })), "self_test_failed"),
  offered("policy: after a failed self-test what was in force stays", [
    offer(one),
    offer(await bundle({ version: 2, after: one, content: text(content(smallPolicy(), { self_test: [question("allow", "F-07")] })) }), "self_test_failed"),
    offer(two_),
  ], 2),
  await policy("a rule that refuses because of encryption", smallPolicy({ rules: [{ ...rule, effect: "deny", actions: ["send"], exceptions: [], room: { class: null, class_not: null, sets: null, sets_not: null, encrypted: true } }] }), "schema_invalid"),
  await policy("a rule that demands keys", smallPolicy({ rules: [{ ...rule, effect: "require", actions: ["send"], exceptions: [] }] }), "schema_invalid"),
  await policy("an unknown field", { ...smallPolicy(), extra: 1 }, "schema_invalid"),
  await policy("an unknown language", smallPolicy({ lang: "chancery/2" }), "lang_unknown"),
  await policy("another layer than the bundle's", smallPolicy({ layer: "ministry" }), "schema_invalid"),
  await policy("a default missing", smallPolicy({ defaults: { join: "deny" } }), "schema_invalid"),
  await policy("a text in one language", smallPolicy({ title: { fr: "Règles" } }), "schema_invalid"),
  await policy("an empty text", smallPolicy({ title: { fr: "Règles", en: "" } }), "schema_invalid"),
  await policy("an action nobody has heard of", smallPolicy({ rules: [{ ...rule, actions: ["knock"] }] }), "schema_invalid"),
  await policy("a rule without actions", smallPolicy({ rules: [{ ...rule, actions: [] }] }), "schema_invalid"),
  await policy("a matcher that says nothing", smallPolicy({ rules: [{ ...rule, who: { sets: null, sets_not: null, users: null, external: null } }] }), "schema_invalid"),
  await policy("a rule about a set that is not there", smallPolicy({ rules: [{ ...rule, who: { ...nora, sets: ["finances"] } }] }), "schema_invalid"),
  await policy("a rule about a class that is not there", smallPolicy({ rules: [{ ...rule, room: { class: null, class_not: ["space"] } }] }), "schema_invalid"),
  await policy("rules out of order", smallPolicy({ rules: [{ ...rule, id: "R-0002" }, { ...rule, id: "R-0001" }] }), "schema_invalid"),
  await policy("a rule twice", smallPolicy({ rules: [rule, rule] }), "schema_invalid"),
  await policy("an empty glob", smallPolicy({ rules: [{ ...rule, who: { ...nora, users: [""] } }] }), "schema_invalid"),
  await policy("a server in capital letters", smallPolicy({ sets: { interieur: { ...referencePolicy.sets["interieur"], servers: ["Etat.example"] } } }), "schema_invalid"),
  await policy("a server of 256 characters", smallPolicy({ sets: { interieur: { ...referencePolicy.sets["interieur"], servers: ["a".repeat(256)] } } }), "schema_invalid"),
  await policy("a room ID without its mark", smallPolicy({ public_rooms: ["salon:etat.example"] }), "schema_invalid"),
  await policy("a room ID of 256 characters", smallPolicy({ public_rooms: [`!${"a".repeat(255)}`] }), "schema_invalid"),
  await policy("a text of 2,000 characters beyond the first plane", smallPolicy({ contact: "\u{1F4DE}".repeat(2000) })),
  await policy("a text of 2,001 characters", smallPolicy({ contact: "a".repeat(2001) }), "schema_invalid"),
  await policy("a glob of 255 characters", smallPolicy({ rules: [{ ...rule, who: { ...nora, users: ["?".repeat(255)] } }] })),
  await policy("a glob of one character", smallPolicy({ rules: [{ ...rule, who: { ...nora, users: ["*"] } }] })),
  await policy("a glob of 256 characters", smallPolicy({ rules: [{ ...rule, who: { ...nora, users: ["a".repeat(256)] } }] }), "schema_invalid"),
  await policy("an exception that ends in time", withException("2027-05-19T00:00:00Z")),
  await policy("an exception that lasts 180 days and a second", withException("2027-05-19T00:00:01Z"), "schema_invalid"),
  await policy("an exception for everybody everywhere", withException("2026-12-01T00:00:00Z", { who: null }), "schema_invalid"),
  await policy("an exception of an allowing rule", smallPolicy({ rules: [{ ...rule, exceptions: [{ who: nora, target: null, room_id: null, until: "2026-12-01T00:00:00Z", approved_by: "anne.morel", ticket: null }] }] }), "schema_invalid"),
  await policy("a public class with encryption", withClass("press", { ...interministerial, public: true }), "floor_violated"),
  await policy("a public class of direct conversations", withClass("press", { ...direct, public: true, encryption: "none" }), "floor_violated"),
  await policy("a public class without encryption", withClass("press", { ...interministerial, public: true, encryption: "none" })),
  await policy("a space with encryption", withClass("space", { ...interministerial, kind: "space" }), "floor_violated"),
  await policy("a direct class as it should be", withClass("direct", direct)),
  await policy("a direct class with a wider history", withClass("direct", { ...direct, history_visibility: "invited" }), "floor_violated"),
  await policy("a direct class that holds nothing back", withClass("direct", { ...direct, new_member: "announce" }), "floor_violated"),
  offered("policy: a class turned public", [
    offer(one),
    offer(await bundle({ version: 2, after: one, policy: withClass("interministerial", { ...interministerial, encryption: "none", public: true }) }), "floor_violated"),
  ], 1),
  offered("policy: a class that loses its encryption after a gap", [
    offer(one),
    offer(await bundle({ version: 5, after: three, policy: withClass("interministerial", { ...interministerial, encryption: "none" }) }), "floor_violated"),
  ], 1),
  offered("policy: a class that goes", [offer(one), offer(await bundle({ version: 2, after: one, policy: smallPolicy({ room_classes: {} , rules: [] }) }))], 2),
];

export const bundleCases: readonly EnvelopeCase[] = [...signatureCases, ...armourCases, ...formCases, ...timeCases, ...chunkCases, ...policyCases];
