import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { securityHeaders } from "./security-headers.ts";

const json = readFileSync(new URL("../../client/public/security-headers.json", import.meta.url), "utf8");

describe("the headers of every page", () => {
  it("let pages connect to the deployment's homeserver and to nothing else", () => {
    const policy = securityHeaders(json, "https://matrix.etat.example")?.["content-security-policy"] ?? "";
    expect(policy).toContain("connect-src 'self' https://matrix.etat.example;");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/\*|unsafe-inline|'unsafe-eval'|\{homeserver\}|https?:(?!\/\/matrix\.etat\.example)/);
  });

  it.each(["not json", "[]", "{}", '{"content-security-policy": 7}', "null"])("refuse a file that says %s", (broken) => {
    expect(securityHeaders(broken, "https://matrix.etat.example")).toBeNull();
  });

  it("let pages connect to nothing while no homeserver is known", () => {
    const policy = securityHeaders(json, null)?.["content-security-policy"] ?? "";
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/https?:|\{homeserver\}/);
  });
});
