/** `chancery policy explain` and `who-can`: questions to rules. */
import { Option, type Command } from "commander";
import { explainLayers } from "#policies/analyse/explain-decision.ts";
import { whoCan } from "#policies/analyse/who-can.ts";
import { creationOfClass } from "#policies/evaluate/creation-of-class.ts";
import { instantOf, isInstant } from "#policies/evaluate/instant.ts";
import type { AccessRequest } from "#policies/model/access-request.ts";
import { ACTIONS, REQUIREMENTS, type Action, type Policy, type Requirement } from "#policies/model/policy.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both, type LocalisedText } from "../../output/language.ts";
import { problem, problemResult, type Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import { contactFor, layeredExplanationLines } from "../../policy/explanation-lines.ts";
import { whoCanLines } from "../../policy/who-can-lines.ts";
import { failed, ok, type Result } from "../../result.ts";
import { fail, help, type Context } from "../context.ts";
import { expiredLayers, layersAsked, sourceWords } from "./layers-asked.ts";
import { withPolicyChoice, type PolicyChoice } from "./policy-choice.ts";

interface QuestionOptions extends PolicyChoice {
  readonly action: Action;
  readonly class: string;
  readonly at?: string;
}

interface ExplainOptions extends QuestionOptions {
  readonly actor: string;
  readonly target?: string;
  readonly room?: string;
  readonly plain?: true;
  readonly met?: readonly Requirement[];
  readonly expired?: true;
}

/** The moment that is asked about: the one given, else now. */
function momentOf(context: Context, { at }: QuestionOptions): Result<string, Problem> {
  if (at === undefined) return ok(instantOf(context.now()));
  if (isInstant(at)) return ok(at);
  return problemResult({ code: "usage", what: both(`« ${at} » n’est pas un moment ; il s’écrit 2027-03-31T21:59:59Z.`, `“${at}” is no moment; one is written 2027-03-31T21:59:59Z.`), exit: EXIT.usage });
}

/** What the options ask; a creation is as the class says, and a message is encrypted unless `--plain`. */
function requestOf(policy: Policy, { action, actor, target, room, class: classId, plain, met }: ExplainOptions, now: string): AccessRequest {
  const encrypted = action === "send" ? plain !== true : null;
  return {
    action,
    actor,
    target: action === "join" ? actor : (target ?? null),
    room: { id: room ?? null, class: classId, encrypted },
    event_encrypted: encrypted,
    creation: action === "create_room" ? creationOfClass(policy, classId) : null,
    met: met ?? [],
    now,
  };
}

const notARequest: Problem = problem({
  code: "usage",
  what: both("cette question n’en est pas une : --target ne va qu’avec invite et change_power.", "this is no question: --target goes with invite and change_power only."),
  exit: EXIT.usage,
});

export function addAskCommands(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const question = (name: string, description: LocalisedText): Command =>
    withPolicyChoice(policy.command(name).description(help(context, description)), context, both("celle des documents nommés, sinon toutes celles du déploiement, ensemble", "that of the documents named, else all of the deployment's, together"))
      .addOption(new Option("--action <action>", help(context, both("ce que l’on veut faire", "what somebody wants to do"))).choices([...ACTIONS]).makeOptionMandatory())
      .requiredOption("--class <id>", help(context, both("catégorie du salon", "class of the room")))
      .option("--at <instant>", help(context, both("le moment dont il s’agit (par défaut : maintenant)", "the moment it is about (default: now)")));

  question("explain", both("Dit pourquoi c’est permis ou refusé, quel critère a manqué, et ce qui changerait la réponse.", "Says why it is allowed or refused, which matcher failed, and what would change the answer."))
    .requiredOption("--actor <user-id>", help(context, both("qui agit", "who acts")))
    .option("--target <user-id>", help(context, both("invite, change_power : la personne concernée", "invite, change_power: the person it is about")))
    .option("--room <id>", help(context, both("identifiant du salon, s’il compte", "the room's ID, if it matters")))
    .option("--plain", help(context, both("send : un message en clair", "send: a message in the clear")))
    .addOption(new Option("--met <requirement...>", help(context, both("ce à quoi il a été veillé", "what has been seen to"))).choices([...REQUIREMENTS]))
    .option("--expired", help(context, both("comme si les règles avaient expiré", "as if the rules had expired")))
    .action(async (named: string | undefined, options: ExplainOptions) => {
      const now = momentOf(context, options);
      if (!now.ok) return fail(context, [now.failure]);
      const found = await layersAsked(context, named, options, now.value);
      if (!found.ok) return fail(context, found.failure);
      const layers = options.expired === true ? expiredLayers(found.value) : found.value;
      const request = requestOf(layers[0].policy, options, now.value);
      const answer = explainLayers(layers, request);
      if (answer === null) return fail(context, [notARequest]);
      const contact = contactFor(answer.deciding.policy, answer.explanation.decision);
      const others = answer.others.map(({ layer, decision }) => ({ layer: layer.policy.layer, decision, contact: contactFor(layer.policy, decision) }));
      report(context.terminal, { request, layer: answer.deciding.policy.layer, contact, ...answer.explanation, others }, layeredExplanationLines(answer, sourceWords(layers)).map((line) => line[language]));
      context.finish(EXIT.done);
    });

  question("who-can", both("Dit quels ensembles de personnes peuvent faire cela dans cette catégorie, et lesquels non.", "Says which sets of people can do this in that class, and which cannot.")).action(async (named: string | undefined, options: QuestionOptions) => {
    const now = momentOf(context, options);
    if (!now.ok) return fail(context, [now.failure]);
    const found = await layersAsked(context, named, options, now.value);
    if (!found.ok) return fail(context, found.failure);
    const layers = found.value;
    const known = knownClass(layers[0].policy, options.class);
    if (!known.ok) return fail(context, [known.failure]);
    const answer = whoCan(layers, options.action, known.value, now.value);
    const asked = layers.map(({ policy: { layer }, version }) => ({ layer, version }));
    report(context.terminal, { action: options.action, class: known.value, at: now.value, layers: asked, ...answer }, whoCanLines(layers, answer).map((line) => line[language]));
    context.finish(EXIT.done);
  });
}

function knownClass(policy: Policy, classId: string): Result<string, Problem> {
  if (Object.hasOwn(policy.room_classes, classId)) return ok(classId);
  const known = Object.keys(policy.room_classes).sort().join(", ");
  return failed(problem({ code: "unknown_class", what: both(`ces règles n’ont pas de catégorie « ${classId} » ; il y a ${known}.`, `these rules have no class “${classId}”; there are ${known}.`), exit: EXIT.refused }));
}
