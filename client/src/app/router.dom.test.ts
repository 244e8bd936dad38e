import { roomId } from "#client/domain/ports/fakes/example/ids.ts";
import { afterEach, expect, test, vi } from "vitest";
import { createRouter } from "./router.svelte.ts";

afterEach(() => {
  window.location.hash = "";
});

test("where one goes is written into the address, and Back is followed", async () => {
  const router = createRouter(window);
  router.navigate({ at: "room", roomId: roomId("coordination") });
  expect(window.location.hash).toBe("#/room/!coordination");
  router.navigate({ at: "rules", ruleId: "R-0200" });
  expect(router.route).toEqual({ at: "rules", ruleId: "R-0200" });
  window.location.hash = "#/room/!coordination";
  window.dispatchEvent(new Event("hashchange"));
  await vi.waitFor(() => expect(router.route).toEqual({ at: "room", roomId: "!coordination" }));
  router.close();
});

test("a refusal is shown without leaving a trace in the address", () => {
  const router = createRouter(window);
  const refusal = { action: "join", ruleId: "R-0200", rule: null, owner: null, policyVersion: 7, issuedAt: null, contact: null, by: "client" } as const;
  router.navigate({ at: "refused", refusal, what: "Coordination" });
  expect(router.route.at).toBe("refused");
  expect(window.location.hash).not.toContain("R-0200");
  router.close();
});

test("a closed router no longer listens", () => {
  const router = createRouter(window);
  router.close();
  window.location.hash = "#/rules";
  window.dispatchEvent(new Event("hashchange"));
  expect(router.route.at).toBe("conversations");
});
