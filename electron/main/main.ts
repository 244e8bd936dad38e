/**
 * The desktop application's main process: the one file that names the Electron API. What it decides with is in the pure modules
 * beside it. Follows Electron's security checklist; each item has its test in `main.test.ts` or beside the module.
 */
import { app, BrowserWindow, dialog, ipcMain, Menu, Notification, protocol, safeStorage, session, type IpcMainInvokeEvent, type Session } from "electron/main";
import { mkdirSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BRIDGE_CHANNELS } from "../../client/src/platform/bridge.ts";
import { APP_ORIGIN, APP_SCHEME, APP_URL, fileForRequest } from "./app-scheme.ts";
import { bridgeHandlers, channels } from "./bridge-handlers.ts";
import { acceptDeployment, type AcceptedDeployment } from "./deployment-file.ts";
import { filesBelow, machineFiles, secretFiles } from "./disk.ts";
import { mayUseBridge } from "./ipc-guard.ts";
import { readMachineFile, trialFolder, trialDeploymentPath, type DeploymentFile } from "./machine-file.ts";
import { applicationMenu, contextMenu } from "./menu.ts";
import { mayDownload, mayHavePermission, mayNavigate, mayRequest } from "./navigation.ts";
import { noticeText } from "./notice-text.ts";
import { SHELL_WORDS, shellLanguage } from "./plain-words.ts";
import { RendererCrashes } from "./renderer-crashes.ts";
import { SealedSecrets } from "./sealed-secrets.ts";
import { securityHeaders } from "./security-headers.ts";
import { QUIET_SWITCHES, forbiddenAtStart } from "./switches.ts";
import { windowOptions } from "./window-options.ts";

const CLIENT_FOLDER = join(import.meta.dirname, "../client");
const PRELOAD = join(import.meta.dirname, "preload.cjs");

let window: BrowserWindow | null = null;

function readDeployment(): DeploymentFile {
  const trial = trialDeploymentPath(process.argv, app.isPackaged);
  if (trial === null) return readMachineFile(machineFiles);
  const json = machineFiles.read(trial);
  return json === null ? { ok: false, reason: "missing" } : { ok: true, json };
}

const words = () => SHELL_WORDS[shellLanguage(app.getPreferredSystemLanguages())];

/** For what cannot go on, and where no page is there to say so. */
function stopWith(said: { readonly title: string; readonly text: string }): void {
  dialog.showErrorBox(said.title, said.text);
  app.exit(1);
}

function serveClient(homeserver: string | null): void {
  const headers = securityHeaders(readFileSync(join(CLIENT_FOLDER, "security-headers.json"), "utf8"), homeserver);
  if (headers === null) throw new Error("security-headers.json of the built client is unusable: build the client again");
  const files = filesBelow(CLIENT_FOLDER);
  protocol.handle(APP_SCHEME, async (request) => {
    const file = fileForRequest(request.method, request.url, files);
    if (!file.ok) return new Response(null, { status: file.status, headers });
    return new Response(await readFile(join(CLIENT_FOLDER, file.path)), { headers: { ...headers, "content-type": file.contentType } });
  });
}

/** What a server answers is data. Should it ever become a document, it can do nothing. */
const POWERLESS = "default-src 'none'; frame-ancestors 'none'; sandbox";

const locked = new WeakSet<Session>();

/** @param homeserver for the application's own session; asked at each request, and no other session reaches a server */
function lockSession(own: Session, homeserver: () => string | null): void {
  if (locked.has(own)) return;
  locked.add(own);
  const reachable = (): string | null => (own === session.defaultSession ? homeserver() : null);
  own.setPermissionRequestHandler((_contents, permission, answer, details) => answer(mayHavePermission(permission, details.requestingUrl)));
  own.setPermissionCheckHandler((_contents, permission, requestingOrigin) => mayHavePermission(permission, requestingOrigin));
  own.setDevicePermissionHandler(() => false);
  own.webRequest.onBeforeRequest((details, answer) => {
    const ownTools = !app.isPackaged && details.url.startsWith("devtools://");
    answer({ cancel: !ownTools && !mayRequest(details, reachable()) });
  });
  own.webRequest.onHeadersReceived((details, answer) =>
    answer(details.url.startsWith(`${APP_ORIGIN}/`) ? {} : { responseHeaders: { ...details.responseHeaders, "content-security-policy": [POWERLESS] } }),
  );
  own.on("will-download", (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault();
  });
  // Its dictionaries would come from a foreign host; without a language there is none to fetch.
  own.setSpellCheckerEnabled(false);
  own.setSpellCheckerLanguages([]);
}

/** By tag. Kept, so that clicks are heard, and so that the next one of a conversation takes the place of the last. */
const notices = new Map<string, Notification>();

