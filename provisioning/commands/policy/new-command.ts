/** `chancery policy new`: documents to begin with. */
import type { Command } from "commander";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { instantOf } from "#policies/evaluate/instant.ts";
import { layerDocuments } from "#policies/starter/layer-documents.ts";
import { isStarterServer, starterDocuments, type StarterAnswers, type StarterDocuments } from "#policies/starter/starter-documents.ts";
import { FURTHER_LAYERS, type FurtherLayer } from "#policies/model/policy.ts";
import { fileErrorCode, fileProblem } from "../../deployment/atomic-file.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { problem, type Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import { TESTS_DOCUMENT } from "../../policy/document-tests.ts";
import { POLICY_DOCUMENT, PUBLIC_ROOMS_DOCUMENT } from "../../policy/documents.ts";
import { exampleDocuments } from "../../policy/example-documents.ts";
import { readKeptVersion } from "../../policy/kept-versions.ts";
import { makeNewFolder, type NewDocuments } from "../../policy/new-folder.ts";
import { failed, ok, type Result } from "../../result.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";
import { answered, SOME_TEXT_HINT, someText, YES_OR_NO_HINT, yesOrNo } from "../questions.ts";
import { heldLayer, withLayer, type PolicyOptions } from "./places.ts";

interface NewOptions extends PolicyOptions {
  readonly example?: string;
  readonly nameFr?: string;
  readonly nameEn?: string;
  readonly server?: string;
  readonly contact?: string;
  readonly externals?: string;
}

type NameAndContact = Pick<StarterAnswers, "nameFr" | "nameEn" | "contact">;

const CONTACT_WORDS = both("À quelle adresse s’adresser quand quelque chose est refusé ?", "Which address may people turn to when something is refused?");

async function nameAndContact(context: Context, options: NewOptions): Promise<Result<NameAndContact, Problem>> {
  const nameFr = await answered(context, options.nameFr, { option: "--name-fr", words: both("Le nom du ministère ou du service, en français ?", "The name of the ministry or service, in French?"), read: someText, hint: SOME_TEXT_HINT });
  if (!nameFr.ok) return nameFr;
  const nameEn = await answered(context, options.nameEn, { option: "--name-en", words: both("Et en anglais ?", "And in English?"), read: someText, hint: SOME_TEXT_HINT });
  if (!nameEn.ok) return nameEn;
  const contact = await answered(context, options.contact, { option: "--contact", words: CONTACT_WORDS, read: someText, hint: SOME_TEXT_HINT });
  return contact.ok ? ok({ nameFr: nameFr.value, nameEn: nameEn.value, contact: contact.value }) : contact;
}

async function answersTo(context: Context, options: NewOptions): Promise<Result<StarterAnswers, Problem>> {
  const nameFr = await answered(context, options.nameFr, { option: "--name-fr", words: both("Le nom de votre administration, en français ?", "The name of your administration, in French?"), read: someText, hint: SOME_TEXT_HINT });
  if (!nameFr.ok) return nameFr;
  const nameEn = await answered(context, options.nameEn, { option: "--name-en", words: both("Et en anglais ?", "And in English?"), read: someText, hint: SOME_TEXT_HINT });
  if (!nameEn.ok) return nameEn;
  const server = await answered(context, options.server, {
    option: "--server",
    words: both("Ce qui suit le deux-points dans l’identifiant de vos agents (comme etat.example dans @camille:etat.example) ?", "What follows the colon in your agents' IDs (like etat.example in @camille:etat.example)?"),
    read: (text) => (isStarterServer(text) ? text : null),
    hint: both("un nom de serveur s’écrit en minuscules : a-z, 0-9, points et traits d’union.", "a server name is written in lower case: a-z, 0-9, dots and hyphens."),
  });
  if (!server.ok) return server;
  const contact = await answered(context, options.contact, { option: "--contact", words: CONTACT_WORDS, read: someText, hint: SOME_TEXT_HINT });
  if (!contact.ok) return contact;
  const externals = await answered(context, options.externals, {
    option: "--externals",
    words: both("Vos agents écrivent-ils à des personnes d’autres serveurs (oui ou non) ?", "Do your agents write to people of other servers (yes or no)?"),
    read: yesOrNo,
    hint: YES_OR_NO_HINT,
  });
  if (!externals.ok) return externals;
  return ok({ nameFr: nameFr.value, nameEn: nameEn.value, server: server.value, contact: contact.value, externals: externals.value });
}

async function nationalDocumentsFor(context: Context, options: NewOptions): Promise<Result<StarterDocuments, readonly Problem[]>> {
  const answers = await answersTo(context, options);
  return answers.ok ? ok(starterDocuments(answers.value, instantOf(context.now()))) : failed([answers.failure]);
}

