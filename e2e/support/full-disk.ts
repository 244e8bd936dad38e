/** A small disk of its own for a browser's profile, which a test fills to the last byte and empties again: what fails then fails for real. */
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Room for a profile and what the client keeps, several times over. */
const SIZE = "256m";
const PREFIX = join(tmpdir(), "chancery-disk-");

export interface SmallDisk {
  /** where the profile goes */
  readonly profile: string;
  /** Leaves no byte free. */
  fill(): void;
  /** Gives back what `fill` took. */
  free(): void;
  remove(): void;
}

const mount = (folder: string) => spawnSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE},mode=0700`, "chancery-e2e", folder], { encoding: "utf8" });

function remove(folder: string): void {
  // Lazily: a process of the browser may not have ended yet.
  spawnSync("umount", ["-l", folder]);
  rmSync(folder, { recursive: true, force: true });
}

/** @returns why this machine lets nobody mount a disk, or null */
export function whyNoDisk(): string | null {
  const folder = mkdtempSync(PREFIX);
  const mounted = mount(folder);
  remove(folder);
  return mounted.status === 0 ? null : (mounted.error?.message ?? mounted.stderr.trim());
}

/** @returns a disk in memory */
export function smallDisk(): SmallDisk {
  const folder = mkdtempSync(PREFIX);
  if (mount(folder).status !== 0) throw new Error("no disk can be mounted: ask whyNoDisk first");
  const filling = join(folder, "filling");
  return {
    profile: join(folder, "profile"),
    fill() {
      const file = openSync(filling, "a");
      // By ever smaller pieces: the last one that fits leaves nothing.
      for (const size of [2 ** 20, 2 ** 12, 1]) {
        const piece = Buffer.alloc(size);
        try {
          while (writeSync(file, piece) === size);
        } catch (error) {
          if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
        }
      }
      closeSync(file);
    },
    free: () => rmSync(filling),
    remove: () => remove(folder),
  };
}
