/**
 * Keeps the documents honest: relative links lead somewhere, folders named in backticks exist, and every `chancery …` or `npm …`
 * command in a code block is one that the tools know.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");
const SKIPPED = new Set(["node_modules", ".chancery", ".git", "dist", "test-results"]);

function markdownFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return markdownFiles(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

interface Finding {
  readonly place: string;
  readonly problem: string | null;
}

function* findings(file: string): Generator<Finding> {
  const text = readFileSync(file, "utf8");
  const place = (index: number): string => `${relative(ROOT, file)}:${text.slice(0, index).split("\n").length}`;
  for (const match of text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)(#[^)\s]*)?\)/g)) {
    const target = match[1] ?? "";
    yield { place: place(match.index), problem: existsSync(join(dirname(file), target)) ? null : `the link leads nowhere: ${target}` };
  }
  for (const match of text.matchAll(/`((?:policies|client|electron|provisioning|ansible|e2e|docs|tools)\/[\w./-]*)`/g)) {
    const target = match[1] ?? "";
    yield { place: place(match.index), problem: existsSync(join(ROOT, target)) ? null : `there is no ${target}` };
  }
  for (const block of text.matchAll(/```(?:sh|bash|console)\n([\s\S]*?)```/g)) {
    for (const line of (block[1] ?? "").split("\n")) {
      const problem = commandProblem(line.replace(/^\$ /, "").trim());
      if (problem !== undefined) yield { place: place(block.index), problem };
    }
  }
}

const npmScripts = new Set(Object.keys(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).scripts));
const helpOf = new Map<string, string | null>();

/** @returns the help text of `chancery WORDS`, or null when the tool does not know these words. */
function help(words: readonly string[]): string | null {
  const key = words.join(" ");
  const known = helpOf.get(key);
  if (known !== undefined) return known;
  let text: string | null;
  try {
    text = execFileSync(process.execPath, [join(ROOT, "provisioning/main.ts"), ...words, "--help"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    text = null;
  }
  helpOf.set(key, text);
  return text;
}

/** @returns undefined: no command of ours; null: a good one; text: what is wrong. */
function commandProblem(line: string): string | null | undefined {
  const npm = /^npm (?:run )?(start|test|bench|run \w+)\b(.*)$/.exec(line);
  if (npm) return npmScripts.has((npm[1] ?? "").replace("run ", "")) ? null : `no such script: ${line}`;
  const chancery = /^(?:npx |sudo )?chancery ((?:[a-z][a-z-]*\s*)+)(.*)$/.exec(line);
  if (!chancery) return undefined;
  const words = (chancery[1] ?? "").trim().split(/\s+/).slice(0, 2);
  const text = help(words) ?? help(words.slice(0, 1));
  if (text === null) return `no such command: ${line}`;
  const unknown = [...(chancery[2] ?? "").matchAll(/(?<=^|\s)(--[a-z][a-z-]*)/g)].map((option) => option[1] ?? "").filter((option) => !text.includes(option));
  return unknown.length === 0 ? null : `no such option ${unknown.join(", ")}: ${line}`;
}

let passed = 0;
let failed = 0;
for (const file of markdownFiles(ROOT)) {
  for (const { place, problem } of findings(file)) {
    if (problem === null) passed += 1;
    else {
      failed += 1;
      console.log(`${place}: ${problem}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
