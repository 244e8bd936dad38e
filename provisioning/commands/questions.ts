/** What a command needs to know: given as an option, else asked in plain words, else said to be missing. */
import { EXIT } from "../output/exit-codes.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { tell } from "../output/terminal.ts";
import { ok, type Result } from "../result.ts";
import type { Context } from "./context.ts";

export interface Question<Answer> {
  /** the option that answers it: `--server` */
  readonly option: string;
  readonly words: LocalisedText;
  /** @returns null when this is no answer; then `hint` is told */
  readonly read: (text: string) => Answer | null;
  readonly hint: LocalisedText;
}

const interrupted = (): Result<never, Problem> => problemResult({ code: "interrupted", what: both("la question est restée sans réponse ; rien n’a été fait.", "the question was not answered; nothing was done."), exit: EXIT.interrupted });

/** @param given what the option says; undefined: it is not there */
export async function answered<Answer>(context: Context, given: string | undefined, { option, words, read, hint }: Question<Answer>): Promise<Result<Answer, Problem>> {
  if (given !== undefined) {
    const answer = read(given.trim());
    return answer === null ? problemResult({ code: "usage", where: option, what: hint, exit: EXIT.usage }) : ok(answer);
  }
  if (context.ask === null) return problemResult({ code: "usage", what: both(`il manque l’option ${option}.`, `the option ${option} is missing.`), exit: EXIT.usage });
  for (;;) {
    const text = await context.ask(words[context.terminal.language]);
    if (text === null) return interrupted();
    const answer = read(text.trim());
    if (answer !== null) return ok(answer);
    tell(context.terminal, hint);
  }
}

/** Any text of one line. */
export const someText = (text: string): string | null => (text === "" || text.length > 500 || /[\p{Cc}\p{Cf}]/u.test(text) ? null : text);
export const SOME_TEXT_HINT = both("écrivez quelques mots, sur une ligne.", "write a few words, on one line.");

export const yesOrNo = (text: string): boolean | null => (/^(o|oui|y|yes)$/i.test(text) ? true : /^(n|non|no)$/i.test(text) ? false : null);
export const YES_OR_NO_HINT = both("répondez oui ou non.", "answer yes or no.");
