/** Keys on FIDO tokens: what OpenSSH itself makes with one holds here. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bytesOfText } from "../verify/bytes.ts";
import { signatureProblem } from "../verify/ssh-signature.ts";
import { signingKeyOf, type SigningKey } from "../verify/ssh-wire.ts";
import { officerKey } from "./sign-root.ts";
import { sshSign } from "./ssh-keygen.ts";

const NAMESPACE = "chancery-bundle@1";
const keyIn = (publicKeyFile: string): SigningKey => {
  const line = officerKey(publicKeyFile);
  const key = line.ok ? signingKeyOf(line.value) : null;
  if (key === null) throw new Error("no key");
  return key;
};

/** Made by ssh-keygen 9.2 with the software token of OpenSSH's own regression tests (Debian: package openssh-tests). */
const RECORDED = {
  key: "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIKsZhoH2lIfc81NDujfrv4xEkHXlJH1LVdJc2IlZLPuzAAAADHNzaDpjaGFuY2VyeQ== token",
  message: bytesOfText("payload"),
  signature: `-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAAFIAAAAac2stc3NoLWVkMjU1MTlAb3BlbnNzaC5jb20AAAAgqxmGgf
aUh9zzU0O6N+u/jESQdeUkfUtV0lzYiVks+7MAAAAMc3NoOmNoYW5jZXJ5AAAAEWNoYW5j
ZXJ5LWJ1bmRsZUAxAAAAAAAAAAZzaGE1MTIAAABnAAAAGnNrLXNzaC1lZDI1NTE5QG9wZW
5zc2guY29tAAAAQKcGp/UM+9r6iMU1PHHs2SoTI4bYXICtORjFgFhtRCxkwKMDbAWA/UQV
t0siT1AaJq1mCdox9+FnHgu7aBMr6wcBEjRWeA==
-----END SSH SIGNATURE-----
`,
} as const;

/** A software token: a middleware library as ssh-keygen loads it. */
const MIDDLEWARE = process.env["SSH_SK_PROVIDER"] ?? "/usr/lib/openssh/regress/misc/sk-dummy/sk-dummy.so";

describe("a signature that OpenSSH made with a token", () => {
  it("holds over what was signed, and over nothing else", async () => {
    const key = keyIn(RECORDED.key);
    expect(key.application).toBe("ssh:chancery");
    expect(await signatureProblem(RECORDED.signature, RECORDED.message, NAMESPACE, key)).toBeNull();
    expect(await signatureProblem(RECORDED.signature, bytesOfText("Payload"), NAMESPACE, key)).toBe("signature_invalid");
    expect(await signatureProblem(RECORDED.signature, RECORDED.message, "chancery-root@1", key)).toBe("namespace_wrong");
    expect(await signatureProblem(RECORDED.signature, RECORDED.message, NAMESPACE, { ...key, application: "ssh:" })).toBe("application_wrong");
  });

  // Skipped where no software token is installed (apt-get install openssh-tests, or SSH_SK_PROVIDER): the recorded signature stands in for it.
  it.skipIf(!existsSync(MIDDLEWARE))("is made by this tool too", async () => {
    const directory = mkdtempSync(join(tmpdir(), "chancery-token-"));
    const before = process.env["SSH_SK_PROVIDER"];
    process.env["SSH_SK_PROVIDER"] = MIDDLEWARE; // as an officer's shell has it
    try {
      const file = join(directory, "key");
      const made = spawnSync("ssh-keygen", ["-q", "-t", "ed25519-sk", "-w", MIDDLEWARE, "-O", "application=ssh:chancery", "-N", "", "-C", "", "-f", file]);
      expect(made.stderr.toString().replace(/^You may need to touch.*\n/m, "")).toBe("");
      const signature = await sshSign(RECORDED.message, NAMESPACE, file);
      if (!signature.ok) throw new Error(signature.failure.detail);
      expect(await signatureProblem(signature.value, RECORDED.message, NAMESPACE, keyIn(readFileSync(`${file}.pub`, "utf8")))).toBeNull();
    } finally {
      if (before === undefined) delete process.env["SSH_SK_PROVIDER"];
      else process.env["SSH_SK_PROVIDER"] = before;
      rmSync(directory, { recursive: true });
    }
  });
});
