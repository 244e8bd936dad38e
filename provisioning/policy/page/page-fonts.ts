/** The house's type, inside the page: a page that is read offline, years later, asks nobody for a font. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Problem } from "../../output/problem.ts";
import { fileProblem } from "../../deployment/atomic-file.ts";
import { failed, ok, type Result } from "../../result.ts";

const CUTS = [
  { family: "Atkinson Hyperlegible Next", weight: 400, file: "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff2" },
  { family: "Atkinson Hyperlegible Next", weight: 600, file: "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-600-normal.woff2" },
  { family: "Atkinson Hyperlegible Next", weight: 700, file: "@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-700-normal.woff2" },
  { family: "Atkinson Hyperlegible Mono", weight: 400, file: "@fontsource/atkinson-hyperlegible-mono/files/atkinson-hyperlegible-mono-latin-400-normal.woff2" },
] as const;

/** @returns `@font-face` rules that carry the fonts in themselves, about 65 kB */
export async function embeddedFonts(): Promise<Result<string, Problem>> {
  const faces: string[] = [];
  for (const { family, weight, file } of CUTS) {
    const path = fileURLToPath(import.meta.resolve(file));
    try {
      const data = (await readFile(path)).toString("base64");
      faces.push(`@font-face { font-family: "${family}"; font-weight: ${weight}; font-style: normal; src: url(data:font/woff2;base64,${data}) format("woff2"); }`);
    } catch (error) {
      return failed(fileProblem(path, error));
    }
  }
  return ok(faces.join("\n"));
}
