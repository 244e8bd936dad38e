import { describe, expect, test } from "vitest";
import { parseDeployment, readDeliveredDeployment, readMachineDeployment } from "./deployment-reader.ts";

const good = {
  homeserver: "http://127.0.0.1:18008",
  serverName: "etat.example",
  brand: {
    name: { fr: "Messagerie de l'État", en: "State Messaging" },
    crest: null,
    tokens: { light: { accent: "#18324a" }, dark: {} },
    helpdesk: { fr: "Assistance : 3400", en: "Help desk: 3400" },
  },
  root: { payload: "e30=", signatures: [{ officer: "anne.morel", signature: "-----BEGIN SSH SIGNATURE-----" }] },
  minimumPolicyVersion: 1,
};

const parsed = (change: object) => parseDeployment(JSON.stringify({ ...good, ...change }), "machine");

describe("which state this client serves", () => {
  test("a complete file is taken as it is", () => {
    expect(parsed({})).toEqual({ ok: true, value: { ...good, pinnedBy: "machine" } });
  });

  test.each([
    ["an unencrypted address outside this computer", { homeserver: "http://matrix.etat.example" }, "homeserver"],
    ["a path after the address", { homeserver: "https://matrix.etat.example/evil" }, "homeserver"],
    ["credentials in the address", { homeserver: "https://a:b@matrix.etat.example" }, "homeserver"],
    ["a host that stands for every host", { homeserver: "https://*" }, "homeserver"],
    ["a host that would add to the page's policy", { homeserver: "https://a.example;script-src'unsafe-inline'" }, "homeserver"],
    ["another scheme", { homeserver: "javascript:alert(1)" }, "homeserver"],
    ["a field nobody knows", { skipVerification: true }, "skipVerification"],
    ["a version that is no number", { minimumPolicyVersion: "1" }, "minimumPolicyVersion"],
    ["a missing root", { root: undefined }, "root"],
    ["a root that is not an envelope", { root: { payload: "e30=", signatures: "none" } }, "root.signatures"],
    ["a colour that would load a file", { brand: { ...good.brand, tokens: { light: { accent: "url(https://evil.example)" }, dark: {} } } }, "brand.tokens.light"],
    ["a name in one language only", { brand: { ...good.brand, name: { fr: "Messagerie" } } }, "brand.name"],
  ])("%s is refused", (_what, change, where) => {
    const result = parsed(change);
    expect(result.ok).toBe(false);
    expect(result.ok ? "" : result.failure.detail).toContain(where);
  });

  test("the browser says that the delivering server vouches for the file", async () => {
    const result = await readDeliveredDeployment(() => Promise.resolve(new Response(JSON.stringify(good))));
    expect(result.ok && result.value.pinnedBy).toBe("delivering_server");
  });

  test("a file that the user could have changed is not trusted on the desktop", async () => {
    const result = await readMachineDeployment({ readDeployment: () => Promise.resolve({ ok: false, reason: "writable_by_user" }) });
    expect(result.ok ? null : result.failure.refusal).toBe("writable_by_user");
  });
});
