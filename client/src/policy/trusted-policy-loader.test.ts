import { beforeAll, describe, expect, it } from "vitest";
import type { BundleInTransit, Envelope } from "#policies/model/policy-bundle.ts";
import type { Policy } from "#policies/model/policy.ts";
import { fakeSecretStorage } from "../domain/ports/fakes/fake-secret-storage.ts";
import type { GovernanceEvent } from "../domain/ports/governance-feed.ts";
import { failed, ok } from "../domain/result.ts";
import { fakeClock } from "./fakes/fake-clock.ts";
import { published, pulseRole, signedBundle, signedOverlay, signedPolicy, signedPulse, signedRoot, statedOf } from "./fakes/signed-policy.ts";
import type { OfferedPolicy } from "./policy-endpoint.ts";
import { sealedPolicyMemory } from "./policy-memory.ts";
import { TrustedPolicyLoader } from "./trusted-policy-loader.ts";

const NOW = "2026-11-23T12:00:00Z";
let root: Envelope;
let one: BundleInTransit;
let two: BundleInTransit;

beforeAll(async () => {
  root = await signedRoot();
  one = await signedBundle({ version: 1 });
  two = await signedBundle({ version: 2, after: one, chunkSize: 3000 });
});

/** A loader with everything around it; the homeserver offers `server.offered`, or is away while that is null. */
function setUp(minimumPolicyVersion = 1, secrets = fakeSecretStorage(), now = NOW, pinned = root) {
  const clock = fakeClock(now);
  const server: { offered: OfferedPolicy | null; asked: number } = { offered: null, asked: 0 };
  const memory = sealedPolicyMemory(secrets);
  const loader = new TrustedPolicyLoader({
    deployment: { root: pinned, minimumPolicyVersion },
    memory,
    async fetchPolicy() {
      server.asked += 1;
      return server.offered === null ? failed({ code: "network" }) : ok(server.offered);
    },
    clock,
  });
  const offer = (bundle: unknown, roots: readonly unknown[] = [root], more: Partial<OfferedPolicy> = {}): void => {
    server.offered = { roots, bundles: bundle === null ? {} : { national: bundle }, overlays: {}, pulse: null, governanceRoomId: "!governance", ...more };
  };
  const version = (): number | undefined => loader.status.current()?.bundle.version;
  const rejected = (): readonly string[] => loader.status.current()?.rejected.map(({ code, from }) => `${from}: ${code}`) ?? [];
  return { loader, server, clock, secrets, offer, version, rejected };
}

describe("the first rules of a computer", () => {
  it("come from the homeserver, and are kept for the next start without a network", async () => {
    const { loader, offer, version, secrets } = setUp();
    offer(one);
    expect(await loader.first()).toEqual(ok(undefined));
    expect(version()).toBe(1);
    expect(loader.governanceRoomId.current()).toBe("!governance");
    const later = setUp(1, secrets);
    expect(await later.loader.first()).toEqual(ok(undefined));
    expect(later.version()).toBe(1);
    expect(later.loader.governanceRoomId.current()).toBe("!governance");
  });

  it("are waited for while the homeserver is away, and while it offers nothing that holds", async () => {
    const { loader, offer, server } = setUp();
    expect(await loader.first()).toEqual(failed({ reason: "network" }));
    offer(null);
    expect(await loader.first()).toEqual(failed({ reason: "no_bundle" }));
    offer(await signedBundle({ version: 1, signers: ["anne.morel"] }));
    expect(await loader.first()).toEqual(failed({ reason: "threshold_not_met" }));
    expect(loader.status.current()).toBeNull();
    offer(one);
    expect(await loader.first()).toEqual(ok(undefined));
    expect(server.asked).toBe(4);
  });

  it("are not taken below the deployment's minimum version", async () => {
    const { loader, offer, version } = setUp(2);
    offer(one);
    expect(await loader.first()).toEqual(failed({ reason: "version_old" }));
    offer(two);
    expect(await loader.first()).toEqual(ok(undefined));
    expect(version()).toBe(2);
  });

  it("wait for a keyring that is locked, instead of forgetting the highest version seen", async () => {
    const { loader, secrets, offer } = setUp();
    secrets.locked = true;
    offer(one);
    expect(await loader.first()).toEqual(failed({ reason: "keyring_locked" }));
  });
});

