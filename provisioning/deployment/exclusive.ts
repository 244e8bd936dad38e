/**
 * One process at a time for one folder, kept by the kernel: an address in Linux's abstract socket namespace (unix(7)) belongs to one
 * process and is free again when that process ends, however it ends. A lock file has to be taken over from the dead, and two can do so
 * at once.
 */
import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileErrorCode } from "./atomic-file.ts";

const POLL = 200;

/**
 * @param purpose what the folder is held for; different purposes do not hinder each other
 * @param folder has to exist; the same folder by another path is the same
 * @returns a function that gives it back; null when another process has it
 * @throws the error of the file system when there is no such folder
 */
export async function holdFolder(purpose: "start" | "playbook", folder: string): Promise<(() => Promise<void>) | null> {
  const name = createHash("sha256").update(await realpath(folder)).digest("hex");
  // Nobody is ever answered there.
  const server = createServer((caller) => caller.destroy());
  return new Promise((resolve, reject) => {
    server.once("error", (error) => (fileErrorCode(error) === "EADDRINUSE" ? resolve(null) : reject(error)));
    server.listen({ path: `\0chancery-${purpose}-${name}` }, () => {
      server.unref();
      resolve(() => new Promise((closed) => server.close(() => closed())));
    });
  });
}

/**
 * Waits until nobody else has the folder, and holds it during the work.
 *
 * @param onWait called once when it has to wait
 * @returns what the work gave, or null when the signal came first
 */
export async function inTurn<T>(folder: string, { signal, onWait }: { readonly signal: AbortSignal; onWait(): void }, work: () => Promise<T>): Promise<T | null> {
  for (let told = false; !signal.aborted; told = true) {
    const giveBack = await holdFolder("playbook", folder);
    if (giveBack !== null) return work().finally(giveBack);
    if (!told) onWait();
    await pause(POLL);
  }
  return null;
}
