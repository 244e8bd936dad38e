/** Builds the client with Vite, when its sources are not those of the last build. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileErrorCode, fileProblem, readTextIfPresent, writeFileAtomically } from "../deployment/atomic-file.ts";
import type { RepositoryLayout } from "../deployment/layout.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { filesDigest } from "../digest/files-digest.ts";

/** A part of the product that Vite builds. */
export interface ViteBuild {
  readonly name: string;
  /** folder with the Vite configuration */
  readonly root: string;
  /** what the result depends on */
  readonly sources: readonly string[];
  /** where the result goes; exchanged as a whole */
  readonly output: string;
  /** modes to build, one after the other, into the same folder */
  readonly modes: readonly string[];
}

const stampOf = (build: ViteBuild): string => `${build.output}.sources`;

export const clientBuild = (repository: RepositoryLayout): ViteBuild => ({
  name: "client",
  root: repository.clientSources,
  sources: [repository.clientSources, join(repository.directory, "policies", "src"), join(repository.directory, "package-lock.json"), join(repository.directory, "tsconfig.json")],
  output: repository.client,
  modes: ["production"],
});

/** The desktop shell looks for the built client in the folder `client` beside its own. */
export const desktopBuild = (repository: RepositoryLayout): ViteBuild => ({
  name: "electron",
  root: join(repository.directory, "electron"),
  sources: [join(repository.directory, "electron"), join(repository.clientSources, "src", "platform", "bridge.ts"), join(repository.directory, "package-lock.json")],
  output: join(repository.shared, "electron"),
  modes: ["production", "preload"],
});

interface Run {
  readonly code: number | null;
  readonly output: string;
}

function runVite(repository: RepositoryLayout, build: ViteBuild, mode: string, output: string, signal: AbortSignal): Promise<Run> {
  const vite = join(repository.directory, "node_modules", "vite", "bin", "vite.js");
  const child = spawn(process.execPath, [vite, "build", build.root, "--config", join(build.root, "vite.config.ts"), "--mode", mode, "--outDir", output, "--emptyOutDir", "false", "--logLevel", "warn"], {
    cwd: repository.directory,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
    signal,
  });
  return new Promise((resolve) => {
    let said = "";
    const keep = (chunk: Buffer): void => void (said = `${said}${chunk.toString("utf8")}`.slice(-4000));
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => resolve({ code: null, output: error.message }));
    child.on("close", (code) => resolve({ code, output: said }));
  });
}

/** Puts a folder in the place of another. Two starts that build at the same time build the same: the later one wins. */
async function exchange(next: string, output: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    await rm(output, { recursive: true, force: true });
    try {
      return await rename(next, output);
    } catch (error) {
      if (attempt === 3 || fileErrorCode(error) !== "ENOTEMPTY") throw error;
    }
  }
}

/**
 * Builds into a folder beside and exchanges it as a whole, so that a build that fails leaves the last good one.
 *
 * @returns whether anything had to be built
 */
export async function buildIfChanged(repository: RepositoryLayout, build: ViteBuild, signal: AbortSignal): Promise<Result<boolean, Problem>> {
  const digest = await filesDigest(repository.directory, build.sources);
  const stamp = await readTextIfPresent(stampOf(build));
  if (!stamp.ok) return stamp;
  const entry = await readTextIfPresent(join(build.output, build.name === "client" ? "index.html" : "preload.cjs"));
  if (stamp.value === digest && entry.ok && entry.value !== null) return ok(false);

  const next = `${build.output}.${randomBytes(6).toString("hex")}.new`;
  try {
    await mkdir(next, { recursive: true });
    for (const mode of build.modes) {
      const run = await runVite(repository, build, mode, next, signal);
      if (signal.aborted) return failed(problem({ code: "interrupted", what: both("interrompu pendant la construction.", "interrupted while building."), exit: EXIT.interrupted }));
      if (run.code !== 0) {
        return failed(
          problem({
            code: /ENOSPC/.test(run.output) ? "disk_full" : "build_failed",
            where: build.root,
            what: both("la construction a échoué ; la dernière version construite reste en place.", "the build failed; the last version built stays in place."),
            detail: run.output.trim().split("\n").slice(-20),
            exit: EXIT.environment,
          }),
        );
      }
    }
    await rm(stampOf(build), { force: true });
    await exchange(next, build.output);
  } catch (error) {
    return failed(fileProblem(build.output, error));
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  const written = await writeFileAtomically(stampOf(build), digest, 0o644);
  return written.ok ? ok(true) : written;
}
