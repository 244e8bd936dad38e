import { expect, test } from "vitest";
import { securityState, type SecurityInputs } from "./security-state.ts";

const cleared: SecurityInputs = {
  signedIn: true,
  identityExists: true,
  ownPrivateKeys: true,
  deviceSigned: true,
  backupKeyCached: true,
  verifiedBundle: true,
  recoveryKeyProven: true,
};

test("the gate opens for exactly one combination of what is known", () => {
  const flags = ["signedIn", "ownPrivateKeys", "deviceSigned", "backupKeyCached", "verifiedBundle", "recoveryKeyProven"] as const;
  let open = 0;
  for (let bits = 0; bits < 2 ** flags.length; bits++) {
    for (const identityExists of [true, false, null]) {
      const inputs = { ...cleared, identityExists, ...Object.fromEntries(flags.map((flag, index) => [flag, (bits >> index) % 2 === 1])) };
      const everything = flags.every((flag) => inputs[flag]);
      expect(securityState(inputs).at === "ready").toBe(everything);
      if (everything) open += 1;
    }
  }
  expect(open).toBe(3);
});

test.each([
  ["nobody is signed in", { signedIn: false }, "signed_out"],
  ["there are no verified rules", { verifiedBundle: false }, "no_policy"],
  ["the recovery key was not proven", { recoveryKeyProven: false }, "recovery_unproven"],
  ["the account has no identity", { identityExists: false, ownPrivateKeys: false }, "first_device"],
  ["another device has the identity", { ownPrivateKeys: false, deviceSigned: false }, "unverified_device"],
  ["the backup's key is missing", { backupKeyCached: false }, "unverified_device"],
  ["the homeserver has not answered yet", { identityExists: null, ownPrivateKeys: false }, "checking"],
] as const)("when %s, the gate says so", (_what, change, at) => {
  expect(securityState({ ...cleared, ...change }).at).toBe(at);
});
