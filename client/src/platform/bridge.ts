/**
 * The one typed wire between the renderer and the Electron main process. The preload exposes it as `window.chancery`;
 * in a browser it is absent. Values are what `structuredClone` accepts. Imports nothing, so that both sides can import it.
 */
export interface DesktopBridge {
  /** the bytes of the deployment file owned by the machine's administrator, or why there is none */
  readDeployment(): Promise<
    { readonly ok: true; readonly json: string } | { readonly ok: false; readonly reason: "missing" | "writable_by_user" | "unreadable" | "malformed" | "unsafe_homeserver" | "example_root" }
  >;
  secretOpen(name: string): Promise<
    { readonly ok: true; readonly secret: Uint8Array | null } | { readonly ok: false; readonly code: "keyring_locked" | "damaged" }
  >;
  secretSeal(name: string, secret: Uint8Array): Promise<{ readonly ok: true } | { readonly ok: false; readonly code: "keyring_locked" | "storage_full" }>;
  secretRemoveAll(): Promise<void>;
  /** unread count for the dock or task bar */
  setBadge(count: number): Promise<void>;
  notify(notification: { readonly title: string; readonly body: string; readonly tag: string }): Promise<void>;
  /** takes the notification with this tag away again */
  withdrawNotice(tag: string): Promise<void>;
  /** the user asked for the window by clicking the notification with this tag */
  onNotificationClick(listener: (tag: string) => void): () => void;
}

/** Every channel of the bridge, so that a missing handler does not compile. */
export const BRIDGE_CHANNELS = {
  readDeployment: "chancery:read-deployment",
  secretOpen: "chancery:secret-open",
  secretSeal: "chancery:secret-seal",
  secretRemoveAll: "chancery:secret-remove-all",
  setBadge: "chancery:set-badge",
  notify: "chancery:notify",
  withdrawNotice: "chancery:withdraw-notice",
  notificationClick: "chancery:notification-click",
} as const;

declare global {
  interface Window {
    readonly chancery?: DesktopBridge;
  }
}
