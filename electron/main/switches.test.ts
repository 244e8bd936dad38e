import { describe, expect, it } from "vitest";
import { QUIET_SWITCHES, forbiddenAtStart } from "./switches.ts";

describe("the switches of a start", () => {
  it("keep the background from asking anybody", () => {
    const names = QUIET_SWITCHES.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(["disable-background-networking", "disable-component-update", "disable-domain-reliability", "no-pings"]));
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(["remote-debugging-port", "remote-debugging-pipe", "no-sandbox", "ignore-certificate-errors", "disable-web-security", "inspect", "ssl-key-log-file", "host-resolver-rules"])(
    "never include --%s in a packaged build",
    (name) => {
      expect(forbiddenAtStart(true, (asked) => asked === name, {})).toBe(`--${name}`);
      expect(forbiddenAtStart(false, (asked) => asked === name, {})).toBeNull();
    },
  );

  it("never let a packaged build write down the keys of its connections", () => {
    expect(forbiddenAtStart(true, () => false, { SSLKEYLOGFILE: "/tmp/keys" })).toBe("SSLKEYLOGFILE");
    expect(forbiddenAtStart(true, () => false, { SSLKEYLOGFILE: "" })).toBeNull();
  });
});
