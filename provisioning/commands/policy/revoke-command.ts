/** `chancery policy revoke`: what one officer can refuse at once, for three days at most. */
import { Option, type Command } from "commander";
import { instantOf, later } from "#policies/evaluate/instant.ts";
import { normalisedJson } from "#policies/compile/normalised-json.ts";
import type { Envelope } from "#policies/model/policy-bundle.ts";
import { ACTIONS, type Action, type Rule } from "#policies/model/policy.ts";
import { readOverlay } from "#policies/verify/overlay.ts";
import { rm } from "node:fs/promises";
import type { LayerLayout } from "../../deployment/layout.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { problem, type Problem } from "../../output/problem.ts";
import { report, tell } from "../../output/terminal.ts";
import { checkedRefusal, emergencyRules, overlayLines } from "../../policy/emergency-rules.ts";
import { readEnvelope } from "../../policy/policy-files.ts";
import { indented } from "../../policy/policy-words.ts";
import { refusalProblem } from "../../policy/refusal-problem.ts";
import { signDeploymentOverlay, type OverlaySigning, type SignedOverlay } from "../../policy/sign-overlay.ts";
import { failed, ok, type Result } from "../../result.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, withDeployment } from "../options.ts";
import { heldLayer, withLayer } from "./places.ts";
import { countOption, signersFrom, withAnew, withSigners, type SignerOptions } from "./signers.ts";

const LONGEST_HOURS = 72;

interface RevokeOptions extends SignerOptions {
  readonly action: readonly Action[];
  readonly user: readonly string[];
  readonly set: readonly string[];
  readonly externals?: true;
  readonly class: readonly string[];
  readonly reasonFr: string;
  readonly reasonEn: string;
  readonly hours: number;
  readonly withdraw?: true;
  readonly anew?: true;
}

const usage = (fr: string, en: string): Result<never, readonly Problem[]> => failed([problem({ code: "usage", what: both(fr, en), exit: EXIT.usage })]);
const refused = (code: string, where: string, fr: string, en: string): Result<never, readonly Problem[]> => failed([problem({ code, where, what: both(fr, en), exit: EXIT.refused })]);

/** What the options say is refused; none: what was refused before is withdrawn. */
function rulesAsked(held: OverlaySigning["held"], options: RevokeOptions): Result<readonly Rule[], readonly Problem[]> {
  const { bundle } = held.current;
  if (options.withdraw === true) {
    if (options.action.length > 0) return usage("--withdraw lève tout ; --action n’y a pas sa place.", "--withdraw lifts everything; --action has no place beside it.");
    const before = held.trusted.overlay(bundle.layer);
    return before !== null && before.rules.length > 0 ? ok([]) : refused("nothing_to_withdraw", `version ${bundle.version}`, "aucune mesure d’urgence n’est à lever.", "there is no emergency measure to lift.");
  }
  if (options.action.length === 0) return usage("dites ce qui est refusé, avec --action.", "say what is refused, with --action.");
  const refusal = checkedRefusal(bundle.policy, {
    actions: options.action,
    users: options.user,
    sets: options.set,
    externals: options.externals === true,
    classes: options.class,
    reason: both(options.reasonFr, options.reasonEn),
    remedy: both(`Adressez-vous à ${bundle.policy.contact}.`, `Turn to ${bundle.policy.contact}.`),
  });
  return refusal.ok ? ok(emergencyRules(refusal.value)) : refusal;
}

/** Nobody signs what somebody else wrote: a second officer says the same, and signs only if it comes to the same rules for the same time. */
function sameAsDraft(draft: Envelope, { overlayDraft }: LayerLayout, rules: readonly Rule[], hours: number): Result<void, readonly Problem[]> {
  const read = readOverlay(Buffer.from(draft.payload, "base64"));
  if (!read.ok) return failed([refusalProblem(overlayDraft, read.failure)]);
  const { issued_at, expires, rules: drafted } = read.value;
  if (normalisedJson(drafted) === normalisedJson(rules) && expires === later(issued_at, hours * 60 * 60)) return ok(undefined);
  return failed([
    problem({
      code: "text_differs",
      where: overlayDraft,
      what: both("ce que l’autre responsable a signé n’est pas ce que vous demandez ; rien n’a été signé.", "what the other officer signed is not what you ask for; nothing was signed."),
      remedy: both("Entendez-vous sur les mêmes options, ou laissez ce brouillon de côté avec --anew.", "Agree on the same options, or leave that draft aside with --anew."),
      exit: EXIT.refused,
    }),
  ]);
}

