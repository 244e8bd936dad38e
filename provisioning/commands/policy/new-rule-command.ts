/** `chancery policy new-rule`: one more rule, in answer to plain questions. */
import type { Command } from "commander";
import { comparePolicies } from "#policies/analyse/compare-policies.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { ACTIONS, type Action, type Matcher, type Policy, type Rule } from "#policies/model/policy.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { problem, type Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import { addRules, freeRuleIds } from "../../policy/add-rules.ts";
import { readDocuments } from "../../policy/documents.ts";
import { meaningLines } from "../../policy/meaning-lines.ts";
import { ACTION_WORDS } from "../../policy/policy-words.ts";
import { ok, type Result } from "../../result.ts";
import { fail, help, type Context } from "../context.ts";
import { answered, SOME_TEXT_HINT, someText, type Question } from "../questions.ts";
import { onDocuments } from "./on-documents.ts";
import { documentsAsked, type PolicyOptions } from "./places.ts";

interface NewRuleOptions extends PolicyOptions {
  readonly effect?: string;
  readonly actions?: string;
  readonly who?: string;
  readonly target?: string;
  readonly classes?: string;
  readonly titleFr?: string;
  readonly titleEn?: string;
  readonly reasonFr?: string;
  readonly reasonEn?: string;
  readonly remedyFr?: string;
  readonly remedyEn?: string;
  readonly trial?: true;
}

const EXTERNALS = "externals";
const ANYBODY = "anybody";
const ANYWHERE = "anywhere";

const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== "");
const allOf = (text: string, known: readonly string[]): readonly string[] | null => {
  const words = [...new Set(wordsOf(text))];
  return words.length > 0 && words.every((word) => known.includes(word)) ? words.sort() : null;
};
const list = (names: readonly string[]): string => names.join(", ");

/** Names of sets, or one of the two words that stand for others. */
function people(policy: Policy, option: string, words: LocalisedText): Question<{ readonly matcher: Matcher | null }> {
  const sets = Object.keys(policy.sets);
  const choices = list([ANYBODY, EXTERNALS, ...sets]);
  return {
    option,
    words: both(`${words.fr} (${choices})`, `${words.en} (${choices})`),
    hint: both(`répondez par ${choices}.`, `answer with ${choices}.`),
    read: (text) => {
      if (text === ANYBODY) return { matcher: null };
      if (text === EXTERNALS) return { matcher: { sets: null, sets_not: null, users: null, external: true } };
      const names = allOf(text, sets);
      return names === null ? null : { matcher: { sets: names, sets_not: null, users: null, external: null } };
    },
  };
}

const EFFECT: Question<"allow" | "deny"> = {
  option: "--effect",
  words: both("Permettre ou refuser (allow, deny) ?", "To allow or to deny (allow, deny)?"),
  hint: both("répondez allow ou deny.", "answer allow or deny."),
  read: (text) => (text === "allow" || /^permettre$/i.test(text) ? "allow" : text === "deny" || /^refuser$/i.test(text) ? "deny" : null),
};

const actionsQuestion = (language: "fr" | "en"): Question<readonly Action[]> => {
  const named = ACTIONS.map((action) => `${action} = ${ACTION_WORDS[action][language]}`).join("; ");
  return {
    option: "--actions",
    words: both(`De faire quoi ? Un ou plusieurs de : ${named}`, `To do what? One or several of: ${named}`),
    hint: both(`répondez par ${list(ACTIONS)}.`, `answer with ${list(ACTIONS)}.`),
    read: (text) => allOf(text, ACTIONS) as readonly Action[] | null, // all of them are among ACTIONS
  };
};

const classesQuestion = (policy: Policy): Question<{ readonly classes: readonly string[] | null }> => {
  const known = Object.keys(policy.room_classes);
  const choices = list([ANYWHERE, ...known]);
  return {
    option: "--classes",
    words: both(`Dans les salons de quelles catégories ? (${choices})`, `In rooms of which classes? (${choices})`),
    hint: both(`répondez par ${choices}.`, `answer with ${choices}.`),
    read: (text) => {
      if (text === ANYWHERE) return { classes: null };
      const names = allOf(text, known);
      return names === null ? null : { classes: names };
    },
  };
};

