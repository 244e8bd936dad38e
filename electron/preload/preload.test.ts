/** Loads the preload on a fake of Electron's renderer API: what reaches the page is data, never an event or a generic channel. */
import { beforeAll, describe, expect, it, vi } from "vitest";
import { BRIDGE_CHANNELS, type DesktopBridge } from "../../client/src/platform/bridge.ts";

const renderer = vi.hoisted(() => ({
  exposed: new Map<string, unknown>(),
  invoke: vi.fn(() => Promise.resolve()),
  on: vi.fn(),
  off: vi.fn(),
}));

vi.mock("electron/renderer", () => ({
  contextBridge: { exposeInMainWorld: (name: string, api: unknown) => renderer.exposed.set(name, api) },
  ipcRenderer: { invoke: renderer.invoke, on: renderer.on, off: renderer.off },
}));

let bridge: DesktopBridge;
beforeAll(async () => {
  await import("./preload.ts");
  bridge = renderer.exposed.get("chancery") as DesktopBridge; // what contextBridge hands to the page is untyped by nature
});

describe("what the page sees of the desktop", () => {
  it("is exactly the bridge, each call on its own channel", async () => {
    const { onNotificationClick: _event, ...calls } = bridge;
    expect([...renderer.exposed.keys()]).toEqual(["chancery"]);
    await calls.secretOpen("store-key");
    expect(renderer.invoke).toHaveBeenLastCalledWith(BRIDGE_CHANNELS.secretOpen, "store-key");
    expect(Object.keys(bridge).sort()).toEqual(["notify", "onNotificationClick", "readDeployment", "secretOpen", "secretRemoveAll", "secretSeal", "setBadge", "withdrawNotice"]);
  });

  it("gets the tag of a clicked notification without the event, until it stops listening", () => {
    const listener = vi.fn();
    const stop = bridge.onNotificationClick(listener);
    const forward = renderer.on.mock.calls[0]?.[1];
    forward({ sender: "never for the page" }, "room-1");
    forward({}, { not: "a tag" });
    expect(listener.mock.calls).toEqual([["room-1"]]);
    stop();
    expect(renderer.off).toHaveBeenCalledWith(BRIDGE_CHANNELS.notificationClick, forward);
  });
});
