import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { acceptDeployment, homeserverOrigin } from "./deployment-file.ts";
import { mayRequest } from "./navigation.ts";
import { securityHeaders } from "./security-headers.ts";

const headers = readFileSync(new URL("../../client/public/security-headers.json", import.meta.url), "utf8");
const payload = (root: unknown): string => Buffer.from(JSON.stringify(root)).toString("base64");
const file = (change: object = {}, root: unknown = { type: "root", example: false }): string =>
  JSON.stringify({ homeserver: "https://matrix.etat.example", root: { payload: payload(root), signatures: [] }, ...change });
const accepted = (json: string, packaged = true) => acceptDeployment({ ok: true, json }, packaged);

describe("the address of the homeserver", () => {
  it.each([
    ["https://matrix.etat.example", "https://matrix.etat.example"],
    ["https://matrix.etat.example/", "https://matrix.etat.example"],
    ["https://matrix.etat.example:8448", "https://matrix.etat.example:8448"],
    ["http://127.0.0.1:18008", "http://127.0.0.1:18008"],
    ["http://[::1]:18008", "http://[::1]:18008"],
    ["http://localhost:18008", "http://localhost:18008"],
  ])("%s is taken", (written, origin) => expect(homeserverOrigin(written)).toBe(origin));

  it.each([
    "https://*.evil.example",
    "https://*",
    "https://a.example;script-src'unsafe-inline'",
    "https://a.example; script-src 'unsafe-inline'",
    "https://a.example 'unsafe-eval'",
    "https://a.example,https://evil.example",
    "https://a.example\n.evil.example",
    "https://a.example\t",
    " https://a.example",
    "https://a.example/path",
    "https://a.example?x",
    "https://a.example#x",
    "https://user@a.example",
    "https://a.example\\@evil.example",
    "HTTPS://a.example",
    "https://a.example.",
    "https://-a.example",
    "https://a_b.example",
    "https://$1.example",
    "https://'self'",
    "http://matrix.etat.example",
    "http://127.0.0.2:8008",
    "http://127.0.0.1.evil.example",
    "http://localhost.evil.example",
    "http://0.0.0.0:8008",
    "http://2130706433",
    "https://[2001:db8::1]",
    "ws://127.0.0.1",
    "ftp://a.example",
    "data:text/html,x",
    "chancery-app://app",
    "https://",
    "*",
    "",
  ])("%j is refused", (written) => expect(homeserverOrigin(written)).toBeNull());

  it.each([null, undefined, 7, ["https://a.example"], { toString: () => "https://a.example" }])("is a text, not %j", (written) => expect(homeserverOrigin(written)).toBeNull());

  it("whatever is written, adds nothing to the policy but one origin", () => {
    const plain = securityHeaders(headers, "https://matrix.etat.example")?.["content-security-policy"] ?? "";
    const hostile = fc.string({ unit: fc.constantFrom(..."abz09.-*;:,'\"/\\@?#[]()% \t\n_~!$&+=|") });
    fc.assert(
      fc.property(fc.constantFrom("https://", "http://", ""), hostile, (scheme, rest) => {
        const origin = homeserverOrigin(`${scheme}${rest}`);
        if (origin === null) return;
        expect(securityHeaders(headers, origin)?.["content-security-policy"]).toBe(plain.replace("https://matrix.etat.example", () => origin));
        expect(origin).toMatch(/^https?:\/\/[a-z0-9.:[\]-]+$/);
        expect(mayRequest({ url: "https://evil.test/x", resourceType: "xhr" }, origin)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the deployment file, as the main process reads it", () => {
  it("gives its text and the homeserver", () => {
    expect(accepted(file())).toEqual({ ok: true, json: file(), homeserver: "https://matrix.etat.example" });
  });

  it("of an example state is refused by a packaged build, and serves to try things out otherwise", () => {
    const example = file({}, { type: "root", example: true });
    expect(accepted(example, true)).toEqual({ ok: false, reason: "example_root" });
    expect(accepted(example, false)).toMatchObject({ ok: true });
  });

  it.each([
    ["not JSON", "{"],
    ["a list", "[]"],
    ["null", "null"],
    ["no root", file({ root: undefined })],
    ["a root that is no envelope", file({ root: "x" })],
    ["a payload that is not base64", file({ root: { payload: "%%%" } })],
    ["a payload that is not JSON", file({ root: { payload: Buffer.from("{").toString("base64") } })],
    ["a payload that is not UTF-8", file({ root: { payload: Buffer.from([0x22, 0xff, 0x22]).toString("base64") } })],
    ["a root that does not say whether it is an example", file({}, { type: "root" })],
    ["a root that says so in another type", file({}, { type: "root", example: "false" })],
    ["a root that says 0", file({}, { type: "root", example: 0 })],
    ["something else signed", file({}, { type: "bundle", example: false })],
    ["an answer that is only inherited", `{"root": {"__proto__": {"payload": "${payload({ type: "root", example: false })}"}}}`],
  ])("is refused with %s", (_what, json) => expect(accepted(json)).toEqual({ ok: false, reason: "malformed" }));

  it("is refused with an unsafe homeserver", () => {
    for (const homeserver of [undefined, "http://matrix.etat.example", "https://*"]) expect(accepted(file({ homeserver }))).toEqual({ ok: false, reason: "unsafe_homeserver" });
  });

  it("keeps the reason why there is none", () => {
    expect(acceptDeployment({ ok: false, reason: "writable_by_user" }, true)).toEqual({ ok: false, reason: "writable_by_user" });
  });
});