async function ruleAsked(context: Context, policy: Policy, options: NewRuleOptions, id: string): Promise<Result<Rule, Problem>> {
  const effect = await answered(context, options.effect, EFFECT);
  if (!effect.ok) return effect;
  const actions = await answered(context, options.actions, actionsQuestion(context.terminal.language));
  if (!actions.ok) return actions;
  const who = await answered(context, options.who, people(policy, "--who", both("À qui, quand cette personne agit ?", "To whom, when that person acts?")));
  if (!who.ok) return who;
  // Only of these is somebody else the object.
  const isAboutSomebody = actions.value.some((action) => action === "join" || action === "invite" || action === "change_power");
  const target = isAboutSomebody || options.target !== undefined ? await answered(context, options.target, people(policy, "--target", both("Au sujet de qui (la personne qui entre, est invitée ou reçoit du pouvoir) ?", "About whom (the person who enters, is invited or gets power)?"))) : ok({ matcher: null });
  if (!target.ok) return target;
  const classes = await answered(context, options.classes, classesQuestion(policy));
  if (!classes.ok) return classes;
  const texts: string[] = [];
  const questions: readonly (readonly [string, string | undefined, LocalisedText])[] = [
    ["--title-fr", options.titleFr, both("Un titre court, en français ?", "A short title, in French?")],
    ["--title-en", options.titleEn, both("Et en anglais ?", "And in English?")],
    ["--reason-fr", options.reasonFr, both("Pourquoi, en une phrase que lira la personne concernée, en français ?", "Why, in a sentence that the person concerned will read, in French?")],
    ["--reason-en", options.reasonEn, both("Et en anglais ?", "And in English?")],
    ["--remedy-fr", options.remedyFr, both("Que peut-elle faire à la place, en français ?", "What can they do instead, in French?")],
    ["--remedy-en", options.remedyEn, both("Et en anglais ?", "And in English?")],
  ];
  for (const [option, given, words] of questions) {
    const answer = await answered(context, given, { option, words, read: someText, hint: SOME_TEXT_HINT });
    if (!answer.ok) return answer;
    texts.push(answer.value);
  }
  const [titleFr = "", titleEn = "", reasonFr = "", reasonEn = "", remedyFr = "", remedyEn = ""] = texts;
  return ok({
    id,
    title: both(titleFr, titleEn),
    effect: effect.value,
    actions: actions.value,
    who: who.value.matcher,
    target: target.value.matcher,
    room: classes.value.classes === null ? null : { class: classes.value.classes, class_not: null, sets: null, sets_not: null },
    mode: options.trial === true ? "evaluate" : "enforce",
    requires: [],
    obligations: [],
    because: { reason: both(reasonFr, reasonEn), remedy: both(remedyFr, remedyEn), contact: null },
    exceptions: [],
  });
}

export function addNewRuleCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  onDocuments(
    policy,
    context,
    "new-rule",
    both(
      "Ajoute une règle d’après des questions simples, avec un essai qui la montre à l’œuvre, et dit ce qu’elle élargit ou resserre. Une règle qui ne déciderait jamais rien n’est pas ajoutée.",
      "Adds a rule in answer to plain questions, with a test that shows it deciding, and says what it widens or narrows. A rule that would never decide anything is not added.",
    ),
  )
    .option("--effect <allow|deny>", help(context, both("permettre ou refuser", "to allow or to deny")))
    .option("--actions <names>", help(context, both("ce dont il s’agit, séparé par des virgules", "what it is about, separated by commas")))
    .option("--who <names>", help(context, both("qui agit : des ensembles, externals ou anybody", "who acts: sets, externals or anybody")))
    .option("--target <names>", help(context, both("au sujet de qui : des ensembles, externals ou anybody", "about whom: sets, externals or anybody")))
    .option("--classes <names>", help(context, both("dans quels salons : des catégories, ou anywhere", "in which rooms: classes, or anywhere")))
    .option("--title-fr <text>", help(context, both("titre, en français", "title, in French")))
    .option("--title-en <text>", help(context, both("titre, en anglais", "title, in English")))
    .option("--reason-fr <text>", help(context, both("raison, en français", "reason, in French")))
    .option("--reason-en <text>", help(context, both("raison, en anglais", "reason, in English")))
    .option("--remedy-fr <text>", help(context, both("que faire à la place, en français", "what to do instead, in French")))
    .option("--remedy-en <text>", help(context, both("que faire à la place, en anglais", "what to do instead, in English")))
    .option("--trial", help(context, both("à l’essai : ne refuse encore personne", "on trial: refuses nobody yet")))
    .action(async (named: string | undefined, options: NewRuleOptions) => {
      const documents = await documentsAsked(context, named, options);
      if (!documents.ok) return fail(context, documents.failure);
      const before = documents.value.compiled.policy;
      const [id = ""] = freeRuleIds(before.rules, 1);
      const rule = await ruleAsked(context, before, options, id);
      if (!rule.ok) return fail(context, [rule.failure]);
      const added = await addRules({ documents: documents.value, rules: [rule.value], language, now: context.now() });
      if (!added.ok) return fail(context, added.failure);
      if (added.value.idle.length > 0) {
        return fail(context, [problem({ code: "never_decides", where: id, what: both("cette règle ne déciderait jamais rien : d’autres le font déjà partout où elle s’applique. Rien n’a été ajouté.", "this rule would never decide anything: others do so already wherever it applies. Nothing was added."), exit: EXIT.refused })]);
      }
      const after = await readDocuments(documents.value.folder, context.now());
      if (!after.ok) return fail(context, after.failure);
      const now = instantOf(context.now());
      const meaning = comparePolicies(before, after.value.compiled.policy, now);
      const file = documents.value.sources.policy.file;
      report(context.terminal, { id, file, rule: rule.value, meaning }, [both(`${id} ajoutée à ${file}, avec un essai.`, `${id} added to ${file}, with a test.`)[language], ...meaningLines(before, after.value.compiled.policy, meaning, now).map((line) => line[language])]);
      context.finish(EXIT.done);
    });
}
