import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import { beforeEach, describe, expect, it } from "vitest";
import type { UserId } from "../domain/ids.ts";
import { FakeLocalStore } from "./fake-local-store.ts";
import { FakeRoomClient } from "./fake-room-client.ts";
import { afterLookingAgain, IdentityDevices, parseDevicesOfPerson } from "./identity-devices.ts";

const IDRIS = "@idris-interieur:etat.example" as UserId;
const NOBODY = { userId: IDRIS, present: [], removed: [], returned: [] };

describe("the devices of a person", () => {
  it("are new, go, and do not come back", () => {
    const first = afterLookingAgain(NOBODY, ["a", "b"]);
    expect(first).toEqual({ userId: IDRIS, present: ["a", "b"], removed: [], returned: [] });
    const gone = afterLookingAgain(first, ["a"]);
    expect(gone).toEqual({ userId: IDRIS, present: ["a"], removed: ["b"], returned: [] });
    expect(afterLookingAgain(gone, ["a", "b", "c"])).toEqual({ userId: IDRIS, present: ["a", "b", "c"], removed: ["b"], returned: ["b"] });
  });

  it("do not stay returned once they are gone again, and are recognised the next time", () => {
    const back = { userId: IDRIS, present: ["a"], removed: ["a"], returned: ["a"] };
    const gone = afterLookingAgain(back, []);
    expect(gone.returned).toEqual([]);
    expect(afterLookingAgain(gone, ["a"]).returned).toEqual(["a"]);
  });

  it("that were removed are remembered up to a bound", () => {
    const many = Array.from({ length: 150 }, (_, index) => String(index));
    expect(afterLookingAgain({ ...NOBODY, present: many }, []).removed).toEqual(many.slice(50));
  });

  it.each([null, {}, { userId: IDRIS }, { ...NOBODY, userId: "idris" }, { ...NOBODY, removed: [1] }, { ...NOBODY, present: "a" }])("are not read from %j", (stored) => {
    expect(parseDevicesOfPerson(stored)).toBeNull();
  });
});

describe("watching devices", () => {
  let client: FakeRoomClient;
  let store: FakeLocalStore;
  const open = async () => {
    const devices = new IdentityDevices(client.asClient(), store.collection("devices", parseDevicesOfPerson));
    await devices.restore();
    return devices;
  };
  const tell = (devices: readonly string[]) => {
    client.devices.set(IDRIS, devices);
    client.emit(CryptoEvent.DevicesUpdated, [IDRIS, "no user ID"]);
  };
  beforeEach(() => {
    client = new FakeRoomClient();
    store = new FakeLocalStore();
  });

  it("remembers over restarts what was removed, and what came back", async () => {
    let devices = await open();
    tell(["A", "B"]);
    await devices.settled();
    tell(["A"]);
    await devices.settled();
    devices.close();
    devices = await open();
    let heard = 0;
    devices.subscribe(() => void (heard += 1));
    tell(["A", "B"]);
    await devices.settled();
    expect(devices.hasReturned(IDRIS)).toBe(true);
    expect(heard).toBe(1);
    devices.close();
    devices = await open();
    expect(devices.hasReturned(IDRIS)).toBe(true);
    await devices.accept(IDRIS);
    tell(["A", "B"]);
    await devices.settled();
    expect(devices.hasReturned(IDRIS)).toBe(false);
  });

  it("goes on when the crypto library does not answer", async () => {
    const devices = await open();
    const crypto = client.getCrypto();
    client.getCrypto = () => ({ ...crypto, getUserDeviceInfo: () => Promise.reject(new Error("closing")) });
    tell(["A"]);
    await devices.settled();
    client.getCrypto = () => crypto;
    tell([]);
    await devices.settled();
    expect(devices.hasReturned(IDRIS)).toBe(false);
  });
});
