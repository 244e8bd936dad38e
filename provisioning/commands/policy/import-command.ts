/** `chancery policy import`: refusals that other programs keep, as rules of ours. */
import { Option, type Command } from "commander";
import { kindsOfPeople } from "#policies/analyse/kinds-of-people.ts";
import { ruleLines } from "#policies/compile/rule-text.ts";
import { globMatcher } from "#policies/evaluate/glob.ts";
import type { NotTaken } from "#policies/interchange/not-taken.ts";
import { importPolicyList } from "#policies/interchange/policy-list.ts";
import { importAccessRules, type Finding, type ImportedAccessRules } from "#policies/interchange/room-access-rules.ts";
import type { Policy, Rule } from "#policies/model/policy.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { problem } from "../../output/problem.ts";
import { report, tell } from "../../output/terminal.ts";
import { addRules, freeRuleIds } from "../../policy/add-rules.ts";
import { readForeignEvents } from "../../policy/foreign-events.ts";
import { fail, help, type Context } from "../context.ts";
import { pathFrom, withDeployment } from "../options.ts";
import { findingLines, notTakenLines } from "./interchange-words.ts";
import { documentsAsked, withLayer, type PolicyOptions } from "./places.ts";

export const FORMATS = ["policy-list", "tchap"] as const;
type Format = (typeof FORMATS)[number];

interface ImportOptions extends PolicyOptions {
  readonly format: Format;
  readonly forbidden: readonly string[];
  readonly write?: true;
  readonly allOrNothing?: true;
}

interface Imported {
  readonly rules: readonly Rule[];
  readonly remarks: ReadonlyMap<string, string>;
  readonly rooms: ImportedAccessRules["rooms"];
  readonly findings: readonly Finding[];
  readonly notTaken: readonly NotTaken[];
}

const usersOf = (rules: readonly Rule[]): readonly string[] => [...new Set(rules.flatMap(({ who, target }) => [...(who?.users ?? []), ...(target?.users ?? [])]))];

/** A list may be about people of the state itself: those whom the rules name, by somebody of each kind. */
function ownPeople(policy: Policy, rules: readonly Rule[]): readonly Finding[] {
  const matchers = usersOf(rules).map((glob) => ({ glob, matches: globMatcher(glob) }));
  return kindsOfPeople([policy]).kinds.flatMap(({ userId, sets }) => {
    const names = sets[0] ?? [];
    const hit = names.length === 0 ? undefined : matchers.find(({ matches }) => matches(userId));
    return hit === undefined
      ? []
      : [{ code: "own_people", rooms: [], says: both(`« ${hit.glob} » vise des personnes de vos ensembles (${names.join(", ")}), par exemple ${userId}.`, `“${hit.glob}” is about people of your sets (${names.join(", ")}), for example ${userId}.`) }];
  });
}

const BECAUSE: { readonly reason: LocalisedText; readonly remedy: (contact: string) => LocalisedText } = {
  reason: both("Cette personne ou ce serveur est sur une liste de modération que l’État a reprise.", "This person or server is on a moderation list that the state has taken up."),
  remedy: (contact) => both(`Adressez-vous à ${contact}.`, `Turn to ${contact}.`),
};

export function addImportCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const command = policy
    .command("import")
    .argument("<file>", help(context, both("évènements d’état (JSON), tels qu’un serveur les donne", "state events (JSON), as a homeserver gives them")))
    .argument("[documents]", help(context, both("dossier des documents (par défaut : la copie de travail du déploiement)", "folder of documents (default: the deployment's working copy)")))
    .description(
      help(
        context,
        both(
          "Reprend des refus : une liste de modération Matrix, ou les règles d’accès de Tchap. Écrit les règles à ajouter, ou les ajoute avec un essai pour chacune ; ce qui ne se traduit pas est dit, jamais deviné.",
          "Takes up refusals: a Matrix policy list, or Tchap's access rules. Writes the rules to add, or adds them with a test for each; what cannot be said is told, never guessed.",
        ),
      ),
    );
  withLayer(withDeployment(command, context), context, both("celle que les documents disent, sinon national", "what the documents say, else national"))
    .addOption(new Option("--format <format>", help(context, both("ce que contient le fichier", "what the file has"))).choices([...FORMATS]).makeOptionMandatory())
    .option("--forbidden <server...>", help(context, both("tchap : domains_forbidden_when_restricted de la configuration", "tchap: domains_forbidden_when_restricted of the configuration")), [])
    .option("--write", help(context, both("ajoute aux documents, au lieu d’afficher", "adds to the documents instead of showing")))
    .option("--all-or-nothing", help(context, both("finit avec le code 1, sans rien ajouter, si quelque chose ne se traduit pas", "ends with code 1 and adds nothing when something cannot be said")))
    .action(async (file: string, named: string | undefined, options: ImportOptions) => {
      const documents = await documentsAsked(context, named, options);
      if (!documents.ok) return fail(context, documents.failure);
      const events = await readForeignEvents(pathFrom(context, file));
      if (!events.ok) return fail(context, [events.failure]);
      const { policy: before } = documents.value.compiled;
      const [first = "", second = ""] = freeRuleIds(before.rules, 2);
      const read = (): Imported => {
        if (options.format === "tchap") return { remarks: new Map(), ...importAccessRules(before, events.value, options.forbidden, first) };
        const list = importPolicyList(events.value, [first, second], { reason: BECAUSE.reason, remedy: BECAUSE.remedy(before.contact) });
        return { rules: list.rules, remarks: list.reasons, rooms: [], findings: ownPeople(before, list.rules), notTaken: list.notTaken };
      };
      const { rules, remarks, rooms, findings, notTaken } = read();
      for (const line of [...findingLines(findings), ...notTakenLines(notTaken)]) tell(context.terminal, line);
      if (options.allOrNothing === true && notTaken.length > 0) {
        return fail(context, notTaken.map(({ code, place, why }) => problem({ code, where: place, what: why, exit: EXIT.refused })));
      }
      const added = options.write === true ? await addRules({ documents: documents.value, rules, remarks, language, now: context.now() }) : null;
      if (added?.ok === false) return fail(context, added.failure);
      const written = added === null ? null : added.value;
      const [ids, idle, untested] = [written?.added.join(", ") ?? "", written?.idle.join(", ") ?? "", written?.untested.join(", ") ?? ""];
      report(context.terminal, { rules, rooms, findings, notTaken, written }, [
        ...rooms.map(({ roomId, rule, class: classId }) => both(`${roomId} : ${rule} → catégorie ${classId}`, `${roomId}: ${rule} → class ${classId}`)[language]),
        ...(written === null ? rules.flatMap((rule) => ruleLines(rule, remarks).map((line, index) => `${index === 0 ? "  - " : "    "}${line}`)) : []),
        ...(ids === "" ? [] : [both(`Ajouté à ${documents.value.sources.policy.file}, avec un essai chacune : ${ids}`, `Added to ${documents.value.sources.policy.file}, with a test each: ${ids}`)[language]]),
        ...(untested === "" ? [] : [both(`Sans essai, faute d’en avoir trouvé un parmi tant de motifs : ${untested}`, `Without a test, since none was found among so many patterns: ${untested}`)[language]]),
        ...(idle === "" ? [] : [both(`Sans effet, donc non ajouté, car ces règles le refusent déjà : ${idle}`, `Without effect, hence not added, because these rules refuse it already: ${idle}`)[language]]),
      ]);
      context.finish(EXIT.done);
    });
}