describe("what is offered and does not hold", () => {
  const forge = (bundle: BundleInTransit): BundleInTransit => ({
    ...bundle,
    envelope: { ...bundle.envelope, payload: btoa(atob(bundle.envelope.payload).replace("0.1.0", "6.6.6")) },
  });

  it("leaves the good one in force and is recorded, newest first", async () => {
    const { loader, offer, version, rejected } = setUp();
    offer(two);
    await loader.first();
    const attacks: readonly (readonly [string, unknown])[] = [
      ["signature_invalid", forge(await signedBundle({ version: 3, after: two }))],
      ["threshold_not_met", await signedBundle({ version: 3, after: two, signers: ["claire.roux"] })],
      ["expired", await signedBundle({ version: 3, after: two, payload: { expires: "2026-11-23T12:00:00Z" } })],
      ["version_old", one],
      ["version_conflict", await signedBundle({ version: 2, after: one, payload: { compiler: "another" } })],
      ["prev_mismatch", await signedBundle({ version: 3, after: one })],
      ["envelope_invalid", "a bundle"],
    ];
    for (const [code, attack] of attacks) {
      offer(attack);
      await loader.refresh();
      expect(rejected()[0]).toBe(`endpoint: ${code}`);
      expect(version()).toBe(2);
    }
    expect(rejected()).toHaveLength(attacks.length);
  });

  it("keeps twenty records of it and no more", async () => {
    const { loader, offer, rejected } = setUp();
    offer(two);
    await loader.first();
    offer(one);
    for (let times = 0; times < 25; times += 1) await loader.refresh();
    expect(rejected()).toHaveLength(20);
  });

  it("does not bring an older version back after a restart either", async () => {
    const { loader, offer, secrets } = setUp();
    offer(two);
    await loader.first();
    const later = setUp(1, secrets);
    later.offer(one);
    await later.loader.first();
    await later.loader.refresh();
    expect(later.version()).toBe(2);
    expect(later.rejected()[0]).toBe("endpoint: version_old");
  });

  it("is nothing at all under a pinned root that does not vouch for itself", async () => {
    const stranger = new TrustedPolicyLoader({
      deployment: { root: await signedRoot({}, ["anne.morel"]), minimumPolicyVersion: 1 },
      memory: sealedPolicyMemory(fakeSecretStorage()),
      fetchPolicy: async () => failed({ code: "network" }),
      clock: fakeClock(NOW),
    });
    expect(await stranger.first()).toEqual(failed({ reason: "threshold_not_met" }));
    expect(stranger.status.current()).toBeNull();
  });
});

describe("later versions", () => {
  it("come from the governance room, in as many chunks as it takes", async () => {
    const { loader, offer, version, rejected } = setUp();
    offer(one);
    await loader.first();
    expect(two.chunks.length).toBeGreaterThan(1);
    const events = await published(two);
    await loader.offerPublished(events.slice(1));
    expect(rejected()).toEqual(["governance_room: chunk_missing"]);
    expect(version()).toBe(1);
    await loader.offerPublished(events);
    expect(version()).toBe(2);
  });

  it("come with a root that follows the pinned one, walked in order", async () => {
    const { loader, offer, version, secrets } = setUp();
    const second = await signedRoot({ version: 2 });
    const third = await signedRoot({ version: 3, layers: { national: { officers: ["claire.roux"], threshold: 1 } } });
    const three = await signedBundle({ version: 3, signers: ["claire.roux"] });
    offer(one);
    await loader.first();
    const rootEvent = (content: Envelope, stateKey: string): GovernanceEvent => ({ type: "org.chancery.policy.root", stateKey, content });
    await loader.offerPublished([rootEvent(third, "3"), rootEvent(second, "2"), ...(await published(three))]);
    expect(version()).toBe(3);
    const later = setUp(1, secrets);
    await later.loader.first();
    expect(later.version()).toBe(3);
  });

  it("are asked for every ten minutes, and that the version is still the same is noted", async () => {
    const { loader, offer, server, clock } = setUp();
    offer(one);
    await loader.first();
    clock.advance(11 * 60_000);
    await loader.refresh();
    expect(server.asked).toBe(3);
    expect(loader.status.current()?.confirmedAt).toBe(clock.now());
    loader.close();
    expect(clock.waiting).toBe(0);
  });
});