function withdrawNotice(tag: string): void {
  notices.get(tag)?.close();
  notices.delete(tag);
}

function showWindow(): void {
  if (window?.isMinimized() === true) window.restore();
  window?.show();
  window?.focus();
}

function notify(notice: { readonly title: string; readonly body: string; readonly tag: string }): void {
  withdrawNotice(notice.tag);
  const shown = new Notification({ title: noticeText(notice.title), body: noticeText(notice.body) });
  notices.set(notice.tag, shown);
  shown.on("click", () => {
    withdrawNotice(notice.tag);
    showWindow();
    window?.webContents.send(BRIDGE_CHANNELS.notificationClick, notice.tag);
  });
  shown.show();
}

function answerBridge(deployment: AcceptedDeployment): void {
  const keyring = {
    isAvailable: () => safeStorage.isEncryptionAvailable(),
    backend: () => (process.platform === "linux" ? safeStorage.getSelectedStorageBackend() : "system"),
    encrypt: (secret: string) => safeStorage.encryptString(secret),
    decrypt: (sealed: Uint8Array) => safeStorage.decryptString(Buffer.from(sealed)),
  };
  const handlers = bridgeHandlers({
    readDeployment: () => (deployment.ok ? { ok: true, json: deployment.json } : deployment),
    secrets: new SealedSecrets(keyring, secretFiles(join(app.getPath("userData"), "secrets"))),
    setBadge: (count) => void app.setBadgeCount(count),
    notify,
    withdrawNotice,
  });
  for (const [channel, handler] of channels(handlers)) {
    ipcMain.handle(channel, (event: IpcMainInvokeEvent, ...received: unknown[]) => {
      const frame = event.senderFrame;
      if (frame === null || !mayUseBridge({ url: frame.url, isMainFrame: frame.parent === null })) throw new Error("this frame may not use the bridge");
      return handler(...received);
    });
  }
}

async function openWindow(): Promise<void> {
  const opened = new BrowserWindow(windowOptions(PRELOAD, app.isPackaged));
  window = opened;
  const crashes = new RendererCrashes();
  opened.once("ready-to-show", () => opened.show());
  opened.on("closed", () => (window = null));
  opened.webContents.on("render-process-gone", (_event, { reason }) => {
    const next = crashes.next(reason, Date.now());
    if (next === "reload") opened.webContents.reload();
    if (next === "give_up") stopWith(words().stopped);
  });
  opened.webContents.on("context-menu", (_event, clicked) => {
    const items = contextMenu(shellLanguage(app.getPreferredSystemLanguages()), clicked);
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window: opened });
  });
  await opened.loadURL(APP_URL);
}

/** Walls around every page and every connection, whoever makes them. */
function lockContents(): void {
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-navigate", (event) => {
      if (!mayNavigate(event.url)) event.preventDefault();
    });
    contents.on("will-frame-navigate", (event) => {
      if (!mayNavigate(event.url)) event.preventDefault();
    });
    contents.on("will-redirect", (event) => {
      if (!mayNavigate(event.url)) event.preventDefault();
    });
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
    // Peer connections pass by the request filter and by the policy of the page.
    contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
  });
  app.on("certificate-error", (event, _contents, _url, _error, _certificate, trust) => {
    event.preventDefault();
    trust(false);
  });
  app.on("select-client-certificate", (event, _contents, _url, _certificates, choose) => {
    event.preventDefault();
    choose();
  });
}

function start(): void {
  const forbidden = forbiddenAtStart(app.isPackaged, (name) => app.commandLine.hasSwitch(name), process.env);
  if (forbidden !== null) {
    const said = words().forbidden;
    stopWith({ title: said.title, text: `${said.text} ${forbidden}` });
    return;
  }
  for (const [name, value] of QUIET_SWITCHES) app.commandLine.appendSwitch(name, value);
  const folder = trialFolder(process.argv, app.isPackaged);
  if (folder !== null) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    app.setPath("userData", folder);
  }
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
  app.enableSandbox();
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  app.on("second-instance", showWindow);
  app.on("window-all-closed", () => app.quit());
  lockContents();
  const deployment = acceptDeployment(readDeployment(), app.isPackaged);
  const homeserver = deployment.ok ? deployment.homeserver : null;
  app.on("session-created", (created) => lockSession(created, () => homeserver));
  app
    .whenReady()
    .then(async () => {
      lockSession(session.defaultSession, () => homeserver);
      // Names are asked of the machine's own resolver, never of a public one.
      app.configureHostResolver({ secureDnsMode: "off" });
      Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(shellLanguage(app.getPreferredSystemLanguages()), app.isPackaged)));
      serveClient(homeserver);
      answerBridge(deployment);
      await openWindow();
    })
    .catch(() => stopWith(words().notStarted));
}

start();
