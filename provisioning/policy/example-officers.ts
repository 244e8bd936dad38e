/** The three policy officers of the example state, and their keys. Real officers bring keys of their own, on tokens. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Officer } from "#policies/model/policy-bundle.ts";
import { fileErrorCode, fileProblem } from "../deployment/atomic-file.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";

export type OfficerWithoutKey = Omit<Officer, "key">;

export const EXAMPLE_OFFICERS: readonly OfficerWithoutKey[] = [
  { id: "anne.morel", name: "Anne Morel", title: both("Secrétariat général", "General Secretariat") },
  { id: "bruno.petit", name: "Bruno Petit", title: both("Sécurité des systèmes", "Systems security") },
  { id: "claire.roux", name: "Claire Roux", title: both("Affaires juridiques", "Legal affairs") },
];

/** How many of the three have to sign. */
export const EXAMPLE_THRESHOLD = 2;

export const officerKeyPath = (layout: DeploymentLayout, officerId: string): string => join(layout.officers, officerId, "key");

/** Runs ssh-keygen with nothing secret on its command line: the example's keys have no passphrase. */
function generateKey(path: string, comment: string): Promise<Result<void, Problem>> {
  const child = spawn("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path], { stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve) => {
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
    child.once("error", () =>
      resolve(
        problemResult({
          code: "tool_missing",
          where: "ssh-keygen",
          what: both("cet outil manque ; c’est avec lui que les responsables signent.", "this tool is missing; officers sign with it."),
          remedy: both("Installez-le : sudo apt-get install openssh-client", "Install it: sudo apt-get install openssh-client"),
          exit: EXIT.environment,
        }),
      ),
    );
    child.once("close", (code) =>
      resolve(
        code === 0
          ? ok(undefined)
          : problemResult({ code: "key_not_generated", where: path, what: both("ssh-keygen n’a pas pu créer cette clé.", "ssh-keygen could not create this key."), detail: said.trim().split("\n"), exit: EXIT.environment }),
      ),
    );
  });
}

/** @returns the public key as a root carries it (type and base64, no comment), or null when there is no such file */
async function readPublicKey(path: string): Promise<Result<string | null, Problem>> {
  try {
    const [type = "", key = ""] = (await readFile(path, "utf8")).trim().split(/\s+/);
    return ok(`${type} ${key}`);
  } catch (error) {
    return fileErrorCode(error) === "ENOENT" ? ok(null) : failed(fileProblem(path, error));
  }
}

/** Makes one officer's key when there is none; the folder with both halves appears as a whole. */
async function ensureKey(layout: DeploymentLayout, officer: OfficerWithoutKey): Promise<Result<Officer, Problem>> {
  const path = officerKeyPath(layout, officer.id);
  const present = await readPublicKey(`${path}.pub`);
  if (!present.ok) return present;
  if (present.value !== null) return ok({ ...officer, key: present.value });
  const next = join(layout.officers, `.${officer.id}.${randomBytes(6).toString("hex")}.new`);
  try {
    await mkdir(next, { recursive: true, mode: 0o700 });
    const generated = await generateKey(join(next, "key"), officer.id);
    if (!generated.ok) return generated;
    await chmod(join(next, "key.pub"), 0o600);
    await rename(next, join(layout.officers, officer.id));
  } catch (error) {
    return failed(fileProblem(path, error));
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  const made = await readPublicKey(`${path}.pub`);
  if (!made.ok) return made;
  return made.value === null ? failed(fileProblem(path, null)) : ok({ ...officer, key: made.value });
}

/** The example's officers with their public keys; keys that are missing are generated. */
export async function ensureExampleOfficers(layout: DeploymentLayout): Promise<Result<readonly Officer[], Problem>> {
  const officers: Officer[] = [];
  for (const wanted of EXAMPLE_OFFICERS) {
    const officer = await ensureKey(layout, wanted);
    if (!officer.ok) return officer;
    officers.push(officer.value);
  }
  return ok(officers);
}
