/** Makes mutants of evaluator and verifier with Stryker's instrumenter, and bundles each test file with the code that has them all in it. */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "vite";

const ROOT = resolve(import.meta.dirname, "../../..");
/** Where the instrumenter is installed, and where its work goes. */
export const WORK = join(ROOT, ".chancery/mutation");

/** What is mutated. */
const MUTATED = ["policies/src/evaluate/**/*.ts", "policies/src/verify/**/*.ts"];
/**
 * Test files that mutants are put to, the quick ones first. The properties of `decide.test.ts` are not among them, for they take as long
 * as all the others together; nor are `in-force.test.ts`, which counts calls, and `size.test.ts`.
 */
const TESTS = [
  ...["creations", "layers", "floor", "decisions"].map((name) => `policies/vectors/${name}.test.ts`),
  ...["evaluate/subject", "evaluate/instant", "evaluate/room-creation-body", "evaluate/glob", "evaluate/matcher", "evaluate/people", "evaluate/rule-index", "verify/ed25519", "verify/envelope", "verify/trusted-policy-set", "verify/policy-shape", "verify/payload-shape", "verify/ssh-signature", "verify/inflate", "verify/overlay", "verify/refusal-detail"].map((name) => `policies/src/${name}.test.ts`),
  "policies/vectors/envelopes.test.ts",
  "policies/src/verify/strict-json.test.ts",
];

/** As Stryker's instrumenter describes one; lines and columns count from 0. */
export interface Mutant {
  readonly id: string;
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly location: { readonly start: Place; readonly end: Place };
}
interface Place {
  readonly line: number;
  readonly column: number;
}
interface Instrumented {
  readonly files: readonly { readonly name: string; readonly content: string }[];
  readonly mutants: readonly Mutant[];
}
interface Instrumenter {
  readonly Instrumenter: new (logger: object) => {
    instrument: (files: readonly { readonly name: string; readonly mutate: true; readonly content: string }[], options: object) => Promise<Instrumented>;
  };
}

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, isDebugEnabled: () => false };

/** Vite plugin: gives out the code with mutants in it, and stand-ins for what is not to be tried itself. */
const mutants = (mutated: ReadonlyMap<string, string>): Plugin => ({
  name: "mutants",
  enforce: "pre",
  resolveId: (source) => {
    const instead = source === "vitest" ? "stand-in.ts" : source === "@noble/ed25519" ? "remembered-ed25519.ts" : null;
    return instead === null ? null : { id: pathToFileURL(join(import.meta.dirname, instead)).href, external: true };
  },
  load: (id) => mutated.get(id) ?? null,
  // where the vectors lie is said from the test's own place
  transform: (code, id) => (id.endsWith(".test.ts") ? code.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href)) : null),
});

/** @returns the mutants, in files named from the repository's root */
export async function bundleTests(): Promise<{ readonly mutants: readonly Mutant[]; readonly bundles: readonly string[] }> {
  const sources = globSync(MUTATED, { cwd: ROOT }).filter((name) => !name.endsWith(".test.ts")).sort();
  const from = pathToFileURL(join(WORK, "node_modules/@stryker-mutator/instrumenter/dist/src/index.js")).href;
  const { Instrumenter: Stryker } = (await import(from)) as Instrumenter; // installed apart from what this file is checked against
  const instrumented = await new Stryker(SILENT).instrument(
    sources.map((name) => ({ name, mutate: true, content: readFileSync(join(ROOT, name), "utf8") })),
    { excludedMutations: [], ignorers: [], plugins: null, noHeader: false },
  );
  const mutated = new Map(instrumented.files.map(({ name, content }) => [join(ROOT, name), content]));
  const folder = join(WORK, "bundles");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const bundles: string[] = [];
  for (const [index, test] of TESTS.entries()) {
    const path = join(folder, `${String(index).padStart(2, "0")}-${test.replaceAll("/", "-").replace(/\.ts$/, ".mjs")}`);
    await build({
      root: ROOT,
      configFile: false,
      logLevel: "error",
      build: {
        ssr: true,
        target: "node24",
        minify: false,
        outDir: folder,
        emptyOutDir: false,
        rolldownOptions: { input: { [basename(path, ".mjs")]: join(ROOT, test) }, external: ["fast-check"], output: { format: "esm", codeSplitting: false, entryFileNames: "[name].mjs" } },
      },
      plugins: [mutants(mutated)],
    });
    bundles.push(path);
  }
  const plain = instrumented.mutants.map(({ id, fileName, mutatorName, replacement, location }) => ({ id, fileName, mutatorName, replacement, location }));
  writeFileSync(join(dirname(folder), "mutants.json"), JSON.stringify({ mutants: plain, bundles }));
  return { mutants: plain, bundles };
}
