/** `chancery policy test` and `lint`: whether rules do what was meant. */
import type { Command } from "commander";
import { idleRules } from "#policies/analyse/idle-rules.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { lintPolicy } from "#policies/lint/lint-policy.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { report } from "../../output/terminal.ts";
import { coverageLines } from "../../policy/coverage-lines.ts";
import { runDocumentTests } from "../../policy/document-tests.ts";
import { fail, type Context } from "../context.ts";
import { onDocuments } from "./on-documents.ts";
import { documentsAsked, type PolicyOptions } from "./places.ts";

export function addTrialCommands(policy: Command, context: Context): void {
  const { language } = context.terminal;

  onDocuments(policy, context, "test", both("Exécute les essais écrits à côté des règles, et dit ce qu’ils n’atteignent pas.", "Runs the tests that are written beside the rules, and says what they do not reach.")).action(
    async (named: string | undefined, options: PolicyOptions) => {
      const documents = await documentsAsked(context, named, options);
      if (!documents.ok) return fail(context, documents.failure);
      const tested = await runDocumentTests(documents.value);
      if (!tested.ok) return fail(context, tested.failure);
      const { run, coverage } = tested.value;
      report(context.terminal, { passed: run, failed: 0, coverage }, [both(`${run} essais, tous réussis`, `${run} tests, all passed`)[language], ...coverageLines(coverage).map((line) => line[language])]);
      context.finish(EXIT.done);
    },
  );

  onDocuments(
    policy,
    context,
    "lint",
    both("Dit ce qui n’est sans doute pas voulu : règles masquées, contredites ou sans effet, exceptions qui s’achèvent. Code 1 s’il y en a.", "Says what is probably not meant: rules shadowed, contradicted or without effect, exceptions about to end. Code 1 if there is any."),
  ).action(async (named: string | undefined, options: PolicyOptions) => {
    const documents = await documentsAsked(context, named, options);
    if (!documents.ok) return fail(context, documents.failure);
    const now = instantOf(context.now());
    const { compiled } = documents.value;
    const warnings = lintPolicy(compiled, now);
    const alreadyTold = new Set(warnings.filter(({ code }) => code === "shadowed" || code === "never_matches").map(({ ruleId }) => ruleId));
    const idle = idleRules(compiled.policy, now);
    const overruled = idle.rules
      .filter(({ ruleId }) => !alreadyTold.has(ruleId))
      .map(({ ruleId, by }) => ({
        ...compiled.positionOf(ruleId),
        code: "never_decides" as const,
        ruleId,
        by,
        message:
          by.length === 0
            ? both("Aucune demande possible ne fait décider cette règle.", "No request that can be made lets this rule decide.")
            : both(`Cette règle ne décide jamais : partout où elle s’applique, c’est ${by.join(", ")} qui décide.`, `This rule never decides: wherever it applies, ${by.join(", ")} decides.`),
      }));
    const found = [...warnings, ...overruled].sort((a, b) => a.line - b.line);
    report(context.terminal, { folder: documents.value.folder, warnings: found, complete: idle.complete }, [
      ...found.map((warning) => `${warning.file}:${warning.line}:${warning.column}: ${warning.ruleId}: ${warning.message[language]}`),
      ...(idle.complete ? [] : [both("Trop de cas pour chercher partout les règles qui ne décident jamais.", "Too many cases to look everywhere for rules that never decide.")[language]]),
      both(found.length === 0 ? "Rien à signaler." : `À revoir : ${found.length}`, found.length === 0 ? "Nothing to report." : `To be looked at: ${found.length}`)[language],
    ]);
    context.finish(found.length === 0 ? EXIT.done : EXIT.refused);
  });
}
