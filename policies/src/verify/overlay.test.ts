import { expect, it } from "vitest";
import { OVERLAY_SIZE_LIMIT, readOverlay } from "./overlay.ts";

it("reads no overlay that is larger than its limit, and says of one that is as large what is wrong with it", () => {
  expect(readOverlay(new Uint8Array(OVERLAY_SIZE_LIMIT + 1))).toEqual({ ok: false, failure: { code: "too_large", detail: null } });
  expect(readOverlay(new Uint8Array(OVERLAY_SIZE_LIMIT))).toEqual({ ok: false, failure: { code: "json_invalid", detail: "no value at character 0" } });
});
