/** Signs with OpenSSH's own tool, so that a key on a hardware token or in an agent never leaves it. */
import { spawn } from "node:child_process";
import { failed, ok, type Result } from "../model/result.ts";

export interface SshKeygenFailure {
  readonly code: "ssh_keygen_missing" | "ssh_keygen_failed";
  /** what ssh-keygen said, in its own words; never anything secret */
  readonly detail: string;
}

/**
 * Signs bytes: `ssh-keygen -Y sign`. The bytes go in by standard input; a passphrase is asked for on the terminal by ssh-keygen itself.
 * @param keyFile path of a private key, or of a public key whose private half an agent holds
 * @returns the armoured signature
 */
export const sshSign = (bytes: Uint8Array, namespace: string, keyFile: string): Promise<Result<string, SshKeygenFailure>> =>
  new Promise((resolve) => {
    const child = spawn("ssh-keygen", ["-Y", "sign", "-q", "-n", namespace, "-f", keyFile], { stdio: ["pipe", "pipe", "pipe"] });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => {
      errors.push(chunk);
      if (chunk.includes("Confirm user presence")) process.stderr.write(chunk); // or nobody would know that the token waits to be touched
    });
    child.stdin.on("error", () => undefined); // it closed its input early; its exit code says why
    child.on("error", (error) => {
      resolve(failed({ code: "ssh_keygen_missing", detail: error.message }));
    });
    child.on("close", (exit) => {
      const signature = Buffer.concat(output).toString("utf8");
      resolve(exit === 0 && signature.startsWith("-----BEGIN SSH SIGNATURE-----") ? ok(signature) : failed({ code: "ssh_keygen_failed", detail: Buffer.concat(errors).toString("utf8").trim() }));
    });
    child.stdin.end(bytes);
  });
