/** Boots the main process on a fake of the Electron API and looks at what it wired. */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as nodePath from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { BRIDGE_CHANNELS } from "../../client/src/platform/bridge.ts";
import { electron } from "./fake-electron.ts";

vi.mock("electron/main", () => electron.module);

/** The built client lies beside the built main process; here, a folder of the test's own. */
vi.mock("node:path", async (original) => {
  const path = await original<typeof nodePath>();
  return { ...path, join: (...parts: string[]) => (parts[1] === "../client" ? process.env["CHANCERY_TEST_CLIENT"] ?? "" : path.join(...parts)) };
});

const HOMESERVER = "https://matrix.etat.example";

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "chancery-main-"));
  mkdirSync(join(folder, "client"));
  writeFileSync(join(folder, "client", "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "client", "security-headers.json"), '{"content-security-policy": "default-src \'none\'; connect-src {homeserver}"}');
  writeFileSync(join(folder, "deployment.json"), JSON.stringify({ homeserver: HOMESERVER, root: { payload: Buffer.from('{"type":"root","example":true}').toString("base64") } }));
  vi.stubEnv("CHANCERY_TEST_CLIENT", join(folder, "client"));
  process.argv.push(`--deployment-file=${join(folder, "deployment.json")}`);
  await import("./main.ts");
  await vi.waitFor(() => expect(electron.recorded.loaded).toHaveLength(1));
  electron.appListeners.get("session-created")?.(electron.partition);
  electron.appListeners.get("web-contents-created")?.({}, electron.contents);
});

