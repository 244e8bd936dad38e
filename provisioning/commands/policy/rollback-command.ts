/** `chancery policy rollback`: an earlier version comes back as a new one. */
import type { Command } from "commander";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { tell } from "../../output/terminal.ts";
import { readKeptVersion } from "../../policy/kept-versions.ts";
import { bringBack } from "../../policy/working-copy.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, withDeployment } from "../options.ts";
import { heldLayer, withLayer } from "./places.ts";
import { reportSigned, signDocuments, type SignOptions } from "./sign-documents.ts";
import { countOption, withAnew, withDays, withSigners } from "./signers.ts";

interface RollbackOptions extends SignOptions {
  readonly to: number;
}

export function addRollbackCommand(policy: Command, context: Context): void {
  const command = policy
    .command("rollback")
    .description(
      help(
        context,
        both(
          "Reprend les documents d’une version antérieure et les signe comme nouvelle version, après avoir montré la différence. La copie de travail actuelle est mise de côté.",
          "Takes up the documents of an earlier version and signs them as a new version, after showing the difference. The present working copy is put aside.",
        ),
      ),
    )
    .requiredOption("--to <version>", help(context, both("numéro de la version à reprendre", "number of the version to take up")), countOption(9999));
  withAnew(withDays(withSigners(withLayer(withDeployment(command, context), context), context), context), context).action(async (options: RollbackOptions) => {
    const layout = layoutFor(context, options.deployment);
    const layer = options.layer ?? "national";
    const held = await heldLayer(context, options);
    if (!held.ok) return fail(context, [held.failure]);
    const earlier = await readKeptVersion(layout, layer, held.value, options.to, context.now());
    if (!earlier.ok) return fail(context, earlier.failure);
    const { bundle, documents } = earlier.value;
    tell(context.terminal, both(`Version ${bundle.version}, émise le ${bundle.issued_at} : signatures et textes vérifiés.`, `Version ${bundle.version}, issued ${bundle.issued_at}: signatures and texts verified.`));
    const done = await signDocuments(context, documents, held.value, options);
    if (!done.ok) return fail(context, done.failure);
    // Else whoever signs next would sign again what was just rolled back.
    const broughtBack = await bringBack(layout.layers[layer], documents.folder, context.now());
    if (!broughtBack.ok) return fail(context, [broughtBack.failure]);
    const { setAside } = broughtBack.value;
    if (setAside !== null) tell(context.terminal, both(`La copie de travail est celle de la version ${bundle.version} ; la précédente est dans ${setAside}`, `The working copy is that of version ${bundle.version}; the one before is in ${setAside}`));
    reportSigned(context, done.value, options, { from: bundle.version, setAside });
    context.finish(EXIT.done);
  });
}
