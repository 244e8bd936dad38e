/** Loads what Vite builds, as a release would run it: the main process under plain Node on a fake of the Electron API. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BRIDGE_CHANNELS } from "../client/src/platform/bridge.ts";

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), "chancery-bundle-"));
const built = join(folder, "electron");
const VITE = join(import.meta.dirname, "../node_modules/vite/bin/vite.js");

/** Every property of the fake is a function that gives back the fake: what is not recorded does not matter here. */
const FAKE = `
import { registerHooks } from "node:module";
const names = ["app", "BrowserWindow", "dialog", "ipcMain", "Menu", "Notification", "protocol", "safeStorage", "session"];
globalThis.recorded = { handlers: [], loaded: [], served: null, errors: [] };
const anything = new Proxy(function () {}, { get: (_t, name) => (name === "then" ? undefined : anything), apply: () => anything, construct: () => anything });
const over = (own) => new Proxy(own, { get: (target, name) => (name in target ? target[name] : anything) });
globalThis.fake = {
  app: over({ isPackaged: process.env.FAKE_PACKAGED === "1", whenReady: () => Promise.resolve(), requestSingleInstanceLock: () => true, getPreferredSystemLanguages: () => ["en"], getPath: () => "/nowhere", commandLine: over({ hasSwitch: () => false }) }),
  BrowserWindow: class { webContents = anything; once() {} on() {} async loadURL(url) { recorded.loaded.push(url); const answer = await recorded.served({ method: "GET", url }); recorded.page = { status: answer.status, text: await answer.text(), policy: answer.headers.get("content-security-policy") }; recorded.deployment = await recorded.handler({ senderFrame: { url, parent: null } }); console.log(JSON.stringify(recorded)); } },
  dialog: { showErrorBox: (...said) => { console.log(JSON.stringify({ errors: said })); } },
  ipcMain: { handle: (channel, handler) => { recorded.handlers.push(channel); if (channel === "chancery:read-deployment") recorded.handler = handler; } },
  protocol: over({ handle: (_scheme, handler) => { recorded.served = handler; } }),
};
for (const name of names) globalThis.fake[name] ??= anything;
registerHooks({
  resolve: (specifier, context, next) => (specifier === "electron/main" ? { url: "fake:electron", shortCircuit: true } : next(specifier, context)),
  load: (url, context, next) => (url === "fake:electron" ? { format: "module", source: names.map((name) => "export const " + name + " = globalThis.fake." + name + ";").join("\\n"), shortCircuit: true } : next(url, context)),
});
`;

const deployment = (example: boolean): string =>
  JSON.stringify({ homeserver: "http://127.0.0.1:18008", root: { payload: Buffer.from(JSON.stringify({ type: "root", example })).toString("base64"), signatures: [] } });

async function start(packaged: boolean): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, ["--import", join(folder, "fake.mjs"), join(built, "main.mjs"), `--deployment-file=${join(folder, "deployment.json")}`], {
    env: { ...process.env, NODE_OPTIONS: "", FAKE_PACKAGED: packaged ? "1" : "0" },
  });
  return JSON.parse(stdout);
}

beforeAll(async () => {
  for (const mode of ["production", "preload"]) {
    await run(process.execPath, [VITE, "build", import.meta.dirname, "--config", join(import.meta.dirname, "vite.config.ts"), "--mode", mode, "--outDir", built, "--emptyOutDir", "false", "--logLevel", "error"]);
  }
  mkdirSync(join(folder, "client"));
  writeFileSync(join(folder, "client", "index.html"), "<!doctype html>the client");
  writeFileSync(join(folder, "client", "security-headers.json"), readFileSync(join(import.meta.dirname, "../client/public/security-headers.json")));
  writeFileSync(join(folder, "deployment.json"), deployment(true));
  writeFileSync(join(folder, "fake.mjs"), FAKE);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the built main process", () => {
  it("starts under plain Node, finds the client beside it and gives it its policy", async () => {
    const recorded = await start(false);
    expect(recorded).toMatchObject({
      loaded: ["chancery-app://app/index.html"],
      page: { status: 200, text: "<!doctype html>the client", policy: expect.stringContaining("connect-src 'self' http://127.0.0.1:18008;") },
      deployment: { ok: true, json: deployment(true) },
    });
    expect(recorded["handlers"]).toHaveLength(Object.keys(BRIDGE_CHANNELS).length - 1);
  });

  it("takes no file from the command line when it is packaged, and then connects nowhere", async () => {
    const recorded = await start(true);
    expect(recorded).toMatchObject({ deployment: { ok: false } });
    expect(JSON.stringify(recorded)).not.toContain("18008");
  });

  it("imports Electron and Node, and nothing else", () => {
    const imported = [...readFileSync(join(built, "main.mjs"), "utf8").matchAll(/^import .* from "([^"]+)";$/gm)].map(([, name]) => name ?? "");
    expect(imported).toContain("electron/main");
    expect(imported.filter((name) => name !== "electron/main" && !name.startsWith("node:"))).toEqual([]);
  });
});

describe("the built preload", () => {
  it("asks for nothing that a sandbox does not give, and exposes the bridge alone", () => {
    const [required, exposed]: [string[], string[]] = [[], []];
    const require = (name: string): object => {
      required.push(name);
      return { contextBridge: { exposeInMainWorld: (key: string) => exposed.push(key) }, ipcRenderer: {} };
    };
    // The globals of a sandboxed preload; no process, no module loader of Node.
    runInContext(readFileSync(join(built, "preload.cjs"), "utf8"), createContext({ require, exports: {}, module: {} }));
    expect([required, exposed]).toEqual([["electron/renderer"], ["chancery"]]);
  });
});

describe("the sources of the shell", () => {
  it("use nothing of Electron that opens it: no shell, no updater, no crash reports, no experiments", () => {
    const main = readFileSync(join(import.meta.dirname, "main/main.ts"), "utf8");
    const imported = /import \{([^}]+)\} from "electron\/main"/.exec(main)?.[1]?.split(",").map((name) => name.trim()) ?? [];
    expect(imported).toEqual(["app", "BrowserWindow", "dialog", "ipcMain", "Menu", "Notification", "protocol", "safeStorage", "session", "type IpcMainInvokeEvent", "type Session"]);
    expect(main).not.toMatch(/experimentalFeatures|enableBlinkFeatures|setCertificateVerifyProc|openExternal|executeJavaScript|file:\/\//);
  });
});