describe("the desktop application at its start", () => {
  it("switches the sandbox on for everything", () => expect(electron.recorded.sandboxed).toBe(1));

  it("opens its own page, in a window without Node", () => {
    expect(electron.recorded.loaded).toEqual(["chancery-app://app/index.html"]);
    expect(electron.recorded.windows[0]).toMatchObject({
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false, webviewTag: false, webSecurity: true, allowRunningInsecureContent: false },
    });
  });

  it("gives its scheme no more privileges than it needs", () => {
    expect(electron.recorded.schemes).toEqual([{ scheme: "chancery-app", privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
  });

  it("denies permissions on request and on check", () => {
    const answer = vi.fn();
    electron.installed.get("permission request")?.(null, "media", answer, { requestingUrl: "chancery-app://app/index.html" });
    expect(answer).toHaveBeenCalledWith(false);
    expect(electron.installed.get("permission check")?.(null, "geolocation", "chancery-app://app")).toBe(false);
    expect(electron.installed.get("device permission")?.()).toBe(false);
  });

  it("lets requests out to the homeserver of the deployment only", () => {
    const filter = electron.installed.get("request filter");
    const answers: unknown[] = [];
    for (const url of [`${HOMESERVER}/_matrix/client/versions`, "https://telemetry.example/x"]) filter?.({ url, resourceType: "xhr" }, (answer: unknown) => answers.push(answer));
    expect(answers).toEqual([{ cancel: false }, { cancel: true }]);
  });

  it("stops navigation, windows and webviews", () => {
    for (const name of ["will-navigate", "will-frame-navigate", "will-redirect"]) {
      const event = { url: "https://evil.test/", preventDefault: vi.fn() };
      electron.contentsListeners.get(name)?.(event);
      expect(event.preventDefault).toHaveBeenCalledOnce();
    }
    const attach = { preventDefault: vi.fn() };
    electron.contentsListeners.get("will-attach-webview")?.(attach);
    expect(attach.preventDefault).toHaveBeenCalledOnce();
    expect(electron.recorded.windowOpen?.({ url: "https://evil.test" })).toEqual({ action: "deny" });
  });

  it("serves its files with the security headers, and refusals too", async () => {
    const served = await electron.recorded.protocol?.({ method: "GET", url: "chancery-app://app/index.html" });
    const refused = await electron.recorded.protocol?.({ method: "GET", url: "chancery-app://app/../deployment.json" });
    expect(served).toBeInstanceOf(Response);
    if (!(served instanceof Response) || !(refused instanceof Response)) throw new Error("the scheme answers with responses");
    expect(served.headers.get("content-security-policy")).toContain(HOMESERVER);
    expect([refused.status, refused.headers.get("content-security-policy")]).toEqual([404, served.headers.get("content-security-policy")]);
  });

  it("has a guarded handler for every call of the bridge and none besides", async () => {
    const calls = Object.entries(BRIDGE_CHANNELS).filter(([call]) => call !== "notificationClick");
    expect([...electron.handlers.keys()].sort()).toEqual(calls.map(([, channel]) => channel).sort());
    for (const handler of electron.handlers.values()) {
      expect(() => handler({ senderFrame: { url: "https://evil.test/", parent: null } })).toThrow();
      expect(() => handler({ senderFrame: { url: "chancery-app://app/index.html", parent: {} } })).toThrow();
      expect(() => handler({ senderFrame: null })).toThrow();
    }
    const own = { senderFrame: { url: "chancery-app://app/index.html", parent: null } };
    expect(await electron.handlers.get(BRIDGE_CHANNELS.readDeployment)?.(own)).toMatchObject({ ok: true });
    expect(await electron.handlers.get(BRIDGE_CHANNELS.secretOpen)?.(own, "store-key")).toEqual({ ok: false, code: "keyring_locked" });
  });

  it("locks every other session too, and lets it reach no server at all", () => {
    const answers: unknown[] = [];
    for (const url of [`${HOMESERVER}/_matrix/client/versions`, "https://telemetry.example/x"]) {
      electron.installed.get("partition request filter")?.({ url, resourceType: "xhr" }, (answer: unknown) => answers.push(answer));
    }
    expect(answers).toEqual([{ cancel: true }, { cancel: true }]);
    expect(electron.installed.get("partition permission check")?.(null, "geolocation", "chancery-app://app")).toBe(false);
    expect(electron.installed.get("partition device permission")?.()).toBe(false);
  });

  it("fetches no dictionaries: no session checks spelling", () => {
    expect(electron.quiet).toEqual(expect.arrayContaining([["spelling", false], ["dictionaries", []], ["partition spelling", false], ["partition dictionaries", []]]));
  });

  it("takes the power from whatever a server answers, and leaves its own pages theirs", () => {
    const answer = vi.fn();
    const headers = electron.installed.get("answer headers");
    headers?.({ url: `${HOMESERVER}/x`, responseHeaders: { "x-a": ["1"] } }, answer);
    headers?.({ url: "chancery-app://app/index.html", responseHeaders: {} }, answer);
    expect(answer.mock.calls).toEqual([[{ responseHeaders: { "x-a": ["1"], "content-security-policy": ["default-src 'none'; frame-ancestors 'none'; sandbox"] } }], [{}]]);
  });

  it("saves only what its page made", () => {
    const save = (url: string): number => {
      const event = { preventDefault: vi.fn() };
      electron.installed.get("will-download")?.(event, { getURL: () => url });
      return event.preventDefault.mock.calls.length;
    };
    expect([save("blob:chancery-app://app/1"), save("https://evil.test/x.exe")]).toEqual([0, 1]);
  });

  it("never overrides a wrong certificate, and shows none of its own", () => {
    const event = { preventDefault: vi.fn() };
    const [trust, choose] = [vi.fn(), vi.fn()];
    electron.appListeners.get("certificate-error")?.(event, null, HOMESERVER, "net::ERR_CERT_AUTHORITY_INVALID", {}, trust);
    electron.appListeners.get("select-client-certificate")?.(event, null, HOMESERVER, [{}], choose);
    expect([event.preventDefault.mock.calls.length, trust.mock.calls, choose.mock.calls]).toEqual([2, [[false]], [[]]]);
  });

  it("keeps its background quiet: switches, names asked of the machine's resolver only, no direct peer connections", () => {
    expect(electron.quiet).toEqual(
      expect.arrayContaining([["switch", "disable-background-networking"], ["switch", "disable-component-update"], ["resolver", { secureDnsMode: "off" }], ["peer connections", "disable_non_proxied_udp"]]),
    );
  });

  it("comes to the front when it is started a second time", () => {
    electron.module.BrowserWindow.shown.mockClear();
    electron.appListeners.get("second-instance")?.();
    expect(electron.module.BrowserWindow.shown).toHaveBeenCalledOnce();
  });

  it("shows a notification without markup, the newest of a conversation only, and tells the page of a click", async () => {
    const own = { senderFrame: { url: "chancery-app://app/index.html", parent: null } };
    const notify = electron.handlers.get(BRIDGE_CHANNELS.notify);
    await notify?.(own, { title: "Coordination", body: "Message from <b>Idris</b>", tag: "!a:b" });
    await notify?.(own, { title: "Coordination", body: "Message from Camille", tag: "!a:b" });
    await notify?.(own, { title: 7, body: "x", tag: "!a:b" });
    expect(electron.notices.map(({ options }) => options.body)).toEqual(["Message from ‹b›Idris‹/b›", "Message from Camille"]);
    expect(electron.notices[0]?.close).toHaveBeenCalledOnce();
    electron.notices[1]?.click();
    expect(electron.send).toHaveBeenCalledWith(BRIDGE_CHANNELS.notificationClick, "!a:b");
  });

  it("loads a page that crashed again three times, then says so in plain words and stops", () => {
    for (const _ of [1, 2, 3, 4]) electron.windowContents.get("render-process-gone")?.({}, { reason: "crashed" });
    expect(electron.reload).toHaveBeenCalledTimes(3);
    expect(electron.module.dialog.showErrorBox).toHaveBeenCalledOnce();
    expect(electron.module.app.exit).toHaveBeenCalledWith(1);
  });
});
