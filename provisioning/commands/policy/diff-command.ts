/** `chancery policy diff`. */
import type { Command } from "commander";
import { comparePolicies } from "#policies/analyse/compare-policies.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { report } from "../../output/terminal.ts";
import { differenceLines, policyDifference } from "../../policy/difference.ts";
import { meaningLines } from "../../policy/meaning-lines.ts";
import { indented } from "../../policy/policy-words.ts";
import { fail, help, type Context } from "../context.ts";
import { withDeployment } from "../options.ts";
import { withLayer, type PolicyOptions } from "./places.ts";
import { policyAsked, policyAt, signedPolicy } from "./policy-choice.ts";

interface DiffOptions extends PolicyOptions {
  readonly before?: string;
  readonly refuseWider?: true;
}

export function addDiffCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const command = policy
    .command("diff")
    .argument("[after]", help(context, both("dossier de documents ou fichier signé (par défaut : la copie de travail du déploiement)", "folder of documents or signed file (default: the deployment's working copy)")))
    .description(
      help(context, both("Dit ce qui devient plus large ou plus étroit, avec un exemple de chaque : d’après ce que les règles répondent, non d’après leur texte.", "Says what becomes wider or narrower, with an example of each: from what the rules answer, not from their text.")),
    );
  withLayer(withDeployment(command, context), context, both("celle de ce qui est comparé", "that of what is compared"))
    .option("--before <path>", help(context, both("dossier de documents ou fichier signé (par défaut : les règles signées du déploiement)", "folder of documents or signed file (default: the deployment's signed rules)")))
    .option("--refuse-wider", help(context, both("finit avec le code 1 si quelque chose s’élargit, ou si tout n’a pu être comparé", "ends with code 1 when something becomes wider, or not all could be compared")))
    .action(async (named: string | undefined, options: DiffOptions) => {
      const after = await (named === undefined ? policyAsked(context, undefined, options) : policyAt(context, named, options));
      if (!after.ok) return fail(context, after.failure);
      const before = await (options.before === undefined ? signedPolicy(context, { layer: after.value.layer, ...options }) : policyAt(context, options.before, options));
      if (!before.ok) return fail(context, before.failure);
      const now = instantOf(context.now());
      const meaning = comparePolicies(before.value, after.value, now);
      const text = policyDifference(before.value, after.value);
      report(context.terminal, { meaning, text }, [
        ...meaningLines(before.value, after.value, meaning, now).map((line) => line[language]),
        both("Dans le texte :", "In the text:")[language],
        ...differenceLines(text).map((line) => indented(line)[language]),
      ]);
      const isWider = !meaning.complete || meaning.changes.some(({ direction }) => direction === "wider");
      context.finish(options.refuseWider === true && isWider ? EXIT.refused : EXIT.done);
    });
}
