/**
 * Bundles as functions: what a bundle's modules make when they are loaded is made anew for every mutant, and nothing stays behind, which
 * it would of modules. The bundle is read and compiled once.
 */
import { readFileSync } from "node:fs";
import { Script } from "node:vm";

/** As `import` has it in a bundle: one line, of one name or of several. */
const IMPORT = /^import (?<names>\{[^}]*\}|\w+) from "(?<from>[^"]+)";$/gm;
/** Texts of at least so many characters are vectors, which are parsed once. */
const LONG = 10_000;

const frozen = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  Object.values(value).forEach(frozen);
  return Object.freeze(value);
};

const parsed = new Map<string, unknown>();
/** Gives out long texts parsed before; frozen, so that no mutant changes what the next one is asked. */
const rememberingJson = {
  stringify: JSON.stringify,
  parse: (text: string): unknown => {
    if (text.length < LONG) return JSON.parse(text);
    if (!parsed.has(text)) parsed.set(text, frozen(JSON.parse(text)));
    return parsed.get(text);
  },
};

type Evaluate = (modules: Readonly<Record<string, unknown>>, json: typeof rememberingJson) => Promise<void>;

/** @returns evaluates the bundle's modules anew */
export async function loadBundle(path: string): Promise<() => Promise<void>> {
  const modules: Record<string, unknown> = {};
  const text = readFileSync(path, "utf8");
  for (const { groups } of text.matchAll(IMPORT)) {
    const from = groups?.["from"] ?? "";
    modules[from] = await import(from);
  }
  const body = text
    .replace(IMPORT, (_, names: string, from: string) => `const ${names.startsWith("{") ? names.replaceAll(" as ", ": ") : `{ default: ${names} }`} = modules[${JSON.stringify(from)}];`)
    .replace(/^export \{\};$/m, "");
  const evaluate = new Script(`(async (modules, JSON) => { ${body}\n})`, { filename: path }).runInThisContext() as Evaluate; // what was written here
  return () => evaluate(modules, rememberingJson);
}
