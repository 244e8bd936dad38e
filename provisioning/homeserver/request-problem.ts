import { EXIT } from "../output/exit-codes.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import type { RequestFailure } from "./matrix-http.ts";

/**
 * A failed request as a sentence.
 *
 * @param doing what was being done, as a noun phrase: "the creation of the room Presse"
 */
export function requestProblem(doing: LocalisedText, failure: RequestFailure): Problem {
  switch (failure.code) {
    case "unreachable":
      return problem({
        code: "homeserver_unreachable",
        where: failure.path,
        what: both(`le serveur n’a pas répondu (${doing.fr}).`, `the homeserver did not answer (${doing.en}).`),
        detail: failure.message === "" ? [] : [failure.message],
        remedy: both("Vérifiez qu’il est démarré, puis relancez la commande : elle reprend où elle s’est arrêtée.", "Check that it runs, then run the command again: it goes on where it stopped."),
        exit: EXIT.homeserver,
      });
    case "answer_invalid":
      return problem({
        code: "homeserver_answer_invalid",
        where: failure.path,
        what: both(`ce qui répond n’est pas un serveur Matrix (${doing.fr}, statut ${failure.status}).`, `what answers is not a Matrix homeserver (${doing.en}, status ${failure.status}).`),
        remedy: both("Vérifiez l’adresse et le port.", "Check the address and the port."),
        exit: EXIT.homeserver,
      });
    case "refused":
      if (failure.refusal !== null) {
        return problem({
          code: "refused_by_rule",
          where: failure.refusal.ruleId,
          what: both(`les règles en vigueur refusent ceci : ${doing.fr}.`, `the rules in force refuse this: ${doing.en}.`),
          detail: failure.refusal.rejected === null ? [] : [failure.refusal.rejected],
          remedy: both("Corrigez le fichier d’état, ou demandez une règle différente aux responsables des règles.", "Correct the state file, or ask the policy officers for a different rule."),
          exit: EXIT.homeserver,
        });
      }
      return problem({
        code: "homeserver_refused",
        where: failure.path,
        what: both(`le serveur a refusé : ${doing.fr} (${failure.errcode}).`, `the homeserver refused: ${doing.en} (${failure.errcode}).`),
        detail: failure.message === "" ? [] : [failure.message],
        exit: EXIT.homeserver,
      });
  }
}
