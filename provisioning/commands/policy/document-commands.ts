/** `chancery policy check` and `compile`: what is done with documents alone. */
import type { Command } from "commander";
import { instantOf } from "#policies/evaluate/instant.ts";
import { lintPolicy } from "#policies/lint/lint-policy.ts";
import { writeFileAtomically } from "../../deployment/atomic-file.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { report } from "../../output/terminal.ts";
import { fail, help, type Context } from "../context.ts";
import { pathFrom } from "../options.ts";
import { onDocuments } from "./on-documents.ts";
import { documentsAsked, type PolicyOptions } from "./places.ts";

export function addDocumentCommands(policy: Command, context: Context): void {
  const { language } = context.terminal;

  onDocuments(policy, context, "check", both("Dit tout ce qui ne va pas dans les documents : fichier, ligne, colonne.", "Says everything that is wrong in the documents: file, line, column.")).action(
    async (named: string | undefined, options: PolicyOptions) => {
      const documents = await documentsAsked(context, named, options);
      if (!documents.ok) return fail(context, documents.failure);
      const { policy: compiled } = documents.value.compiled;
      const warnings = lintPolicy(documents.value.compiled, instantOf(context.now()));
      const counts = { rules: compiled.rules.length, sets: Object.keys(compiled.sets).length, roomClasses: Object.keys(compiled.room_classes).length, publicRooms: compiled.public_rooms.length };
      report(context.terminal, { folder: documents.value.folder, ...counts, warnings }, [
        ...warnings.map((found) => `${found.file}:${found.line}:${found.column}: ${found.ruleId}: ${found.message[language]}`),
        both(
          `${documents.value.folder} : correct. Règles : ${counts.rules}, ensembles : ${counts.sets}, classes de salon : ${counts.roomClasses}, salons publics : ${counts.publicRooms}`,
          `${documents.value.folder}: correct. Rules: ${counts.rules}, sets: ${counts.sets}, room classes: ${counts.roomClasses}, public rooms: ${counts.publicRooms}`,
        )[language],
      ]);
      context.finish(EXIT.done);
    },
  );

  onDocuments(policy, context, "compile", both("Écrit la règle normalisée : les octets que l’on signe.", "Writes the normalised policy: the bytes that are signed."))
    .option("-o, --output <file>", help(context, both("fichier à écrire (par défaut : la sortie)", "file to write (default: standard output)")))
    .action(async (named: string | undefined, options: PolicyOptions & { readonly output?: string }) => {
      const documents = await documentsAsked(context, named, options);
      if (!documents.ok) return fail(context, documents.failure);
      const { bytes } = documents.value.compiled;
      if (options.output === undefined) {
        context.terminal.out(`${Buffer.from(bytes).toString("utf8")}\n`);
      } else {
        const file = pathFrom(context, options.output);
        const written = await writeFileAtomically(file, bytes, 0o644);
        if (!written.ok) return fail(context, [written.failure]);
        report(context.terminal, { file, bytes: bytes.length }, [both(`${file} : ${bytes.length} octets`, `${file}: ${bytes.length} bytes`)[language]]);
      }
      context.finish(EXIT.done);
    });
}
