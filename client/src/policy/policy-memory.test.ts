import { expect, it } from "vitest";
import { fakeSecretStorage } from "../domain/ports/fakes/fake-secret-storage.ts";
import { failed, ok } from "../domain/result.ts";
import { sealedPolicyMemory, type KeptPolicy } from "./policy-memory.ts";

const KEPT: KeptPolicy = {
  roots: [],
  bundle: { envelope: { payload: "", signatures: [] }, chunks: ["Y2h1bms="] },
  overlay: { payload: "", signatures: [] },
  pulse: null,
  mark: { version: 3, sha256: "ab" },
  receivedAt: 1,
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

it.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["a mark without a version", JSON.stringify({ ...KEPT, mark: { sha256: "ab" } })],
  ["a mark that is no whole number", JSON.stringify({ ...KEPT, mark: { version: 1.5, sha256: "ab" } })],
  ["no bundle", JSON.stringify({ ...KEPT, bundle: null })],
  ["an overlay that is none", JSON.stringify({ ...KEPT, overlay: "none" })],
  ["no word of a pulse", JSON.stringify({ ...KEPT, pulse: undefined })],
  ["roots that are none", JSON.stringify({ ...KEPT, roots: {} })],
  ["times that are none", JSON.stringify({ ...KEPT, receivedAt: "today" })],
])("takes for damaged: %s", async (_, text) => {
  const secrets = fakeSecretStorage();
  await secrets.seal("policy", new TextEncoder().encode(text));
  expect(await sealedPolicyMemory(secrets).read()).toEqual(failed({ code: "damaged" }));
});
