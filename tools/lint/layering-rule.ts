/** ESLint rule `house/layering`: imports go one way (tools/lint/layers.ts). */
import type { Rule } from "eslint";
import { dirname, join, relative, resolve, sep } from "node:path";
import { layeringProblem, reservedPackageProblem } from "./layers.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const ALIASES: readonly (readonly [string, string])[] = [
  ["#policies/", "policies/src/"],
  ["#client/", "client/src/"],
  ["#provisioning/", "provisioning/"],
];

function importedPath(importer: string, specifier: string): string | null {
  if (specifier.startsWith(".")) return relative(ROOT, join(dirname(join(ROOT, importer)), specifier)).split(sep).join("/");
  for (const [alias, folder] of ALIASES) if (specifier.startsWith(alias)) return folder + specifier.slice(alias.length);
  return null;
}

export const layering: Rule.RuleModule = {
  meta: { type: "problem", schema: [], messages: { wrong: "{{problem}}" } },
  create(context) {
    const importer = relative(ROOT, context.filename).split(sep).join("/");
    const check = (node: Rule.Node, source: unknown): void => {
      if (typeof source !== "string") return;
      const imported = importedPath(importer, source);
      const problem = imported === null ? reservedPackageProblem(importer, source) : layeringProblem(importer, imported);
      if (problem !== null) context.report({ node, messageId: "wrong", data: { problem } });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value),
      ExportNamedDeclaration: (node) => check(node, node.source?.value),
      ExportAllDeclaration: (node) => check(node, node.source.value),
      ImportExpression: (node) => check(node, node.source.type === "Literal" ? node.source.value : null),
    };
  },
};
