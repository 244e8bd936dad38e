/** Opens the client: the desktop application where its binary is given, else a browser. */
import { spawn } from "node:child_process";
import { access, constants, mkdir, readFile, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { buildIfChanged, desktopBuild } from "../../client-build/build-client.ts";
import type { DeploymentLayout, RepositoryLayout } from "../../deployment/layout.ts";
import { both, type LocalisedText } from "../../output/language.ts";

export interface Opening {
  readonly layout: DeploymentLayout;
  readonly repository: RepositoryLayout;
  readonly address: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

export interface Opened {
  /** what was opened, or why nothing was, in words */
  readonly said: LocalisedText;
  stop(): void;
}

/** Whether there is a program: a folder can be "executed" too. */
async function usable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function onPath(program: string, environment: Opening["environment"]): Promise<string | null> {
  for (const folder of (environment["PATH"] ?? "").split(delimiter)) {
    if (folder !== "" && (await usable(join(folder, program)))) return join(folder, program);
  }
  return null;
}

/** The Electron binary that is already there; nothing is ever downloaded. */
async function electronBinary(opening: Opening): Promise<string | null> {
  const given = opening.environment["ELECTRON_OVERRIDE_DIST_PATH"];
  const bundled = join(opening.repository.directory, "node_modules", "electron");
  // The package writes the name of its executable into path.txt once a binary is there.
  const name = await readFile(join(bundled, "path.txt"), "utf8").catch(() => null);
  const candidates = [
    // The folder of the binary, as the package itself understands it, or the binary.
    ...(given === undefined || given === "" ? [] : [join(given, "electron"), given]),
    ...(name === null ? [] : [join(bundled, "dist", name.trim())]),
  ];
  for (const candidate of candidates) if (await usable(candidate)) return candidate;
  // `electron` on the PATH may be the package's own script, which would try a download.
  const installed = await onPath("electron", opening.environment);
  return installed !== null && !installed.includes("node_modules") ? installed : null;
}

/** Each of them would make the binary something else than the application: a plain Node, or one that loads foreign code first. */
const NOT_FOR_THE_DESKTOP: readonly string[] = ["ELECTRON_RUN_AS_NODE", "NODE_OPTIONS"];

function launch(program: string, args: readonly string[], environment: Opening["environment"]): () => void {
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !NOT_FOR_THE_DESKTOP.includes(name)));
  const child = spawn(program, args, { stdio: "ignore", detached: true, env: kept });
  child.on("error", () => undefined);
  child.unref();
  // Its own process group: windows have helper processes, which go with it.
  return () => {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  };
}

const WITHOUT_SANDBOX = both(
  " C’est sans son bac à sable, car il refuse de démarrer autrement pour l’administrateur (root). Lancez plutôt « npm start » comme utilisateur ordinaire.",
  " It runs without its sandbox, since it refuses to start otherwise for the administrator (root). Better run `npm start` as an ordinary user.",
);

const nothing = (said: LocalisedText): Opened => ({ said, stop: () => undefined });

async function openDesktop(opening: Opening, electron: string): Promise<Opened | null> {
  const build = desktopBuild(opening.repository);
  const built = await buildIfChanged(opening.repository, build, opening.signal);
  if (!built.ok) return null;
  const isRoot = process.getuid?.() === 0;
  // Beside the deployment: two of them never share a store, and `--reset` empties both.
  const data = join(opening.layout.run, "desktop");
  const stop = launch(
    electron,
    [...(isRoot ? ["--no-sandbox"] : []), join(build.output, "main.mjs"), `--deployment-file=${opening.layout.deploymentFile}`, `--data-folder=${data}`],
    opening.environment,
  );
  const why = isRoot ? WITHOUT_SANDBOX : both("", "");
  return { said: both(`L’application est ouverte (${electron}).${why.fr}`, `The application is open (${electron}).${why.en}`), stop };
}

/** Opens what there is to open. Never fails: the address is printed anyway. */
export async function openClient(opening: Opening): Promise<Opened> {
  const { environment, address } = opening;
  const electron = await electronBinary(opening);
  if (electron !== null) {
    const opened = await openDesktop(opening, electron);
    if (opened !== null) return opened;
  }
  if ((environment["DISPLAY"] ?? "") === "" && (environment["WAYLAND_DISPLAY"] ?? "") === "") {
    return nothing(both("Pas d’écran ici : ouvrez l’adresse ci-dessus dans un navigateur de cette machine.", "No display here: open the address above in a browser of this machine."));
  }
  if (process.getuid?.() === 0) {
    const chromium = (await onPath("chromium", environment)) ?? (await onPath("chromium-browser", environment));
    if (chromium === null) return nothing(both("Ouvrez l’adresse ci-dessus dans un navigateur.", "Open the address above in a browser."));
    const profile = join(opening.layout.run, "browser");
    await mkdir(profile, { recursive: true, mode: 0o700 });
    return {
      said: both(`Chromium est ouvert.${WITHOUT_SANDBOX.fr}`, `Chromium is open.${WITHOUT_SANDBOX.en}`),
      stop: launch(chromium, ["--no-sandbox", "--no-first-run", `--user-data-dir=${profile}`, address], environment),
    };
  }
  const opener = await onPath("xdg-open", environment);
  if (opener === null) return nothing(both("Ouvrez l’adresse ci-dessus dans un navigateur.", "Open the address above in a browser."));
  launch(opener, [address], environment);
  return nothing(both("Le navigateur est ouvert.", "The browser is open."));
}