async function revoke(context: Context, options: RevokeOptions): Promise<Result<SignedOverlay & { readonly rules: readonly Rule[] }, readonly Problem[]>> {
  const layout = layoutFor(context, options.deployment);
  const found = await heldLayer(context, options);
  if (!found.ok) return failed([found.failure]);
  const held = found.value;
  const { current } = held;
  const files = layout.layers[current.bundle.layer];
  const rules = rulesAsked(held, options);
  if (!rules.ok) return rules;
  if (options.anew === true) await rm(files.overlayDraft, { force: true });
  const draft = await readEnvelope(files.overlayDraft);
  if (!draft.ok) return failed([draft.failure]);
  const same = draft.value === null ? ok(undefined) : sameAsDraft(draft.value, files, rules.value, options.hours);
  if (!same.ok) return same;
  // Shown before anything is signed, as with `sign`.
  tell(context.terminal, both(`Sur les règles n° ${current.bundle.version}, pour ${options.hours} h :`, `Upon rules no. ${current.bundle.version}, for ${options.hours} h:`));
  const now = instantOf(context.now());
  for (const line of overlayLines(current.bundle.policy, held.trusted.inForce(current.bundle.layer, now)?.overlay?.rules ?? [], rules.value, now)) tell(context.terminal, indented(line));
  const signed = await signDeploymentOverlay({ layout, held, rules: rules.value, hours: options.hours, signers: signersFrom(context, layout, options), now: context.now() });
  return signed.ok ? ok({ ...signed.value, rules: rules.value }) : signed;
}

export function addRevokeCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const command = policy
    .command("revoke")
    .description(
      help(
        context,
        both(
          "Refuse d’urgence, pour 72 heures au plus. Une signature suffit la première fois ; pour prolonger, changer ou lever, il en faut deux. Ne peut ni permettre, ni empêcher de lire.",
          "Refuses in an emergency, for 72 hours at most. One signature is enough the first time; to prolong, change or lift it takes two. Can neither allow, nor refuse reading.",
        ),
      ),
    );
  withAnew(withSigners(withLayer(withDeployment(command, context), context), context), context)
    .addOption(new Option("--action <action...>", help(context, both("ce qui est refusé", "what is refused"))).choices([...ACTIONS]).default([]))
    .option("--user <user-id...>", help(context, both("à qui, avec * et ? (par défaut : à tous)", "to whom, with * and ? (default: to everybody)")), [])
    .option("--set <name...>", help(context, both("à qui, par ensemble de personnes", "to whom, by set of people")), [])
    .option("--externals", help(context, both("aux externes", "to externals")))
    .option("--class <id...>", help(context, both("dans les salons de ces catégories (par défaut : partout)", "in rooms of these classes (default: everywhere)")), [])
    .option("--reason-fr <text>", help(context, both("ce que lit la personne refusée, en français", "what the person refused reads, in French")), "Suspendu d’urgence par les responsables des règles.")
    .option("--reason-en <text>", help(context, both("ce que lit la personne refusée, en anglais", "what the person refused reads, in English")), "Suspended in an emergency by the policy officers.")
    .option("--hours <n>", help(context, both("pour combien d’heures, 72 au plus", "for how many hours, 72 at most")), countOption(LONGEST_HOURS), LONGEST_HOURS)
    .option("--withdraw", help(context, both("lève ce qui avait été refusé", "lifts what was refused")))
    .action(async (options: RevokeOptions) => {
      const done = await revoke(context, options);
      if (!done.ok) return fail(context, done.failure);
      if (done.value.kind === "complete") {
        const { layer, version, expires, sha256, bundle, rules, signed_by } = done.value.overlay;
        report(context.terminal, { kind: "complete", layer, bundle: bundle.version, version, expires, sha256, signedBy: signed_by.map(({ id }) => id), rules }, [
          both(`Mesure d’urgence n° ${version} signée, jusqu’au ${expires}. Elle entre en vigueur avec « chancery policy publish ».`, `Emergency measure no. ${version} signed, until ${expires}. It comes into force with \`chancery policy publish\`.`)[language],
        ]);
      } else {
        const { overlayDraft } = layoutFor(context, options.deployment).layers[options.layer ?? "national"];
        report(context.terminal, { kind: "draft", draft: overlayDraft, rules: done.value.rules }, [
          both(
            `Une mesure d’urgence a déjà été prise sur ces règles : le brouillon ${overlayDraft} attend une deuxième personne, avec les mêmes options.`,
            `An emergency measure was taken upon these rules before: the draft ${overlayDraft} waits for a second person, with the same options.`,
          )[language],
        ]);
      }
      context.finish(EXIT.done);
    });
}
