/** The main process's side of the bridge. The record type makes a missing handler a compile error. */
import { BRIDGE_CHANNELS, type DesktopBridge } from "../../client/src/platform/bridge.ts";
import type { SealedSecrets } from "./sealed-secrets.ts";

/** What the page can call; `onNotificationClick` is the one event, sent the other way. */
export type Invocable = Exclude<keyof DesktopBridge, "onNotificationClick">;

/** Arguments come from a page: each handler checks their form itself. */
export type BridgeHandlers = { readonly [Call in Invocable]: (...received: readonly unknown[]) => ReturnType<DesktopBridge[Call]> };

export interface Desktop {
  readDeployment(): Awaited<ReturnType<DesktopBridge["readDeployment"]>>;
  readonly secrets: SealedSecrets;
  setBadge(count: number): void;
  notify(notification: { readonly title: string; readonly body: string; readonly tag: string }): void;
  withdrawNotice(tag: string): void;
}

const MAX_TEXT = 500;

function textOf(received: unknown, field: string): string | null {
  if (typeof received !== "object" || received === null) return null;
  const value: unknown = Reflect.get(received, field);
  return typeof value === "string" ? value.slice(0, MAX_TEXT) : null;
}

export function bridgeHandlers(desktop: Desktop): BridgeHandlers {
  return {
    readDeployment: async () => desktop.readDeployment(),
    secretOpen: async (name) => desktop.secrets.open(name),
    secretSeal: async (name, secret) => desktop.secrets.seal(name, secret),
    secretRemoveAll: async () => desktop.secrets.removeAll(),
    setBadge: async (count) => {
      if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) desktop.setBadge(count);
    },
    notify: async (notification) => {
      const [title, body, tag] = [textOf(notification, "title"), textOf(notification, "body"), textOf(notification, "tag")];
      if (title !== null && body !== null && tag !== null) desktop.notify({ title, body, tag });
    },
    withdrawNotice: async (tag) => {
      if (typeof tag === "string") desktop.withdrawNotice(tag.slice(0, MAX_TEXT));
    },
  };
}

/** @returns the channel of each call, in the order of the handlers. */
export function channels(handlers: BridgeHandlers): readonly (readonly [string, (...received: readonly unknown[]) => Promise<unknown>])[] {
  const calls = Object.keys(handlers).filter((call): call is Invocable => call in handlers);
  return calls.map((call) => [BRIDGE_CHANNELS[call], handlers[call]] as const);
}
