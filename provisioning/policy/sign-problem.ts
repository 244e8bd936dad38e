/** Why nothing was signed, in words. */
import type { SourceText } from "#policies/compile/compile-problem.ts";
import type { SignProblem } from "#policies/sign/sign-problem.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { compileProblem } from "./documents.ts";
import { refusalProblem } from "./refusal-problem.ts";

const refused = (code: string, where: string | null, what: LocalisedText, remedy: LocalisedText | null = null): readonly Problem[] => [problem({ code, where, what, remedy, exit: EXIT.refused })];

/**
 * @param texts the documents that were to be signed, for quoting the lines of errors
 * @param draft where a draft came from, or what was to be signed
 */
export function signProblems(found: SignProblem, texts: readonly SourceText[], draft: string): readonly Problem[] {
  switch (found.code) {
    case "compile":
      return found.problems.map((one) => compileProblem(one, texts));
    case "officer_unknown":
      return refused(found.code, found.officer, both("cette personne n’est pas responsable de ces règles d’après la racine.", "this person is no officer of these rules according to the root."));
    case "officer_signed_already":
      return refused(found.code, found.officer, both("cette personne a déjà signé.", "this person has signed already."));
    case "key_not_in_root":
      return refused(
        found.code,
        found.officer,
        both("cette clé n’est pas celle que la racine connaît pour cette personne.", "this key is not the one that the root has for this person."),
        both("Indiquez la bonne clé avec --key, ou faites signer une nouvelle racine.", "Give the right key with --key, or have a new root signed."),
      );
    case "text_differs":
      return refused(
        found.code,
        draft,
        both("ce que d’autres ont signé n’est pas ce que donnent vos documents ; rien n’a été signé.", "what others signed is not what your documents compile to; nothing was signed."),
        both("Comparez vos documents aux leurs. On ne signe jamais les octets de quelqu’un d’autre.", "Compare your documents with theirs. Nobody ever signs somebody else's bytes."),
      );
    case "not_verified":
      return [refusalProblem(draft, found.refusal)];
    case "expires_after_root":
      return refused(found.code, null, both(`les règles expireraient après la racine (${found.rootExpires}).`, `the rules would expire after the root (${found.rootExpires}).`), both("Choisissez une durée plus courte avec --days.", "Choose a shorter time with --days."));
    case "expires_before_issue":
      return refused(found.code, null, both("les règles expireraient avant d’être émises.", "the rules would expire before they are issued."));
    case "ssh_keygen_missing":
      return [
        problem({
          code: "tool_missing",
          where: "ssh-keygen",
          what: both("cet outil manque ; c’est avec lui que l’on signe.", "this tool is missing; signing is done with it."),
          remedy: both("Installez-le : sudo apt-get install openssh-client", "Install it: sudo apt-get install openssh-client"),
          exit: EXIT.environment,
        }),
      ];
    case "ssh_keygen_failed":
      return [problem({ code: found.code, where: "ssh-keygen", what: both("la signature n’a pas pu être faite.", "the signature could not be made."), detail: found.detail === "" ? [] : found.detail.split("\n"), exit: EXIT.environment })];
  }
}
