import { describe, expect, it } from "vitest";
import { base64OfBytes } from "./bytes.ts";
import { openEnvelope } from "./envelope.ts";

const MEBIBYTE = 1024 * 1024;
const envelope = (size: number, signatures = 0): unknown => ({
  payload: base64OfBytes(new Uint8Array(size)),
  signatures: Array.from({ length: signatures }, () => ({ officer: "anne.morel", signature: "" })),
});
const codeOf = (value: unknown): string => {
  const opened = openEnvelope(value);
  return opened.ok ? "opened" : opened.failure.code;
};

describe("an envelope", () => {
  it("has a payload of at most a mebibyte, not counted in base64", () => {
    expect(codeOf(envelope(MEBIBYTE))).toBe("opened");
    expect(codeOf(envelope(MEBIBYTE + 1))).toBe("envelope_invalid");
  });

  it("has at most 16 signatures; whether they hold is asked later", () => {
    expect(codeOf(envelope(1, 16))).toBe("opened");
    expect(codeOf(envelope(1, 17))).toBe("envelope_invalid");
  });
});
