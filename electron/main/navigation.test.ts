import { describe, expect, it } from "vitest";
import { mayUseBridge } from "./ipc-guard.ts";
import { mayDownload, mayHavePermission, mayNavigate, mayRequest, type PageRequest } from "./navigation.ts";

const HOMESERVER = "https://matrix.etat.example";

describe("where a page may go", () => {
  it("is the application itself, with any state behind the hash", () => {
    expect(mayNavigate("chancery-app://app/index.html#/rooms")).toBe(true);
  });

  it.each(["https://etat.example", "file:///etc/passwd", "javascript:alert(1)", "chancery-app://app.evil/index.html", "chancery-app://app/other.html", "data:text/html,x", "", "about:blank"])(
    "is not %s",
    (url) => expect(mayNavigate(url)).toBe(false),
  );
});

const data = (url: string): PageRequest => ({ url, resourceType: "xhr" });

describe("what may leave the renderer", () => {
  it("goes to the deployment's homeserver and the application's own files", () => {
    expect(mayRequest(data(`${HOMESERVER}/_matrix/client/versions`), HOMESERVER)).toBe(true);
    expect(mayRequest({ url: "chancery-app://app/assets/app.js", resourceType: "script" }, HOMESERVER)).toBe(true);
    expect(mayRequest({ url: "chancery-app://app/index.html", resourceType: "mainFrame" }, HOMESERVER)).toBe(true);
    expect(mayRequest({ url: "data:image/png;base64,AAAA", resourceType: "image" }, HOMESERVER)).toBe(true);
    expect(mayRequest({ url: "blob:chancery-app://app/0d1c", resourceType: "image" }, HOMESERVER)).toBe(true);
  });

  it.each([
    "https://matrix.etat.example.evil.test/x",
    "http://matrix.etat.example/x",
    "https://matrix.etat.example:8443/x",
    "https://user@evil.test/?https://matrix.etat.example",
    "wss://matrix.etat.example/x",
    "file:///etc/passwd",
    "ftp://matrix.etat.example/",
    "chancery-app://other/x",
    "blob:https://evil.test/0d1c",
    "blob:chancery-app://app.evil/0d1c",
    "devtools://devtools/bundled/inspector.html",
    "chrome://version",
    "nonsense",
  ])("never goes to %s", (url) => expect(mayRequest(data(url), HOMESERVER)).toBe(false));

  it.each(["mainFrame", "subFrame", "object", "script", "stylesheet", "font", "webSocket", "ping"])("never fetches a %s from the homeserver or out of the address itself", (resourceType) => {
    expect(mayRequest({ url: `${HOMESERVER}/_matrix/x`, resourceType }, HOMESERVER)).toBe(false);
    expect(mayRequest({ url: "data:text/html,x", resourceType }, HOMESERVER)).toBe(false);
  });

  it("goes nowhere while no homeserver is known", () => {
    expect(mayRequest(data(`${HOMESERVER}/x`), null)).toBe(false);
    expect(mayRequest(data("null"), null)).toBe(false);
  });
});

describe("what may be saved as a file", () => {
  it("is what the page made itself, as the text with the recovery key", () => expect(mayDownload("blob:chancery-app://app/0d1c")).toBe(true));

  it.each([`${HOMESERVER}/_matrix/media/x`, "https://evil.test/x.exe", "data:text/plain,x", "chancery-app://app/index.html", "blob:https://evil.test/1", "file:///etc/passwd"])("is not %s", (url) =>
    expect(mayDownload(url)).toBe(false),
  );
});

describe("permissions", () => {
  it("grants the clipboard to the application, for the recovery key", () => {
    expect(mayHavePermission("clipboard-sanitized-write", "chancery-app://app/index.html")).toBe(true);
    expect(mayHavePermission("clipboard-sanitized-write", "chancery-app://app")).toBe(true);
  });

  it.each(["media", "geolocation", "notifications", "midi", "hid", "usb", "display-capture", "openExternal", "clipboard-read", "fullscreen", "unknown"])("denies %s", (permission) =>
    expect(mayHavePermission(permission, "chancery-app://app/index.html")).toBe(false),
  );

  it("denies another origin everything", () => {
    expect(mayHavePermission("clipboard-sanitized-write", "chancery-app://app.evil/")).toBe(false);
    expect(mayHavePermission("clipboard-sanitized-write", "https://etat.example")).toBe(false);
  });
});

describe("the bridge", () => {
  it("answers the main frame of the application's page", () => {
    expect(mayUseBridge({ url: "chancery-app://app/index.html", isMainFrame: true })).toBe(true);
  });

  it("answers no sub-frame and no other origin", () => {
    expect(mayUseBridge({ url: "chancery-app://app/index.html", isMainFrame: false })).toBe(false);
    expect(mayUseBridge({ url: "chancery-app://app.evil/index.html", isMainFrame: true })).toBe(false);
    expect(mayUseBridge({ url: "file:///index.html", isMainFrame: true })).toBe(false);
  });
});