/** The documents of a ready example; their first lines name the schemas that come along. */
async function exampleNamed(context: Context, name: string): Promise<Result<NewDocuments, Problem>> {
  const examples = await exampleDocuments(context.repository);
  if (!examples.ok) return examples;
  const folder = examples.value.get(name);
  if (folder === undefined) {
    const names = [...examples.value.keys()].join(", ");
    return failed(problem({ code: "example_unknown", where: name, what: both(`il n’y a pas cet exemple ; il y a ${names}.`, `there is no such example; there are ${names}.`), exit: EXIT.usage }));
  }
  const documents = new Map<string, string>();
  for (const document of [POLICY_DOCUMENT, PUBLIC_ROOMS_DOCUMENT, TESTS_DOCUMENT]) {
    const file = join(folder, document);
    try {
      documents.set(document, (await readFile(file, "utf8")).replace(/^(# yaml-language-server: \$schema=)(?:\.\.\/)+(schema\/)/, "$1$2"));
    } catch (error) {
      if (fileErrorCode(error) !== "ENOENT" || document === POLICY_DOCUMENT) return failed(fileProblem(file, error));
    }
  }
  return ok(documents);
}

/** What a further layer begins with: the classes and sets of the nation's signed rules. */
async function layerDocumentsFor(context: Context, layer: FurtherLayer, options: NewOptions): Promise<Result<StarterDocuments, readonly Problem[]>> {
  const held = await heldLayer(context, { ...options, layer: "national" });
  if (!held.ok) return failed([held.failure]);
  const kept = await readKeptVersion(layoutFor(context, options.deployment), "national", held.value, held.value.current.bundle.version, context.now());
  if (!kept.ok) return kept;
  const { policy, publicRooms } = kept.value.documents.sources;
  const named = await nameAndContact(context, options);
  if (!named.ok) return failed([named.failure]);
  return ok(layerDocuments({ policy: kept.value.bundle.policy, text: policy.text, publicRooms: publicRooms?.text ?? null }, { layer, ...named.value }, instantOf(context.now())));
}

async function newDocuments(context: Context, options: NewOptions): Promise<Result<NewDocuments, readonly Problem[]>> {
  if (options.example !== undefined) {
    const example = await exampleNamed(context, options.example);
    return example.ok ? example : failed([example.failure]);
  }
  const layer = FURTHER_LAYERS.find((one) => one === options.layer);
  const made = await (layer === undefined ? nationalDocumentsFor(context, options) : layerDocumentsFor(context, layer, options));
  if (!made.ok) return made;
  const { policy, publicRooms, tests } = made.value;
  return ok(new Map([[POLICY_DOCUMENT, policy], [PUBLIC_ROOMS_DOCUMENT, publicRooms], [TESTS_DOCUMENT, tests]]));
}

export function addNewCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const command = policy
    .command("new")
    .argument("[folder]", help(context, both("dossier à créer (par défaut : la copie de travail de la couche dans le déploiement)", "folder to make (default: the deployment's working copy of the layer)")))
    .description(
      help(
        context,
        both(
          "Crée un dossier de règles et de leurs essais, d’après cinq questions ou un exemple prêt ; pour une couche de plus, d’après les catégories et les ensembles des règles signées de l’État. Ce qui est créé passe « check » et « test » aussitôt.",
          "Makes a folder of rules with their tests, from five questions or a ready example; for a further layer, from the classes and sets of the nation's signed rules. What is made passes `check` and `test` at once.",
        ),
      ),
    );
  withLayer(withDeployment(command, context), context)
    .option("--example <name>", help(context, both("un exemple prêt, au lieu des questions ; un nom inconnu les énumère", "a ready example instead of the questions; an unknown name lists them")))
    .option("--name-fr <text>", help(context, both("nom de l’administration, en français", "name of the administration, in French")))
    .option("--name-en <text>", help(context, both("nom de l’administration, en anglais", "name of the administration, in English")))
    .option("--server <name>", help(context, both("serveur des agents", "server of the agents")))
    .option("--contact <text>", help(context, both("à qui s’adresser après un refus", "whom to ask after a refusal")))
    .option("--externals <yes|no>", help(context, both("s’il y a des externes, oui ou non", "whether there are externals, yes or no")))
    .action(async (named: string | undefined, options: NewOptions) => {
      const folder = named === undefined ? layoutFor(context, options.deployment).layers[options.layer ?? "national"].documents : pathFrom(context, named);
      const documents = await newDocuments(context, options);
      if (!documents.ok) return fail(context, documents.failure);
      const made = await makeNewFolder(folder, documents.value, join(dirname(context.repository.documents), "schema"), options.layer ?? (named === undefined ? "national" : null), context.now());
      if (!made.ok) return fail(context, made.failure);
      const { rules, tests } = made.value;
      report(context.terminal, { folder, files: [...documents.value.keys()], rules, tests }, [
        both(`${folder} : ${rules} règles, ${tests} essais, tous réussis.`, `${folder}: ${rules} rules, ${tests} tests, all passed.`)[language],
        both("Ensuite : changez les textes avec un éditeur, puis « chancery policy check » et « test » sur ce dossier.", "Next: change the texts with an editor, then `chancery policy check` and `test` on this folder.")[language],
      ]);
      context.finish(EXIT.done);
    });
}
