import { expect, it } from "vitest";
import { failed, ok } from "../domain/result.ts";
import { policyFetcher } from "./policy-endpoint.ts";

const HOMESERVER = "http://127.0.0.1:18008";

/** @returns the fetcher over a homeserver that gives this answer, and what was asked of it */
function over(answer: () => Promise<Response>) {
  const asked: string[] = [];
  const fetchFn: typeof fetch = (address) => {
    asked.push(String(address));
    return answer();
  };
  return { asked, fetchPolicy: policyFetcher(HOMESERVER, fetchFn) };
}

const saying = (body: unknown, status = 200) => over(async () => new Response(typeof body === "string" ? body : JSON.stringify(body), { status }));

it("asks the homeserver's endpoint and hands on what it offers, unread", async () => {
  const bundle = { envelope: {}, chunks: [] };
  const { fetchPolicy, asked } = saying({ roots: [{ payload: 1 }], bundles: { national: bundle }, overlays: { national: { payload: 2 } }, pulse: { payload: 3 }, governance_room_id: "!g" });
  expect(await fetchPolicy()).toEqual(ok({ roots: [{ payload: 1 }], bundles: { national: bundle }, overlays: { national: { payload: 2 } }, pulse: { payload: 3 }, governanceRoomId: "!g" }));
  expect(asked).toEqual(["http://127.0.0.1:18008/_synapse/client/chancery/v1/policy"]);
});

it("takes a homeserver without rules for what it is", async () => {
  const { fetchPolicy } = saying({ roots: [], bundles: {}, overlays: {}, pulse: null, governance_room_id: null });
  expect(await fetchPolicy()).toEqual(ok({ roots: [], bundles: {}, overlays: {}, pulse: null, governanceRoomId: null }));
});

it.each([
  ["no JSON", "<html>"],
  ["no object", []],
  ["no roots", { bundles: {}, overlays: {}, pulse: null, governance_room_id: null }],
  ["bundles that are none", { roots: [], bundles: [], overlays: {}, pulse: null, governance_room_id: null }],
  ["overlays that are none", { roots: [], bundles: {}, overlays: null, pulse: null, governance_room_id: null }],
  ["a room that is no text", { roots: [], bundles: {}, overlays: {}, pulse: null, governance_room_id: 5 }],
])("refuses %s", async (_, body) => {
  expect(await saying(body).fetchPolicy()).toEqual(failed({ code: "malformed" }));
});

it("refuses an answer of more than 8 MiB", async () => {
  const { fetchPolicy } = saying({ roots: ["x".repeat(8 * 1024 * 1024)], bundles: {}, overlays: {}, pulse: null, governance_room_id: null });
  expect(await fetchPolicy()).toEqual(failed({ code: "malformed" }));
});

it("takes an error, or no answer, for no network", async () => {
  expect(await saying({}, 404).fetchPolicy()).toEqual(failed({ code: "network" }));
  expect(await saying({}, 502).fetchPolicy()).toEqual(failed({ code: "network" }));
  expect(await over(() => Promise.reject(new TypeError("away"))).fetchPolicy()).toEqual(failed({ code: "network" }));
});
