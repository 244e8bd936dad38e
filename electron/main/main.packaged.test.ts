/** A release, started by somebody who would like it to be something else. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as nodePath from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { BRIDGE_CHANNELS } from "../../client/src/platform/bridge.ts";
import type * as disk from "./disk.ts";
import { electron } from "./fake-electron.ts";
import { MACHINE_FILE, type FileFacts } from "./machine-file.ts";

const HOMESERVER = "https://matrix.etat.example";
const deployment = (example: boolean, homeserver = HOMESERVER): string =>
  JSON.stringify({ homeserver, root: { payload: Buffer.from(JSON.stringify({ type: "root", example })).toString("base64") } });

/** The disk of the machine: what stands in the machine's file, and who owns it. */
const machine = { json: deployment(false), owner: 0, mode: 0o644 };

vi.mock("electron/main", () => electron.module);
vi.mock("./disk.ts", async (original) => ({
  ...(await original<typeof disk>()),
  machineFiles: {
    facts: (path: string): FileFacts => (path === MACHINE_FILE ? { uid: machine.owner, mode: machine.mode, isFile: true } : { uid: 0, mode: 0o755, isFile: false }),
    read: (path: string): string | null => (path === MACHINE_FILE ? machine.json : null),
  },
}));
/** The built client lies beside the built main process; here, a folder of the test's own. */
vi.mock("node:path", async (original) => {
  const path = await original<typeof nodePath>();
  return { ...path, join: (...parts: string[]) => (parts[1] === "../client" ? (process.env["CHANCERY_TEST_CLIENT"] ?? "") : path.join(...parts)) };
});

const folder = mkdtempSync(join(tmpdir(), "chancery-packaged-"));
beforeAll(() => {
  mkdirSync(join(folder, "client"));
  writeFileSync(join(folder, "client", "index.html"), "<!doctype html>");
  writeFileSync(join(folder, "client", "security-headers.json"), '{"content-security-policy": "default-src \'none\'; connect-src {homeserver}"}');
  writeFileSync(join(folder, "own.json"), deployment(true, "https://evil.test"));
  vi.stubEnv("CHANCERY_TEST_CLIENT", join(folder, "client"));
  process.argv.push(`--deployment-file=${join(folder, "own.json")}`, `--data-folder=${join(folder, "data")}`);
  electron.module.app.isPackaged = true;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(() => {
  vi.resetModules();
  vi.clearAllMocks();
  electron.switches.clear();
  electron.recorded.loaded.length = 0;
  electron.recorded.windows.length = 0;
  Object.assign(machine, { json: deployment(false), owner: 0, mode: 0o644 });
});

const started = async (): Promise<void> => {
  await import("./main.ts");
  await vi.waitFor(() => expect(electron.recorded.loaded).toEqual(["chancery-app://app/index.html"]));
};
const told = (): unknown => electron.handlers.get(BRIDGE_CHANNELS.readDeployment)?.({ senderFrame: { url: "chancery-app://app/index.html", parent: null } });
const reaches = (url: string): boolean => {
  let cancelled = true;
  electron.installed.get("request filter")?.({ url, resourceType: "xhr" }, (answer: { cancel: boolean }) => (cancelled = answer.cancel));
  return !cancelled;
};

describe("a packaged build", () => {
  it("takes the machine's file, whatever the command line says, and shows no developer tools", async () => {
    await started();
    expect(await told()).toEqual({ ok: true, json: machine.json });
    expect([reaches(`${HOMESERVER}/_matrix/client/versions`), reaches("https://evil.test/_matrix/client/versions")]).toEqual([true, false]);
    expect(electron.module.app.setPath).not.toHaveBeenCalled();
    expect(electron.recorded.windows[0]).toMatchObject({ webPreferences: { devTools: false } });
    expect(reaches("devtools://devtools/bundled/inspector.html")).toBe(false);
  });

  it.each([
    ["an example's root", { json: deployment(true) }, "example_root"],
    ["a file that the person at the machine owns", { owner: 1000 }, "writable_by_user"],
    ["a file that everybody can write", { mode: 0o666 }, "writable_by_user"],
    ["an address that would say more in a header", { json: deployment(false, "https://a.example; script-src *") }, "unsafe_homeserver"],
    ["a file that is no deployment", { json: "{" }, "malformed"],
  ])("refuses %s: the page is told why, and no server can be reached", async (_what, change, reason) => {
    Object.assign(machine, change);
    await started();
    expect(await told()).toEqual({ ok: false, reason });
    expect(reaches(`${HOMESERVER}/_matrix/client/versions`)).toBe(false);
    const page: unknown = await electron.recorded.protocol?.({ method: "GET", url: "chancery-app://app/index.html" });
    expect(page instanceof Response ? page.headers.get("content-security-policy") : page).toBe("default-src 'none'; connect-src");
  });

  it.each(["remote-debugging-port", "inspect", "ignore-certificate-errors", "no-sandbox", "disable-web-security"])("does not start with --%s", async (name) => {
    electron.switches.add(name);
    await import("./main.ts");
    expect(electron.module.dialog.showErrorBox).toHaveBeenCalledWith(expect.any(String), expect.stringContaining(`--${name}`));
    expect(electron.module.app.exit).toHaveBeenCalledWith(1);
    expect([electron.recorded.loaded, electron.recorded.windows]).toEqual([[], []]);
  });
});
