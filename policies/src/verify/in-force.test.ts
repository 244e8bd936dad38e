import { beforeEach, describe, expect, it, vi } from "vitest";
import { ask, CAMILLE } from "../../vectors/source/decision-case.ts";
import { bundle, overlay, pulse, root, text, withHosts } from "../../vectors/source/signed-things.ts";
import { decide } from "../evaluate/decide.ts";
import { peopleOf } from "../evaluate/people.ts";
import { TrustedPolicySet } from "./trusted-policy-set.ts";

// Every index prepares the policy's people, once: counting that counts indexes.
vi.mock("../evaluate/people.ts", async (original) => {
  const real = await original<{ readonly peopleOf: typeof peopleOf }>();
  return { ...real, peopleOf: vi.fn(real.peopleOf) };
});
const indexesBuilt = (): number => vi.mocked(peopleOf).mock.calls.length;

const pinnedRoot = await root(text(withHosts()));
const one = await bundle();
const two = await bundle({ version: 2, after: one });
const NOW = "2026-11-23T12:00:00Z";

const holding = async (): Promise<TrustedPolicySet> => {
  const pinned = await TrustedPolicySet.pin(pinnedRoot);
  if (!pinned.ok) throw new Error(pinned.failure.code);
  await pinned.value.offerBundle(one, NOW);
  return pinned.value;
};
const decideOften = (set: TrustedPolicySet, now = NOW): string => {
  let rule = "";
  for (let turn = 0; turn < 50; turn += 1) {
    const held = set.inForce("national", now);
    if (held === null) throw new Error("nothing is in force");
    rule = decide(held.deciding, { ...ask("join", CAMILLE, "interministerial"), now }).rule_id;
  }
  return rule;
};

describe("what is in force", () => {
  beforeEach(() => void vi.mocked(peopleOf).mockClear());

  it("is indexed once for a bundle, whatever is decided and whenever", async () => {
    const set = await holding();
    decideOften(set);
    expect(indexesBuilt()).toBe(1);
    await set.offerPulse(await pulse({ root: pinnedRoot, bundle: one }), NOW);
    decideOften(set);
    expect(indexesBuilt()).toBe(1);
  });

  it("is indexed once more for an overlay, and not again for a pulse, nor when the overlay is over", async () => {
    const set = await holding();
    decideOften(set);
    const emergency = await overlay({ upon: one });
    expect((await set.offerOverlay(emergency, NOW)).ok).toBe(true);
    expect(decideOften(set)).toBe("E-0001");
    await set.offerPulse(await pulse({ root: pinnedRoot, bundle: one, overlay: [1, emergency] }), NOW);
    expect(decideOften(set)).toBe("E-0001");
    expect(decideOften(set, "2026-11-24T08:00:00Z")).not.toBe("E-0001");
    expect(indexesBuilt()).toBe(2);
  });

  it("is indexed anew for the next bundle, and for another overlay", async () => {
    const set = await holding();
    decideOften(set);
    await set.offerOverlay(await overlay({ upon: one }), NOW);
    decideOften(set);
    await set.offerOverlay(await overlay({ upon: one, version: 2, rules: [], signers: ["anne.morel", "bruno.petit"] }), NOW);
    expect(decideOften(set)).not.toBe("E-0001");
    await set.offerBundle(two, NOW);
    decideOften(set);
    expect(indexesBuilt()).toBe(4);
  });
});
