/** What the functions of the built client were called, and in which file they stand. */
import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { SourceMap } from "node:module";
import { basename, join } from "node:path";

export interface SourcePlace {
  /** `client/src/…`, or the package that it came with */
  readonly file: string;
  /** from 1 on */
  readonly line: number;
}

/** @param url of the script; @param line from 0 on. @param column from 0 on. @returns null for what the client did not bring */
export type FindSource = (url: string, line: number, column: number) => SourcePlace | null;

/**
 * Builds the client once more, the same scripts with their source maps beside them.
 *
 * @param root the working copy
 * @param output a folder for that build
 */
export async function sourceNames(root: string, output: string): Promise<FindSource> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const options = ["--config", join(root, "client/vite.config.ts"), "--mode", "production", "--outDir", output, "--emptyOutDir", "--sourcemap", "hidden", "--logLevel", "error"];
  execFileSync(process.execPath, [vite, "build", join(root, "client"), ...options], { cwd: root, env: { ...process.env, NODE_ENV: "production" } });
  const assets = join(output, "assets");
  const maps = new Map<string, SourceMap>();
  for (const name of await readdir(assets)) {
    if (!name.endsWith(".js.map")) continue;
    maps.set(name.slice(0, -".map".length), new SourceMap(JSON.parse(await readFile(join(assets, name), "utf8"))));
  }
  return (url, line, column) => {
    // What the bundler added stands in no file.
    const { originalSource, originalLine }: { originalSource?: string; originalLine?: number } = maps.get(basename(URL.parse(url)?.pathname ?? ""))?.findEntry(line, column) ?? {};
    return originalSource === undefined || originalLine === undefined ? null : { file: shortName(originalSource), line: originalLine + 1 };
  };
}

function shortName(source: string): string {
  const [, inPackage] = /node_modules\/((?:@[^/]+\/)?[^/]+\/.*)$/.exec(source) ?? [];
  return inPackage ?? source.replace(/^(\.\.\/)+/, "").replace(/^src\//, "client/src/");
}
