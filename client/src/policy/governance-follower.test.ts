import { expect, it } from "vitest";
import type { Envelope } from "#policies/model/policy-bundle.ts";
import { fakeSecretStorage } from "../domain/ports/fakes/fake-secret-storage.ts";
import type { GovernanceEvent, GovernanceFeed } from "../domain/ports/governance-feed.ts";
import type { Failure } from "../domain/failure.ts";
import type { RoomId } from "../domain/ids.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { fakeClock } from "./fakes/fake-clock.ts";
import { published, signedBundle, signedRoot } from "./fakes/signed-policy.ts";
import { followGovernanceRoom } from "./governance-follower.ts";
import { sealedPolicyMemory } from "./policy-memory.ts";
import { TrustedPolicyLoader } from "./trusted-policy-loader.ts";

/** A loader under version 1, whose homeserver names the room in `server`, and the feed that it follows. */
async function setUp() {
  const one = await signedBundle({ version: 1 });
  const root: Envelope = await signedRoot();
  const server = { room: "!governance" as string | null };
  const loader = new TrustedPolicyLoader({
    deployment: { root, minimumPolicyVersion: 1 },
    memory: sealedPolicyMemory(fakeSecretStorage()),
    fetchPolicy: async () => ok({ roots: [], bundles: { national: one }, overlays: {}, pulse: null, governanceRoomId: server.room }),
    clock: fakeClock("2026-11-23T12:00:00Z"),
  });
  await loader.first();
  const listening = new Map<RoomId, (events: readonly GovernanceEvent[]) => void>();
  const entry = { answer: ok(undefined) as Result<void, Failure>, tried: 0 };
  const feed: GovernanceFeed = {
    async enter() {
      entry.tried += 1;
      return entry.answer;
    },
    subscribe(roomId, listener) {
      listening.set(roomId, listener);
      return () => void listening.delete(roomId);
    },
  };
  const follow = () => followGovernanceRoom(loader, feed, { join: async () => failed({ code: "forbidden" }) });
  return { one, loader, server, listening, entry, follow };
}

it("puts into force what is published in the room that the homeserver names, until the session ends", async () => {
  const { one, loader, listening, follow } = await setUp();
  const stop = follow();
  await expect.poll(() => [...listening.keys()]).toEqual(["!governance"]);
  listening.get("!governance" as RoomId)?.(await published(await signedBundle({ version: 2, after: one })));
  await expect.poll(() => loader.status.current()?.bundle.version).toBe(2);
  stop();
  expect(listening.size).toBe(0);
});

it("moves when the homeserver names another room, and ignores what is no room", async () => {
  const { loader, server, listening, follow } = await setUp();
  const stop = follow();
  await expect.poll(() => [...listening.keys()]).toEqual(["!governance"]);
  server.room = "#alias:etat.example";
  await loader.refresh();
  expect([...listening.keys()]).toEqual(["!governance"]);
  server.room = "!moved";
  await loader.refresh();
  await expect.poll(() => [...listening.keys()]).toEqual(["!moved"]);
  stop();
});

it("tries again later when it may not enter", async () => {
  const { loader, listening, entry, follow } = await setUp();
  entry.answer = failed({ code: "network" });
  const stop = follow();
  await expect.poll(() => entry.tried).toBe(1);
  expect(listening.size).toBe(0);
  entry.answer = ok(undefined);
  await loader.refresh();
  await expect.poll(() => [...listening.keys()]).toEqual(["!governance"]);
  stop();
});
