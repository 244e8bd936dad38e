import { describe, expect, it } from "vitest";
import { APP_URL, fileForRequest } from "./app-scheme.ts";

const FILES = new Set(["index.html", "assets/app.js", "assets/crypto.wasm", "assets/secret"]);

describe("the application's own scheme", () => {
  it("serves a file of the built client with its exact type", () => {
    expect(fileForRequest("GET", APP_URL, FILES)).toEqual({ ok: true, path: "index.html", contentType: "text/html; charset=utf-8" });
    expect(fileForRequest("GET", "chancery-app://app/assets/crypto.wasm?v=1", FILES)).toMatchObject({ ok: true, contentType: "application/wasm" });
  });

  it.each([
    "chancery-app://app/../../etc/passwd",
    "chancery-app://app/%2e%2e/%2e%2e/etc/passwd",
    "chancery-app://app/assets/..%2f..%2fetc/passwd",
    "chancery-app://app/assets%2fapp.js%00",
    "chancery-app://app//etc/passwd",
    "chancery-app://app/ASSETS/app.js",
    "chancery-app://app/%",
    "chancery-app://other/index.html",
    "file:///etc/passwd",
    "https://etat.example/index.html",
    "not a url",
    "chancery-app://app/assets/secret",
  ])("refuses %s", (url) => {
    expect(fileForRequest("GET", url, FILES)).toMatchObject({ ok: false });
  });

  it("answers nothing but GET", () => {
    for (const method of ["POST", "PUT", "DELETE", "HEAD", "OPTIONS"]) expect(fileForRequest(method, APP_URL, FILES)).toEqual({ ok: false, status: 405 });
  });
});
