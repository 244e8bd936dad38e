/** A fake of the part of the Electron API that the main process uses: it keeps what was wired, and lets a test play the other side. */
import { vi } from "vitest";

export type Listener = (...received: unknown[]) => unknown;

const makeElectron = () => {
  const appListeners = new Map<string, Listener>();
  const contentsListeners = new Map<string, Listener>();
  const handlers = new Map<string, Listener>();
  const recorded: { windows: unknown[]; loaded: string[]; schemes: unknown[]; sandboxed: number; windowOpen: Listener | null; protocol: Listener | null } = {
    windows: [],
    loaded: [],
    schemes: [],
    sandboxed: 0,
    windowOpen: null,
    protocol: null,
  };
  /** given on the command line */
  const switches = new Set<string>();
  const installed = new Map<string, Listener>();
  const install = (name: string) => (listener: Listener) => void installed.set(name, listener);
  /** what was switched off, in order; kept, while mocks forget between tests */
  const quiet: unknown[] = [];
  const sessionOf = (prefix: string) => ({
    setPermissionRequestHandler: install(`${prefix}permission request`),
    setPermissionCheckHandler: install(`${prefix}permission check`),
    setDevicePermissionHandler: install(`${prefix}device permission`),
    webRequest: { onBeforeRequest: install(`${prefix}request filter`), onHeadersReceived: install(`${prefix}answer headers`) },
    on: (name: string, listener: Listener) => install(`${prefix}${name}`)(listener),
    setSpellCheckerEnabled: (enabled: boolean) => quiet.push([`${prefix}spelling`, enabled]),
    setSpellCheckerLanguages: (languages: string[]) => quiet.push([`${prefix}dictionaries`, languages]),
  });
  const own = sessionOf("");
  const partition = sessionOf("partition ");
  const windowContents = new Map<string, Listener>();
  const reload = vi.fn();
  const send = vi.fn();
  const notices: { options: { title: string; body: string }; click: Listener; close: () => void }[] = [];
  class Notification {
    #listeners = new Map<string, Listener>();
    close = vi.fn();
    constructor(options: { title: string; body: string }) {
      notices.push({ options, click: (...received) => this.#listeners.get("click")?.(...received), close: this.close });
    }
    on(name: string, listener: Listener): void {
      this.#listeners.set(name, listener);
    }
    show(): void {}
  }
  class BrowserWindow {
    static shown = vi.fn();
    webContents = { send, reload, on: (name: string, listener: Listener) => windowContents.set(name, listener) };
    constructor(options: unknown) {
      recorded.windows.push(options);
    }
    once(): void {}
    on(): void {}
    show = BrowserWindow.shown;
    focus(): void {}
    restore(): void {}
    isMinimized(): boolean {
      return false;
    }
    loadURL(url: string): Promise<void> {
      recorded.loaded.push(url);
      return Promise.resolve();
    }
  }
  const module = {
    app: {
      /** a release says true */
      isPackaged: false,
      enableSandbox: () => (recorded.sandboxed += 1),
      requestSingleInstanceLock: () => true,
      quit: vi.fn(),
      exit: vi.fn(),
      commandLine: { hasSwitch: (name: string) => switches.has(name), appendSwitch: (name: string) => quiet.push(["switch", name]) },
      getPreferredSystemLanguages: () => ["en-GB"],
      configureHostResolver: (options: unknown) => quiet.push(["resolver", options]),
      setPath: vi.fn(),
      setBadgeCount: vi.fn(),
      getPath: () => "/nowhere",
      on: (name: string, listener: Listener) => appListeners.set(name, listener),
      whenReady: () => Promise.resolve(),
    },
    BrowserWindow,
    ipcMain: { handle: (channel: string, handler: Listener) => handlers.set(channel, handler) },
    dialog: { showErrorBox: vi.fn() },
    Menu: { setApplicationMenu: vi.fn(), buildFromTemplate: vi.fn(() => ({ popup: vi.fn() })) },
    Notification,
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown[]) => recorded.schemes.push(...schemes),
      handle: (_scheme: string, handler: Listener) => (recorded.protocol = handler),
    },
    safeStorage: { isEncryptionAvailable: () => false, getSelectedStorageBackend: () => "basic_text" },
    session: { defaultSession: own },
  };
  const contents = {
    on: (name: string, listener: Listener) => contentsListeners.set(name, listener),
    setWebRTCIPHandlingPolicy: (policy: string) => quiet.push(["peer connections", policy]),
    setWindowOpenHandler: (handler: Listener) => (recorded.windowOpen = handler),
  };
  return { module, recorded, switches, installed, appListeners, contentsListeners, handlers, contents, quiet, partition, windowContents, reload, send, notices };
};

export const electron = makeElectron();
