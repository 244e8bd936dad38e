/** `chancery policy export`: refusals of ours, for other programs. */
import { Option, type Command } from "commander";
import { exportPolicyList } from "#policies/interchange/policy-list.ts";
import { exportAccessRules } from "#policies/interchange/room-access-rules.ts";
import { ROOM_CLASS_KEY } from "#policies/model/wire-names.ts";
import { writeFileAtomically } from "../../deployment/atomic-file.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { problem } from "../../output/problem.ts";
import { report, tell } from "../../output/terminal.ts";
import { readForeignEvents } from "../../policy/foreign-events.ts";
import { ok } from "../../result.ts";
import { fail, help, type Context } from "../context.ts";
import { pathFrom } from "../options.ts";
import { FORMATS } from "./import-command.ts";
import { findingLines, notTakenLines } from "./interchange-words.ts";
import { policyAsked, withPolicyChoice, type PolicyChoice } from "./policy-choice.ts";

interface ExportOptions extends PolicyChoice {
  readonly format: (typeof FORMATS)[number];
  readonly rooms?: string;
  readonly output?: string;
}

export function addExportCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const command = policy
    .command("export")
    .description(
      help(
        context,
        both(
          "Donne les bannissements comme liste de modération Matrix, ou les catégories des salons comme règles d’accès de Tchap (évènements d’état, JSON). Rien qui permette n’est exporté ; ce qui ne se traduit pas est dit.",
          "Gives bans as a Matrix policy list, or the classes of rooms as Tchap's access rules (state events, JSON). Nothing that allows is exported; what cannot be said is told.",
        ),
      ),
    );
  withPolicyChoice(command, context)
    .addOption(new Option("--format <format>", help(context, both("ce qui est écrit", "what is written"))).choices([...FORMATS]).makeOptionMandatory())
    .option("--rooms <file>", help(context, both("tchap : les évènements m.room.create des salons (JSON)", "tchap: the rooms' m.room.create events (JSON)")))
    .option("-o, --output <file>", help(context, both("fichier à écrire (par défaut : la sortie)", "file to write (default: standard output)")))
    .action(async (named: string | undefined, options: ExportOptions) => {
      if (options.format === "tchap" && options.rooms === undefined) {
        return fail(context, [problem({ code: "usage", what: both("--format tchap demande --rooms : une règle d’accès est celle d’un salon.", "--format tchap asks for --rooms: an access rule is a room's."), exit: EXIT.usage })]);
      }
      const asked = await policyAsked(context, named, options);
      if (!asked.ok) return fail(context, asked.failure);
      const rooms = options.rooms === undefined ? ok([]) : await readForeignEvents(pathFrom(context, options.rooms));
      if (!rooms.ok) return fail(context, [rooms.failure]);
      const exported = options.format === "tchap" ? exportAccessRules(asked.value, rooms.value, ROOM_CLASS_KEY) : { ...exportPolicyList(asked.value), findings: [] };
      const { events, findings, notTaken } = exported;
      for (const line of [...findingLines(findings), ...notTakenLines(notTaken)]) tell(context.terminal, line);
      const json = `${JSON.stringify(events, null, 2)}\n`;
      const file = options.output === undefined ? null : pathFrom(context, options.output);
      const written = file === null ? ok(undefined) : await writeFileAtomically(file, json, 0o644);
      if (!written.ok) return fail(context, [written.failure]);
      report(context.terminal, { file, events, findings, notTaken }, [file === null ? json.trimEnd() : both(`${file} : ${events.length} évènements`, `${file}: ${events.length} events`)[language]]);
      context.finish(EXIT.done);
    });
}
