import type { Command } from "commander";
import { both, type LocalisedText } from "../../output/language.ts";
import { help, type Context } from "../context.ts";
import { withDeployment } from "../options.ts";

/** A command that takes a folder of documents. */
export const onDocuments = (policy: Command, context: Context, name: string, description: LocalisedText): Command =>
  withDeployment(
    policy
      .command(name)
      .argument("[documents]", help(context, both("dossier des documents (par défaut : la copie de travail du déploiement)", "folder of documents (default: the deployment's working copy)")))
      .description(help(context, description)),
    context,
  );
