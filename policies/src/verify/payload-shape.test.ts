import { describe, expect, it } from "vitest";
import { bundle, emergencyRule, officer, overlay, rootPayload } from "../../vectors/source/signed-things.ts";
import type { Envelope } from "../model/policy-bundle.ts";
import { bundleShape, overlayShape, rootShape } from "./payload-shape.ts";

type Fields = { readonly [field: string]: unknown };

const payloadOf = ({ payload }: Envelope): Fields => JSON.parse(Buffer.from(payload, "base64").toString()) as Fields; // as it was written just now
const first = await bundle();
const bundlePayload = payloadOf(first.envelope);
const overlayPayload = payloadOf(await overlay({ upon: first }));

const officers = rootPayload()["officers"] as readonly Fields[]; // as written there
const withOfficer = (changes: Fields): Fields => rootPayload({ officers: [officer("anne.morel", changes), ...officers.slice(1)], layers: {} });
const ID = "root.officers[0].id: an id of a-z, 0-9, . and -";
const DIGEST = "bundle.prev_sha256: a SHA-256 in lower-case hex";
const HEX = "0123456789abcdef".repeat(4);

describe("a root", () => {
  it.each([
    [ID, withOfficer({ id: "Anne.morel" })],
    [ID, withOfficer({ id: "anne.morel!" })],
    [ID, withOfficer({ id: "a".repeat(65) })],
    [ID, withOfficer({ id: "" })],
    [null, withOfficer({ id: "1" })],
    [null, withOfficer({ id: "a.-".padEnd(64, "0") })],
    ["root.officers[0].key: an OpenSSH Ed25519 key, on a token or not", withOfficer({ key: "ssh-rsa AAAA" })],
    ["root.expires: later than issued_at", rootPayload({ expires: rootPayload()["issued_at"] })],
    ["root.layers: no officer mallory", rootPayload({ layers: { national: { officers: ["anne.morel", "mallory"], threshold: 1 } } })],
  ])("is none, and where is said: %s", (problem, payload) => {
    expect(rootShape(payload, "root")).toBe(problem);
  });
});

describe("the payload of a bundle", () => {
  it.each([
    [DIGEST, { prev_sha256: `A${HEX}` }],
    [DIGEST, { prev_sha256: `${HEX}g` }],
    [DIGEST, { prev_sha256: HEX.slice(1) }],
    [null, { version: 2, prev_sha256: HEX }],
    ["bundle.prev_sha256: null for version 1 only", { prev_sha256: HEX }],
    ["bundle.prev_sha256: null for version 1 only", { version: 2 }],
  ])("is none, and where is said: %s", (problem, changes) => {
    expect(bundleShape({ ...bundlePayload, ...changes }, "bundle")).toBe(problem);
  });
});

describe("the payload of an overlay", () => {
  const of = (...ids: readonly string[]): string | null => overlayShape({ ...overlayPayload, rules: ids.map((id) => emergencyRule({ id })) }, "overlay");

  it("has its rules sorted, and none twice", () => {
    expect(of()).toBeNull();
    expect(of("E-0001", "E-0002", "E-0003")).toBeNull();
    for (const ids of [["E-0002", "E-0001"], ["E-0001", "E-0001"], ["E-0001", "E-0003", "E-0002"]]) expect(of(...ids)).toBe("overlay.rules: sorted, none twice");
  });
});