describe("an expiry", () => {
  it("is said when it comes, and the rules stay in force", async () => {
    const { loader, offer, clock, version } = setUp(1, fakeSecretStorage(), "2027-02-17T23:00:00Z");
    offer(one);
    await loader.first();
    expect(loader.status.current()?.staleSince).toBeNull();
    clock.advance(3_600_000);
    expect(loader.status.current()?.staleSince).toBe("2027-02-18T00:00:00Z");
    expect(version()).toBe(1);
  });

  it("is known at a start without a network, with the rules that were kept", async () => {
    const { loader, offer, secrets } = setUp();
    offer(one);
    await loader.first();
    const later = setUp(1, secrets, "2028-01-01T00:00:00Z");
    expect(await later.loader.first()).toEqual(ok(undefined));
    expect(later.loader.status.current()?.staleSince).toBe("2027-02-18T00:00:00Z");
  });
});

describe("an emergency overlay", () => {
  const emergency = (loader: TrustedPolicyLoader): readonly string[] => {
    const rules = loader.held().bundle.current().policy.rules;
    return rules.map(({ id }) => id).filter((id) => id.startsWith("E-"));
  };

  it("comes with the bundle, is kept, and ends by itself", async () => {
    const { loader, offer, clock, secrets } = setUp();
    offer(one, [root], { overlays: { national: await signedOverlay(one) } });
    await loader.first();
    expect(emergency(loader)).toEqual(["E-0001"]);
    expect(loader.status.current()?.bundle.policy.rules.some(({ id }) => id === "E-0001")).toBe(false);
    const restarted = setUp(1, secrets);
    await restarted.loader.first();
    expect(restarted.loader.status.current()?.overlay?.signed_by.map(({ id }) => id)).toEqual(["anne.morel"]);
    clock.advance(30 * 60_000);
    expect([emergency(loader), loader.status.current()?.overlay]).toEqual([[], null]);
    await loader.refresh();
    expect(loader.status.current()?.rejected).toEqual([]);
  });

  it("comes from the governance room, after its bundle", async () => {
    const { loader, offer } = setUp();
    offer(one);
    await loader.first();
    const overlay = { type: "org.chancery.policy.overlay", stateKey: "national", content: await signedOverlay(two, 2) };
    await loader.offerPublished([overlay, ...(await published(two))]); // in the wrong order
    expect(loader.status.current()?.rejected.map(({ code }) => code)).toEqual(["bundle_mismatch"]);
    await loader.offerPublished([overlay]);
    expect(emergency(loader)).toEqual(["E-0001"]);
  });

  it("that may not say what it says is recorded, and nothing changes", async () => {
    const { loader, offer, rejected } = setUp();
    offer(one, [root], { overlays: { national: await signedOverlay(one, 1, { version: 2 }) } });
    await loader.first();
    expect(rejected()).toEqual(["endpoint: renewed_alone"]);
    expect(emergency(loader)).toEqual([]);
  });
});

