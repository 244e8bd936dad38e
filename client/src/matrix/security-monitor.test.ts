import { EventEmitter } from "node:events";
import { ClientEvent } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import { describe, expect, test, vi } from "vitest";
import type { DeviceId, UserId } from "../domain/ids.ts";
import { FakeLocalStore } from "./fake-local-store.ts";
import { recoveryRecords } from "./recovery-record.ts";
import { securityMonitor, type MonitoredSession } from "./security-monitor.ts";

const camille = "@camille.laurent-interieur:etat.example" as UserId;

/** A device that the gate lets through; tests take one thing away from it. */
function device() {
  const world = {
    privateKeys: true,
    signed: true,
    backupKey: true,
    published: true,
    bundle: true,
    broken: false,
    online: true,
    /** undefined: no sync has answered yet */
    defaultKey: undefined as string | undefined,
    store: new FakeLocalStore(),
  };
  const client = Object.assign(new EventEmitter(), {
    isInitialSyncComplete: () => world.defaultKey !== undefined,
    getAccountData: () => ({ getContent: () => ({ key: world.defaultKey }) }),
    downloadKeysForUsers: () => (world.online ? Promise.resolve({ master_keys: world.published ? { [camille]: {} } : {} }) : Promise.reject(new Error("offline"))),
  });
  const crypto = {
    getCrossSigningKeyId: () => (world.broken ? Promise.reject(new Error("store")) : Promise.resolve(world.privateKeys ? "key" : null)),
    getDeviceVerificationStatus: () => Promise.resolve({ crossSigningVerified: world.signed, isVerified: () => true }),
    getSessionBackupPrivateKey: () => Promise.resolve(world.backupKey ? new Uint8Array(32) : null),
  };
  const records = recoveryRecords(world.store, camille);
  const start = () =>
    securityMonitor({
      client: client as unknown as MonitoredSession["client"],
      crypto: crypto as unknown as MonitoredSession["crypto"],
      userId: camille,
      deviceId: "DEVICE" as DeviceId,
      records,
      verifiedBundle: () => world.bundle,
    });
  return { world, client, records, start };
}

async function cleared() {
  const made = device();
  await made.records.markProven("key-1");
  return made;
}

describe("what opens the gate", () => {
  test("a cleared device is ready without a network", async () => {
    const { world, start } = await cleared();
    world.online = false;
    expect(await start().look()).toEqual({ at: "ready" });
  });

  test.each([
    ["its private keys", { privateKeys: false }],
    ["the signature on it, although the SDK calls it verified", { signed: false }],
    ["the key of the backup", { backupKey: false }],
    ["the verified rules", { bundle: false }],
    ["a crypto store that answers", { broken: true }],
  ])("without %s it is not", async (_what, change) => {
    const { world, start } = await cleared();
    Object.assign(world, change);
    const monitor = start();
    expect((await monitor.refresh()).at).not.toBe("ready");
  });

  test("what is taken away later closes it again", async () => {
    const { world, client, start } = await cleared();
    const monitor = start();
    await monitor.look();
    world.signed = false;
    client.emit(CryptoEvent.DevicesUpdated, [camille], false);
    await vi.waitFor(() => expect(monitor.state.current().at).not.toBe("ready"));
  });
});

describe("the record that the recovery key was proven", () => {
  test("counts for this person only, and not in any other form", async () => {
    const { world, start } = device();
    await recoveryRecords(world.store, "@mallory:etat.example" as UserId).markProven("key-1");
    expect(await start().refresh()).toEqual({ at: "recovery_unproven" });
    for (const stored of [{ kind: "proven" }, { kind: "proven", userId: camille }, { kind: "proven", userId: camille, secretStorageKeyId: "" }, { proven: true }, "ready"]) {
      world.store.disk.set("proof/recovery", JSON.stringify(stored));
      expect(await start().refresh()).toEqual({ at: "recovery_unproven" });
    }
  });

  test("is worth nothing while the key it is about only waits to be proven", async () => {
    const { records, start } = device();
    await records.keepUnproven("EsTb 3aYL");
    expect(await start().refresh()).toEqual({ at: "recovery_unproven" });
  });

  test("is gone for good once the account has another recovery key, also for the next start without a network", async () => {
    const { world, client, start } = await cleared();
    const monitor = start();
    expect(await monitor.look()).toEqual({ at: "ready" });
    world.defaultKey = "key-2";
    client.emit(ClientEvent.Sync, "PREPARED", null);
    await vi.waitFor(() => expect(monitor.state.current()).toEqual({ at: "recovery_unproven" }));
    world.defaultKey = undefined;
    world.online = false;
    expect((await start().look()).at).not.toBe("ready");
  });

  test("stands while the account's recovery key is the one it is about", async () => {
    const { world, start } = await cleared();
    world.defaultKey = "key-1";
    expect(await start().refresh()).toEqual({ at: "ready" });
  });
});

describe("in front of the gate", () => {
  test("an account without an identity is told from one that has it, and from not knowing", async () => {
    const { world, start } = device();
    Object.assign(world, { privateKeys: false, signed: false, backupKey: false, online: false });
    expect(await start().refresh()).toEqual({ at: "checking" });
    world.online = true;
    expect(await start().refresh()).toEqual({ at: "unverified_device" });
    world.published = false;
    expect(await start().refresh()).toEqual({ at: "first_device" });
  });

  test("while something is being done the gate neither opens nor closes", async () => {
    const { world, client, start } = await cleared();
    world.backupKey = false;
    const monitor = start();
    await monitor.refresh();
    const release = monitor.hold();
    world.backupKey = true;
    client.emit(CryptoEvent.KeyBackupDecryptionKeyCached, "1");
    await monitor.look();
    expect(monitor.state.current()).toEqual({ at: "unverified_device" });
    await release();
    expect(monitor.state.current()).toEqual({ at: "ready" });
  });
});
