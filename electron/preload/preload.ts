/** Exposes the bridge to the page. No event object and no generic `send` ever reaches it. */
import { contextBridge, ipcRenderer } from "electron/renderer";
import { BRIDGE_CHANNELS, type DesktopBridge } from "../../client/src/platform/bridge.ts";

const bridge: DesktopBridge = {
  readDeployment: () => ipcRenderer.invoke(BRIDGE_CHANNELS.readDeployment),
  secretOpen: (name) => ipcRenderer.invoke(BRIDGE_CHANNELS.secretOpen, name),
  secretSeal: (name, secret) => ipcRenderer.invoke(BRIDGE_CHANNELS.secretSeal, name, secret),
  secretRemoveAll: () => ipcRenderer.invoke(BRIDGE_CHANNELS.secretRemoveAll),
  setBadge: (count) => ipcRenderer.invoke(BRIDGE_CHANNELS.setBadge, count),
  notify: (notification) => ipcRenderer.invoke(BRIDGE_CHANNELS.notify, notification),
  withdrawNotice: (tag) => ipcRenderer.invoke(BRIDGE_CHANNELS.withdrawNotice, tag),
  onNotificationClick: (listener) => {
    const forward = (_event: unknown, tag: unknown): void => {
      if (typeof tag === "string") listener(tag);
    };
    ipcRenderer.on(BRIDGE_CHANNELS.notificationClick, forward);
    return () => ipcRenderer.off(BRIDGE_CHANNELS.notificationClick, forward);
  },
};

contextBridge.exposeInMainWorld("chancery", bridge);
