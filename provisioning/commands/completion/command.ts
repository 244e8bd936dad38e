import { Argument } from "commander";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { report } from "../../output/terminal.ts";
import { commandFacts } from "../command-tree.ts";
import { help, type AddCommand } from "../context.ts";
import { bashCompletion } from "./bash.ts";
import { placesOf, type Place } from "./completion-words.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const satisfies Readonly<Record<string, (places: readonly Place[]) => string>>;

/** `chancery completion`. */
export const addCompletionCommand: AddCommand = (program, context) => {
  program
    .command("completion")
    .description(help(context, both("Écrit le script qui complète les commandes avec la touche Tab.", "Writes the script that completes commands with the Tab key.")))
    .addArgument(new Argument("<shell>", help(context, both("l’interpréteur de commandes", "the shell"))).choices(Object.keys(SHELLS)))
    .action((shell: keyof typeof SHELLS) => {
      const script = SHELLS[shell](placesOf(commandFacts(program)));
      report(context.terminal, { shell, script }, [script.trimEnd()]);
      context.finish(EXIT.done);
    });
};
