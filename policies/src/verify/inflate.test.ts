import { deflateRawSync } from "node:zlib";
import { expect, it } from "vitest";
import { bytesOfText } from "./bytes.ts";
import { inflate } from "./inflate.ts";

const bytes = bytesOfText("Règles n° 7".repeat(100));
const deflated = new Uint8Array(deflateRawSync(bytes));

it("gives what was deflated, up to the byte", async () => {
  expect(await inflate(deflated, bytes.length)).toEqual({ bytes });
  expect(await inflate(deflated, bytes.length - 1)).toEqual({ problem: "beyond_limit" });
});

it("says what is no deflated text", async () => {
  expect(await inflate(bytes, bytes.length)).toEqual({ problem: "not_deflate" });
  expect(await inflate(deflated.slice(0, -1), bytes.length)).toEqual({ problem: "not_deflate" });
});