describe("the pulse", () => {
  it("keeps rules fresh for as long as it lasts, and its end is said when it comes", async () => {
    const hosting = await signedRoot({ pulse: await pulseRole() });
    const { loader, offer, clock, secrets } = setUp(1, fakeSecretStorage(), NOW, hosting);
    offer(one, [hosting]);
    await loader.first();
    expect([loader.status.current()?.staleSince, loader.status.current()?.staleBy]).toEqual(["2026-11-21T00:00:00Z", "no_pulse"]);
    offer(one, [hosting], { pulse: await signedPulse(hosting, one) });
    await loader.refresh();
    expect(loader.status.current()?.staleSince).toBeNull();
    expect(loader.held().bundle.current().expires).toBe("2026-11-23T13:00:00Z");
    clock.advance(3_600_000);
    expect(loader.status.current()?.staleSince).toBe("2026-11-23T13:00:00Z");
    const restarted = setUp(1, secrets, NOW, hosting);
    await restarted.loader.first();
    expect(restarted.loader.status.current()?.staleSince).toBeNull();
  });

  it("that names newer rules than the homeserver gives makes those in force stale", async () => {
    const hosting = await signedRoot({ pulse: await pulseRole() });
    const { loader, offer } = setUp(1, fakeSecretStorage(), NOW, hosting);
    offer(one, [hosting], { pulse: await signedPulse(hosting, two, 2) });
    await loader.first();
    expect([loader.status.current()?.staleSince, loader.status.current()?.staleBy]).toEqual(["2026-11-23T11:00:00Z", "behind"]);
    offer(two, [hosting], { pulse: await signedPulse(hosting, two, 2) });
    await loader.refresh();
    expect(loader.status.current()?.staleSince).toBeNull();
  });

  it("is refused under a root that names no policy host", async () => {
    const { loader, offer, rejected } = setUp();
    offer(one, [root], { pulse: await signedPulse(root, one) });
    await loader.first();
    expect(rejected()).toEqual(["endpoint: role_missing"]);
    expect(loader.status.current()?.staleSince).toBeNull();
  });
});

