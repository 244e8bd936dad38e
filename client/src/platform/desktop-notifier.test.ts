import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { desktopNotifier } from "./desktop-notifier.ts";

test("a notice goes over the bridge under its room, and a click comes back as that room", () => {
  let clicked: (tag: string) => void = () => undefined;
  const bridge = { notify: vi.fn(async () => undefined), withdrawNotice: vi.fn(async () => undefined), onNotificationClick: (listener: (tag: string) => void) => ((clicked = listener), () => undefined) };
  const notifier = desktopNotifier(bridge);
  const opened: string[] = [];
  notifier.onClick((roomId) => opened.push(roomId));
  clicked("!room:etat.example");
  clicked("javascript:alert(1)");
  clicked("#alias:etat.example");
  const [roomId] = opened;
  expect(opened).toEqual(["!room:etat.example"]);
  notifier.show({ roomId: roomId as never, title: "Coordination", text: "New message from Idris" });
  notifier.withdraw(roomId as never);
  expect(bridge.notify).toHaveBeenCalledWith({ title: "Coordination", body: "New message from Idris", tag: "!room:etat.example" });
  expect(bridge.withdrawNotice).toHaveBeenCalledWith("!room:etat.example");
});

test("nothing in the client asks a browser for the permission to notify", () => {
  const folder = join(import.meta.dirname, "..");
  const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|svelte)$/.test(name) && !name.includes(".test."));
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((name) => /new Notification\b|requestPermission|showNotification|pushManager/.test(readFileSync(join(folder, name), "utf8")))).toEqual([]);
});
