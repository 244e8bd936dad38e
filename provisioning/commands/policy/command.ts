import { both } from "../../output/language.ts";
import { help, type AddCommand } from "../context.ts";
import { addDocumentCommands } from "./document-commands.ts";
import { addSignCommand } from "./sign-command.ts";
import { addSignedCommands } from "./signed-commands.ts";

/** `chancery policy …`: what policy officers do. */
export const addPolicyCommands: AddCommand = (program, context) => {
  const policy = program.command("policy").description(help(context, both("Règles : contrôle, essais, signature, publication", "Rules: check, tests, signature, publication")));
  addDocumentCommands(policy, context);
  addSignCommand(policy, context);
  addSignedCommands(policy, context);
};
