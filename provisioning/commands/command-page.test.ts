/**
 * The handbook's page of commands is written from the tree of commands, and compared with it here. After a change of a command:
 * `node node_modules/vitest/vitest.mjs run --config tools/test/vitest.config.ts provisioning/commands/command-page.test.ts -u`
 */
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { repositoryLayout } from "../deployment/layout.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both, type Language, type LocalisedText } from "../output/language.ts";
import { buildProgram } from "../program.ts";
import { commandFacts, withCommandsBelow, type CommandFacts, type OptionFacts } from "./command-tree.ts";

const REPOSITORY = resolve(import.meta.dirname, "../..");

const WORDS = {
  title: both("Toutes les commandes des responsables des règles", "Every command of policy officers"),
  other: both("*[English version](policy-commands.en.md)*", "*[Version française](policy-commands.fr.md)*"),
  intro: both(
    "Comment on s’en sert : [le manuel](policy-officers.fr.md). Cette page est tirée du programme lui-même, et un essai les compare. `--json` (avant ou après la commande) donne le résultat en une ligne de JSON, `--lang fr` ou `--lang en` choisit la langue ; sans quoi elle est celle du terminal.",
    "How they are used: [the handbook](policy-officers.en.md). This page is made from the program itself, and a test compares them. `--json` (before or after the command) gives the result as one line of JSON, `--lang fr` or `--lang en` chooses the language; else it is the terminal's.",
  ),
  tab: both("La touche Tab complète les commandes : `source <(chancery completion bash)` dans `~/.bashrc` ; de même pour zsh et fish.", "The Tab key completes commands: `source <(chancery completion bash)` in `~/.bashrc`; likewise for zsh and fish."),
  codes: both("Codes de fin", "Exit codes"),
  codesIntro: both("Les mêmes pour toutes les commandes ; un programme peut s’y fier.", "The same for all commands; a program may rely on them."),
  code: both("code", "code"),
  meaning: both("sens", "meaning"),
  json: both(
    "Avec `--json`, ce qui ne va pas est `{\"errors\": [{\"code\", \"where\", \"what\", \"remedy\", \"detail\"}]}` ; `code` ne change pas d’une version à l’autre.",
    "With `--json`, what is wrong is `{\"errors\": [{\"code\", \"where\", \"what\", \"remedy\", \"detail\"}]}`; `code` does not change from one version to the next.",
  ),
  required: both("obligatoire", "required"),
  preset: both("par défaut", "default"),
} as const satisfies Readonly<Record<string, LocalisedText>>;

const CODES: Readonly<Record<keyof typeof EXIT, LocalisedText>> = {
  done: both("fait, ou répondu : `explain` et `who-can` finissent ainsi quelle que soit la réponse", "done, or answered: `explain` and `who-can` end so whatever the answer"),
  refused: both(
    "refusé : des documents ont des erreurs ou un essai échoue, une signature ou un contenu n’est pas valable, `lint` a trouvé quelque chose, `diff --refuse-wider` quelque chose de plus large, `import --all-or-nothing` quelque chose d’intraduisible",
    "refused: documents have errors or a test fails, a signature or a content does not hold, `lint` found something, `diff --refuse-wider` something wider, `import --all-or-nothing` something that cannot be said",
  ),
  usage: both("la ligne de commande n’est pas complète ou pas valable", "the command line is not complete or not valid"),
  environment: both("il manque quelque chose à cette machine : un outil, un fichier, un droit, de la place", "this machine lacks something: a tool, a file, a permission, space"),
  homeserver: both("le serveur ne répond pas, ou a dit non", "the homeserver does not answer, or said no"),
  interrupted: both("interrompu (Ctrl-C)", "interrupted (Ctrl-C)"),
};

const colon = (language: Language): string => (language === "fr" ? " :" : ":");

function optionLine(option: OptionFacts, language: Language): string {
  const written = [option.name, ...(option.value === null ? [] : [option.value])].join(" ");
  const notes = [
    ...(option.mandatory ? [WORDS.required[language]] : []),
    ...(option.choices.length === 0 ? [] : [option.choices.map((choice) => `\`${choice}\``).join(", ")]),
    ...(option.preset === null ? [] : [`${WORDS.preset[language]}${colon(language)} ${option.preset}`]),
  ];
  return `- \`${option.short === null ? "" : `${option.short}, `}${written}\`${colon(language)} ${option.description}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}

function commandLines({ path, description, arguments: given, options }: CommandFacts, language: Language): readonly string[] {
  const own = options.filter(({ name }) => name !== "--help");
  const named = given.map(({ name, required }) => (required ? `<${name}>` : `[${name}]`));
  return [
    `## ${path.join(" ")}`,
    "",
    `\`chancery ${[...path, ...named].join(" ")}${own.length === 0 ? "" : " …"}\``,
    "",
    description,
    ...(given.length + own.length === 0 ? [] : [""]),
    ...given.map((argument) => `- \`${argument.name}\`${colon(language)} ${argument.description}${argument.choices.length === 0 ? "" : ` (${argument.choices.map((choice) => `\`${choice}\``).join(", ")})`}`),
    ...own.map((option) => optionLine(option, language)),
    "",
  ];
}

const factsIn = (language: Language): CommandFacts =>
  commandFacts(
    buildProgram({
      terminal: { language, json: false, screen: false, out: () => undefined, err: () => undefined },
      repository: repositoryLayout(REPOSITORY),
      signal: new AbortController().signal,
      now: () => 0,
      workingDirectory: REPOSITORY,
      ask: null,
      finish: () => undefined,
    }),
  );

function pageIn(language: Language): string {
  const groups = factsIn(language).commands.filter(({ path: [group] }) => group === "policy" || group === "officers" || group === "completion");
  const commands = groups.flatMap(withCommandsBelow).filter(({ commands: inner }) => inner.length === 0);
  return [
    `# ${WORDS.title[language]}`,
    "",
    WORDS.other[language],
    "",
    WORDS.intro[language],
    "",
    WORDS.tab[language],
    "",
    `## ${WORDS.codes[language]}`,
    "",
    WORDS.codesIntro[language],
    "",
    `| ${WORDS.code[language]} | ${WORDS.meaning[language]} |`,
    "|---|---|",
    ...Object.entries(EXIT).map(([name, code]) => `| ${code} | ${CODES[name as keyof typeof EXIT][language]} |`), // the keys of EXIT
    "",
    WORDS.json[language],
    "",
    ...commands.flatMap((command) => commandLines(command, language)),
  ].join("\n").trimEnd() + "\n";
}

test.each(["fr", "en"] as const)("docs/handbooks/policy-commands.%s.md says what the program says", async (language) => {
  await expect(pageIn(language)).toMatchFileSnapshot(resolve(REPOSITORY, `docs/handbooks/policy-commands.${language}.md`));
});

test("every command, option and argument says what it is for, in both languages", () => {
  const said = (language: Language): readonly (readonly [string, string])[] =>
    withCommandsBelow(factsIn(language)).flatMap(({ path, description, options, arguments: given }) => [
      [path.join(" "), description] as const,
      ...options.map((option) => [`${path.join(" ")} ${option.name}`, option.description] as const),
      ...given.map((argument) => [`${path.join(" ")} ${argument.name}`, argument.description] as const),
    ]);
  const [fr, en] = [said("fr"), said("en")];
  expect(fr.map(([place]) => place)).toEqual(en.map(([place]) => place));
  expect([...fr, ...en].filter(([, words]) => words === "")).toEqual([]);
  expect(fr.filter(([, words], index) => words === en[index]?.[1])).toEqual([]);
});
