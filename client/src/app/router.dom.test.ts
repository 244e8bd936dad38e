import { roomId } from "#client/domain/ports/fakes/example/ids.ts";
import { fakeTextSeal } from "#client/domain/ports/fakes/fake-text-seal.ts";
import { sealedHash } from "#client/domain/route.ts";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRouter, type Router } from "./router.svelte.ts";

const COORDINATION = { at: "room", roomId: roomId("coordination") } as const;

let router: Router;
beforeEach(() => {
  router = createRouter(window);
});
afterEach(() => {
  router.close();
  window.location.hash = "";
});

/** As a browser does when the address changes by Back or by hand. */
function arriveAt(hash: string): void {
  window.location.hash = hash;
  window.dispatchEvent(new Event("hashchange"));
}

const isSealed = () => vi.waitFor(() => expect(window.location.hash).toMatch(/^#\/place\/[\w-]+$/));

test("where one goes is written into the address, sealed where it names a room, and Back is followed", async () => {
  router.sealWith(fakeTextSeal());
  router.navigate(COORDINATION);
  expect(router.route).toEqual(COORDINATION);
  await isSealed();
  const conversation = window.location.hash;
  expect(conversation).not.toContain("coordination");
  router.navigate({ at: "rules", rule: "R-0200" });
  await vi.waitFor(() => expect(window.location.hash).toBe("#/rules/R-0200"));
  arriveAt(conversation);
  await vi.waitFor(() => expect(router.route).toEqual(COORDINATION));
});

test("several steps at once are written in their order", async () => {
  const push = vi.spyOn(window.history, "pushState");
  router.sealWith(fakeTextSeal());
  router.navigate(COORDINATION);
  router.navigate({ at: "conversations" });
  router.navigate({ at: "rules", rule: null });
  await vi.waitFor(() => expect(window.location.hash).toBe("#/rules"));
  expect(push.mock.calls.map(([, , hash]) => String(hash).slice(0, 8))).toEqual(["#/place/", "#/", "#/rules"]);
  push.mockRestore();
});

test("a restart begins at a sealed address, which is opened once the session is there", async () => {
  router.close();
  window.location.hash = sealedHash(await fakeTextSeal().seal("#/room/!coordination"));
  router = createRouter(window);
  expect(router.route).toEqual({ at: "opening" });
  router.sealWith(fakeTextSeal());
  await vi.waitFor(() => expect(router.route).toEqual(COORDINATION));
});

test("an address that was sealed under another key, or by nobody, leads to the conversations", async () => {
  router.sealWith(fakeTextSeal());
  for (const sealed of ["zzz", "s"]) {
    arriveAt(sealedHash(sealed));
    await vi.waitFor(() => expect(router.route).toEqual({ at: "conversations" }));
  }
});

test("a link to a room is followed, also by one who is not signed in yet, and then sealed in its place", async () => {
  const replace = vi.spyOn(window.history, "replaceState");
  arriveAt("#/room/!coordination");
  await vi.waitFor(() => expect(router.route).toEqual(COORDINATION));
  expect(window.location.hash).toBe("#/room/!coordination");
  router.sealWith(fakeTextSeal());
  await isSealed();
  expect(replace).toHaveBeenCalled();
  arriveAt("#/join/%23presse%3Aetat.example");
  await vi.waitFor(() => expect(router.route.at).toBe("join"));
  await isSealed();
  expect(window.location.hash).not.toContain("presse");
  replace.mockRestore();
});

test("without a session no room is written into the address", async () => {
  router.navigate(COORDINATION);
  router.navigate({ at: "rules", rule: null });
  await vi.waitFor(() => expect(window.location.hash).toBe("#/rules"));
});

test("a refusal is shown without leaving a trace in the address", () => {
  const refusal = { action: "join", ruleId: "R-0200", rule: null, owner: null, policyVersion: 7, issuedAt: null, contact: null, by: "client" } as const;
  router.navigate({ at: "refused", refusal, what: "Coordination" });
  expect(router.route.at).toBe("refused");
  expect(window.location.hash).not.toContain("R-0200");
});

test("a closed router no longer listens", () => {
  router.close();
  arriveAt("#/rules");
  expect(router.route.at).toBe("conversations");
});
