/** `chancery policy sign`. */
import type { Command } from "commander";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { fail, type Context } from "../context.ts";
import { layoutFor } from "../options.ts";
import { onDocuments } from "./on-documents.ts";
import { documentsAsked, heldPolicy } from "./places.ts";
import { reportSigned, signDocuments, type SignOptions } from "./sign-documents.ts";
import { withAnew, withDays, withSigners } from "./signers.ts";

export function addSignCommand(policy: Command, context: Context): void {
  const command = onDocuments(
    policy,
    context,
    "sign",
    both(
      "Compile, essaie et signe les documents, après avoir montré la différence. Tant qu’il manque des signatures, un brouillon attend ; chacun recompile ses propres documents avant de le signer.",
      "Compiles, tests and signs the documents, after showing the difference. While signatures are missing a draft waits; everybody compiles their own documents before signing it.",
    ),
  );
  withAnew(withDays(withSigners(command, context), context), context).action(async (named: string | undefined, options: SignOptions) => {
    const documents = await documentsAsked(context, named, options);
    if (!documents.ok) return fail(context, documents.failure);
    const held = await heldPolicy(context, layoutFor(context, options.deployment));
    if (!held.ok) return fail(context, [held.failure]);
    const done = await signDocuments(context, documents.value, held.value, options);
    if (!done.ok) return fail(context, done.failure);
    reportSigned(context, done.value, options);
    context.finish(EXIT.done);
  });
}
