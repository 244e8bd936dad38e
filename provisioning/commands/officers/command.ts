import { claimDirectory } from "../../deployment/marker.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { report } from "../../output/terminal.ts";
import { ensureExampleRoot } from "../../policy/prepare-policy.ts";
import { fail, help, type AddCommand } from "../context.ts";
import { layoutFor, withDeployment } from "../options.ts";
import { addChangeCommand } from "./change-command.ts";

/** `chancery officers …`: who may sign rules. */
export const addOfficersCommands: AddCommand = (program, context) => {
  const { language } = context.terminal;
  const officers = program.command("officers").description(help(context, both("Responsables des règles", "Policy officers")));
  const init = officers
    .command("init")
    .description(
      help(
        context,
        both(
          "Crée les clés des trois responsables de l’exemple et la racine qui les nomme ; ne remplace jamais une clé. De vrais responsables apportent les leurs.",
          "Makes the keys of the example's three officers and the root that names them; never replaces a key. Real officers bring their own.",
        ),
      ),
    );
  withDeployment(init, context).action(async (options: { readonly deployment?: string }) => {
    const layout = layoutFor(context, options.deployment);
    const claimed = await claimDirectory(layout);
    if (!claimed.ok) return fail(context, [claimed.failure]);
    const held = await ensureExampleRoot(layout, context.now());
    if (!held.ok) return fail(context, held.failure);
    const { root } = held.value.trusted;
    report(
      context.terminal,
      { root: layout.root, version: root.version, example: root.example, expires: root.expires, threshold: root.root_threshold, officers: root.officers },
      [
        both(`Racine n° ${root.version} (${layout.root}), valable jusqu’au ${root.expires}`, `Root no. ${root.version} (${layout.root}), valid until ${root.expires}`)[language],
        both(`${root.root_threshold} signatures sur ${root.officers.length} sont requises :`, `${root.root_threshold} signatures of ${root.officers.length} are required:`)[language],
        ...root.officers.map((officer) => `  ${officer.id.padEnd(14)} ${officer.name}, ${officer.title[language]}   ${officer.key}`),
        ...(root.example ? [both("C’est une racine d’exemple : une application installée la refuse.", "This is an example's root: an installed application refuses it.")[language]] : []),
      ],
    );
    context.finish(EXIT.done);
  });
  addChangeCommand(officers, context);
};
