import { expect, it } from "vitest";
import { fakeSecretStorage } from "../domain/ports/fakes/fake-secret-storage.ts";
import { failed, ok } from "../domain/result.ts";
import { sealedPolicyMemory, type KeptLayer, type KeptPolicy } from "./policy-memory.ts";

const LAYER: KeptLayer = {
  bundle: { envelope: { payload: "", signatures: [] }, chunks: ["Y2h1bms="] },
  overlay: { payload: "", signatures: [] },
  mark: { version: 3, sha256: "ab" },
  receivedAt: 1,
};

const KEPT: KeptPolicy = {
  roots: [],
  layers: { national: LAYER, ministry: { ...LAYER, overlay: null } },
  pulse: null,
  confirmedAt: null,
  governanceRoomId: "!g",
};

it("gives back what was kept, and null when nothing was", async () => {
  const memory = sealedPolicyMemory(fakeSecretStorage());
  expect(await memory.read()).toEqual(ok(null));
  expect(await memory.write(KEPT)).toEqual(ok(undefined));
  expect(await memory.read()).toEqual(ok(KEPT));
});

it("says when the keyring is locked, for reading and for writing", async () => {
  const secrets = fakeSecretStorage();
  const memory = sealedPolicyMemory(secrets);
  secrets.locked = true;
  expect(await memory.read()).toEqual(failed({ code: "keyring_locked" }));
  expect(await memory.write(KEPT)).toEqual(failed({ code: "keyring_locked" }));
});

const keeping = (layer: object): string => JSON.stringify({ ...KEPT, layers: { national: LAYER, ministry: { ...LAYER, ...layer } } });

it.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["a mark without a version", keeping({ mark: { sha256: "ab" } })],
  ["a mark that is no whole number", keeping({ mark: { version: 1.5, sha256: "ab" } })],
  ["no bundle", keeping({ bundle: null })],
  ["an overlay that is none", keeping({ overlay: "none" })],
  ["a layer that nobody knows", JSON.stringify({ ...KEPT, layers: { galactic: LAYER } })],
  ["layers that are none", JSON.stringify({ ...KEPT, layers: [LAYER] })],
  ["no word of a pulse", JSON.stringify({ ...KEPT, pulse: undefined })],
  ["roots that are none", JSON.stringify({ ...KEPT, roots: {} })],
  ["times that are none", keeping({ receivedAt: "today" })],
])("takes for damaged: %s", async (_, text) => {
  const secrets = fakeSecretStorage();
  await secrets.seal("policy", new TextEncoder().encode(text));
  expect(await sealedPolicyMemory(secrets).read()).toEqual(failed({ code: "damaged" }));
});
