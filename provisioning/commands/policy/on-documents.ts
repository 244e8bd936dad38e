import type { Command } from "commander";
import { both, type LocalisedText } from "../../output/language.ts";
import { help, type Context } from "../context.ts";
import { withDeployment } from "../options.ts";
import { withLayer } from "./places.ts";

/** A command that takes a folder of documents, else the working copy of a layer. */
export const onDocuments = (policy: Command, context: Context, name: string, description: LocalisedText): Command =>
  withLayer(
    withDeployment(
      policy
        .command(name)
        .argument("[documents]", help(context, both("dossier des documents (par défaut : la copie de travail du déploiement)", "folder of documents (default: the deployment's working copy)")))
        .description(help(context, description)),
      context,
    ),
    context,
    both("celle que les documents disent, sinon national", "what the documents say, else national"),
  );
