/** The preview of the client, built and served on a free port for the time of one run. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build, preview } from "vite";

/** Where the set-up leaves the address, for the workers. */
const HANDOVER = "CHANCERY_PREVIEW";

const CLIENT = resolve(import.meta.dirname, "../../client");

export default async function globalSetup(): Promise<() => Promise<void>> {
  const outDir = mkdtempSync(join(tmpdir(), "chancery-preview-"));
  const shared = { configFile: join(CLIENT, "vite.config.ts"), logLevel: "error" } as const;
  await build({ ...shared, build: { outDir, rolldownOptions: { input: join(CLIENT, "preview.html") } } });
  const server = await preview({ ...shared, build: { outDir }, preview: { host: "127.0.0.1", port: 0 } });
  const address = server.resolvedUrls?.local[0];
  if (address === undefined) throw new Error("the preview has an address");
  process.env[HANDOVER] = address;
  return async () => {
    await server.close();
    rmSync(outDir, { recursive: true, force: true });
  };
}

/** @returns where a preview screen is; in the colours of the system unless said otherwise */
export function previewAddress(screen: string, language: "fr" | "en"): string {
  const address = process.env[HANDOVER];
  if (address === undefined) throw new Error("no preview is served: start with `npm test -- screens`");
  return new URL(`preview.html?screen=${screen}&lang=${language}`, address).href;
}
