import { both } from "../../output/language.ts";
import { help, type AddCommand } from "../context.ts";
import { addAskCommands } from "./ask-commands.ts";
import { addAuditCommand } from "./audit-command.ts";
import { addDiffCommand } from "./diff-command.ts";
import { addDocumentCommands } from "./document-commands.ts";
import { addExportCommand } from "./export-command.ts";
import { addImportCommand } from "./import-command.ts";
import { addNewCommand } from "./new-command.ts";
import { addNewRuleCommand } from "./new-rule-command.ts";
import { addPublishCommand } from "./publish-command.ts";
import { addPulseCommand } from "./pulse-command.ts";
import { addRenderCommand } from "./render-command.ts";
import { addRevokeCommand } from "./revoke-command.ts";
import { addRollbackCommand } from "./rollback-command.ts";
import { addSignCommand } from "./sign-command.ts";
import { addSignedCommands } from "./signed-commands.ts";
import { addTrialCommands } from "./trial-commands.ts";

/** `chancery policy …`: what policy officers do. */
export const addPolicyCommands: AddCommand = (program, context) => {
  const policy = program.command("policy").description(help(context, both("Règles : contrôle, essais, signature, publication", "Rules: check, tests, signature, publication")));
  addNewCommand(policy, context);
  addNewRuleCommand(policy, context);
  addDocumentCommands(policy, context);
  addTrialCommands(policy, context);
  addAskCommands(policy, context);
  addDiffCommand(policy, context);
  addRenderCommand(policy, context);
  addSignCommand(policy, context);
  addRollbackCommand(policy, context);
  addRevokeCommand(policy, context);
  addPulseCommand(policy, context);
  addSignedCommands(policy, context);
  addAuditCommand(policy, context);
  addPublishCommand(policy, context);
  addImportCommand(policy, context);
  addExportCommand(policy, context);
};