describe("the rules of a ministry", () => {
  const ministryPolicy: Policy = { ...signedPolicy, id: "ministry", layer: "ministry", rules: [] };
  const layers = { national: { officers: ["anne.morel", "bruno.petit", "claire.roux"], threshold: 2 }, ministry: { officers: ["anne.morel", "claire.roux"], threshold: 2 } };
  const MINISTRY_OFFICERS = ["anne.morel", "claire.roux"];
  let withMinistry: Envelope;
  let ministry: BundleInTransit;
  let newer: BundleInTransit;

  beforeAll(async () => {
    withMinistry = await signedRoot({ layers, pulse: await pulseRole() });
    ministry = await signedBundle({ version: 1, policy: ministryPolicy, signers: MINISTRY_OFFICERS });
    newer = await signedBundle({ version: 2, after: ministry, policy: ministryPolicy, signers: MINISTRY_OFFICERS });
  });

  const narrower = (loader: TrustedPolicyLoader) => loader.status.current()?.narrower.map(({ deciding, bundle, staleSince }) => ({ layer: deciding.layer, version: bundle?.version ?? null, stale: staleSince !== null }));

  it("come with the state's, decide beside them, and are kept", async () => {
    const { loader, offer, secrets, rejected } = setUp(1, fakeSecretStorage(), NOW, withMinistry);
    const pulse = await signedPulse(withMinistry, one, 1, { layers: { national: await statedOf(one), ministry: await statedOf(ministry) } });
    offer(one, [withMinistry], { bundles: { national: one, ministry }, pulse });
    await loader.first();
    expect([narrower(loader), rejected()]).toEqual([[{ layer: "ministry", version: 1, stale: false }], []]);
    expect(loader.held().layers.current().narrower.map(({ policy }) => policy.id)).toEqual(["ministry"]);
    const restarted = setUp(1, secrets, NOW, withMinistry);
    await restarted.loader.first();
    expect(narrower(restarted.loader)).toEqual([{ layer: "ministry", version: 1, stale: false }]);
  });

  it("are missing, and so stale, while nobody vouches that there are none", async () => {
    const { loader, offer, clock } = setUp(1, fakeSecretStorage(), NOW, withMinistry);
    offer(one, [withMinistry]);
    await loader.first();
    expect(narrower(loader)).toEqual([{ layer: "ministry", version: null, stale: true }]);
    offer(one, [withMinistry], { pulse: await signedPulse(withMinistry, one) });
    await loader.refresh();
    expect(narrower(loader)).toEqual([]); // the pulse is silent about the ministry
    clock.advance(3_600_000); // and over
    expect(narrower(loader)).toEqual([{ layer: "ministry", version: null, stale: true }]);
  });

  it("are withheld from nobody unnoticed who has heard of newer ones", async () => {
    const { loader, offer } = setUp(1, fakeSecretStorage(), NOW, withMinistry);
    const pulse = await signedPulse(withMinistry, one, 1, { layers: { national: await statedOf(one), ministry: await statedOf(newer, 2) } });
    offer(one, [withMinistry], { bundles: { national: one, ministry }, pulse });
    await loader.first();
    expect(loader.status.current()?.narrower.map(({ staleBy, staleSince }) => [staleBy, staleSince])).toEqual([["behind", "2026-11-23T11:00:00Z"]]);
    expect(loader.status.current()?.staleSince).toBeNull();
  });

  it("come from the governance room, with an overlay upon them", async () => {
    const { loader, offer } = setUp(1, fakeSecretStorage(), NOW, withMinistry);
    offer(one, [withMinistry]);
    await loader.first();
    await loader.offerPublished(await published(ministry));
    const content = await signedOverlay(ministry, 1, { layer: "ministry" });
    await loader.offerPublished([{ type: "org.chancery.policy.overlay", stateKey: "ministry", content }]);
    expect(loader.held().layers.current().narrower.map(({ policy }) => policy.rules.map(({ id }) => id))).toEqual([["E-0001"]]);
    expect(loader.status.current()?.overlay).toBeNull();
  });

  it("are signed by the ministry's officers or not at all, and never older than what was seen", async () => {
    const { loader, offer, secrets, rejected } = setUp(1, fakeSecretStorage(), NOW, withMinistry);
    const stranger = await signedBundle({ version: 1, policy: ministryPolicy, signers: ["anne.morel", "bruno.petit"] });
    offer(one, [withMinistry], { bundles: { national: one, ministry: stranger } });
    await loader.first();
    expect(loader.status.current()?.rejected.map(({ code, of }) => [code, of])).toEqual([["signer_unknown", "ministry"]]);
    offer(one, [withMinistry], { bundles: { national: one, ministry: newer } });
    await loader.refresh();
    const restarted = setUp(1, secrets, NOW, withMinistry);
    restarted.offer(one, [withMinistry], { bundles: { national: one, ministry } });
    await restarted.loader.first();
    await restarted.loader.refresh();
    expect(narrower(restarted.loader)).toEqual([{ layer: "ministry", version: 2, stale: true }]);
    expect(restarted.rejected()[0]).toBe("endpoint: version_old");
    expect(rejected()).toEqual(["endpoint: signer_unknown"]);
  });

  it("decide nothing once the root names no ministry, and are remembered should it name one again", async () => {
    const { loader, offer, secrets } = setUp(1, fakeSecretStorage(), NOW, withMinistry);
    offer(one, [withMinistry], { bundles: { national: one, ministry: newer } });
    await loader.first();
    const without = await signedRoot({ version: 2, layers: { national: layers.national }, pulse: await pulseRole() });
    offer(one, [withMinistry, without], { bundles: { national: one, ministry: newer } });
    await loader.refresh();
    expect([narrower(loader), loader.status.current()?.rejected]).toEqual([[], []]);
    const again = await signedRoot({ version: 3, layers, pulse: await pulseRole() });
    const restarted = setUp(1, secrets, NOW, withMinistry);
    await restarted.loader.first();
    restarted.offer(one, [withMinistry, without, again], { bundles: { national: one, ministry } });
    await restarted.loader.refresh();
    expect(restarted.rejected()[0]).toBe("endpoint: version_old");
    expect(narrower(restarted.loader)).toEqual([{ layer: "ministry", version: null, stale: true }]);
  });
});
