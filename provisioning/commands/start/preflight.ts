/** What is looked at before anything is begun, so that a first start does not fail after minutes for something that was plain at once. */
import { spawn } from "node:child_process";
import { readdir, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { portInUse } from "../../client-server/client-server.ts";
import { diskFull, fileErrorCode } from "../../deployment/atomic-file.ts";
import type { DeploymentLayout, RepositoryLayout } from "../../deployment/layout.ts";
import { listenerOn } from "../../homeserver/process-table.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { problem, type Problem } from "../../output/problem.ts";

const MEGABYTE = 1024 * 1024;
/** Synapse's environment and the client fit into the first, a deployment with its database into the second. */
const SPACE_NEEDED = { repository: 600, deployment: 100 } as const;

export interface Preflight {
  readonly layout: DeploymentLayout;
  readonly repository: RepositoryLayout;
  readonly homeserverPort: number;
  readonly clientPort: number;
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(fileErrorCode(error) !== "EADDRINUSE"));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

const heldPort = async (port: number, option: string): Promise<Problem> => portInUse(port, option, await listenerOn(port));

const answers = (program: string, args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "ignore" });
    child.once("error", () => resolve(false));
    child.once("exit", () => resolve(true));
  });

const diskNearlyFull = (folder: string, megabytes: number): Problem =>
  problem({
    code: "disk_full",
    where: folder,
    what: both(`il reste moins de ${megabytes} Mo sur ce disque ; rien n’a été commencé.`, `less than ${megabytes} MB are left on this disk; nothing was begun.`),
    remedy: both("Libérez de la place, puis relancez la même commande.", "Free some space, then run the same command again."),
    exit: EXIT.environment,
  });

/** Less than this, and a database cannot go on. In megabytes. */
const NOTHING_LEFT = 4;

/** A homeserver on a full disk says no more than "Internal server error": what it means is added. */
export async function withItsCause(layout: DeploymentLayout, problems: readonly Problem[]): Promise<readonly Problem[]> {
  if (!problems.some(({ exit }) => exit === EXIT.homeserver)) return problems;
  const space = await statfs(layout.directory).catch(() => null);
  return space !== null && space.bavail * space.bsize < NOTHING_LEFT * MEGABYTE ? [...problems, diskFull(layout.directory)] : problems;
}

/** A homeserver of an earlier start that was killed may hold the port: the supervisor knows it by its pid file and stops it. */
const hasLeftover = async (layout: DeploymentLayout): Promise<boolean> => (await readdir(layout.run).catch(() => [])).some((name) => name.endsWith(".pid"));

export async function preflightProblems(asked: Preflight): Promise<Problem[]> {
  const found: Problem[] = [];
  if (asked.homeserverPort === asked.clientPort) {
    found.push(problem({ code: "usage", what: both("le client et le serveur ne peuvent pas avoir le même port.", "client and homeserver cannot have the same port."), exit: EXIT.usage }));
  }
  if (!(await isFree(asked.homeserverPort)) && !(await hasLeftover(asked.layout))) found.push(await heldPort(asked.homeserverPort, "--homeserver-port"));
  if (!(await isFree(asked.clientPort))) found.push(await heldPort(asked.clientPort, "--client-port"));
  // ssh-keygen without a usable argument says how it is used: all we want to know is whether it is there.
  if (!(await answers("ssh-keygen", ["-?"]))) {
    found.push(
      problem({
        code: "tool_missing",
        where: "ssh-keygen",
        what: both("cet outil manque ; c’est avec lui que les responsables signent.", "this tool is missing; officers sign with it."),
        remedy: both("Installez-le : sudo apt-get install openssh-client", "Install it: sudo apt-get install openssh-client"),
        exit: EXIT.environment,
      }),
    );
  }
  const ansible = join(asked.repository.tools, "bin", "python");
  if (!(await answers(ansible, ["--version"]))) {
    found.push(
      problem({
        code: "tool_missing",
        where: ansible,
        what: both("Ansible n’est pas installé pour ce projet.", "Ansible is not installed for this project."),
        remedy: both("Lancez « npm start », qui l’installe.", "Run `npm start`, which installs it."),
        exit: EXIT.environment,
      }),
    );
  }
  for (const [folder, megabytes] of [
    [asked.repository.directory, SPACE_NEEDED.repository],
    [asked.layout.directory, SPACE_NEEDED.deployment],
  ] as const) {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < megabytes * MEGABYTE) found.push(diskNearlyFull(folder, megabytes));
  }
  return found;
}
