import { expect, test } from "vitest";
import type { RoomId } from "./ids.ts";
import { parseRoute, ruleAddress, routeHash, sealedHash, sealedIn, type Route } from "./route.ts";

test("each place that can be linked to survives its address", () => {
  const places: Route[] = [
    { at: "conversations" },
    { at: "room", roomId: "!AbC/d_9+é" as RoomId },
    { at: "rules", rule: null },
    { at: "rules", rule: "R-0200" },
    { at: "rules", rule: "D-create_room" },
    { at: "rules", rule: ruleAddress("R-0200", "ministry") },
  ];
  for (const place of places) expect(parseRoute(routeHash(place))).toEqual(place);
  expect(parseRoute("#/join/%23presse%3Aetat.example")).toEqual({ at: "join", address: "#presse:etat.example" });
});

test("an address that names nothing leads to the conversations", () => {
  for (const hash of ["", "#", "#/", "#/room/", "#/room/nothing", "#/room/%E0%A4%A", "#/room/%23alias%3Aa.b", "#/ready", "#/join/x", "#/refused"]) {
    expect(parseRoute(hash), hash).toEqual({ at: "conversations" });
  }
  expect(parseRoute("#/rules/<script>")).toEqual({ at: "rules", rule: null });
});

test("a refusal is never written into the address", () => {
  const refusal = { action: "join", ruleId: "R-0200", rule: null, owner: null, policyVersion: 7, issuedAt: null, contact: null, by: "client" } as const;
  expect(routeHash({ at: "refused", refusal, what: "Coordination" })).toBe("#/");
});

test("a sealed address is told from one that anybody can read, and names no place by itself", () => {
  expect(sealedIn(sealedHash("Ab_-9"))).toBe("Ab_-9");
  for (const hash of ["", "#/", "#/place/", "#/place/a/b", "#/place/%21room", "#/room/!a"]) expect(sealedIn(hash), hash).toBeNull();
  expect(parseRoute(sealedHash("Ab_-9"))).toEqual({ at: "conversations" });
});
