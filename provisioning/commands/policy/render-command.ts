/** `chancery policy render`: rules as a page for the public or the gazette. */
import type { Command } from "commander";
import { join } from "node:path";
import { readPublicRooms } from "#policies/compile/read-public-rooms.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { LANGUAGES } from "#policies/model/localised-text.ts";
import type { Policy } from "#policies/model/policy.ts";
import { writeFileAtomically } from "../../deployment/atomic-file.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import type { Problem } from "../../output/problem.ts";
import { report } from "../../output/terminal.ts";
import type { Documents } from "../../policy/documents.ts";
import { readKeptVersion } from "../../policy/kept-versions.ts";
import { embeddedFonts } from "../../policy/page/page-fonts.ts";
import type { PolicyPage, RoomWithReason } from "../../policy/page/policy-page.ts";
import { renderPage } from "../../policy/page/render-page.ts";
import { readHeldPolicy } from "../../policy/policy-files.ts";
import { failed, ok, type Result } from "../../result.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, pathFrom } from "../options.ts";
import { documentsAsked, heldLayer } from "./places.ts";
import { policyAt, withPolicyChoice, type PolicyChoice } from "./policy-choice.ts";

interface RenderOptions extends PolicyChoice {
  readonly before?: string;
  readonly output: string;
}

/** Rooms of a policy with the reasons that documents give. @param documents null: none are at hand */
function roomsWithReasons(policy: Policy, documents: Documents | null): readonly RoomWithReason[] {
  const { rooms } = readPublicRooms(documents?.sources.publicRooms ?? null);
  return policy.public_rooms.map((id) => ({ id, reason: rooms.find((room) => room.id === id)?.comment ?? null }));
}

/** The earlier version that was asked for with `--before`. */
async function beforeAsked(context: Context, options: RenderOptions): Promise<Result<PolicyPage["before"], readonly Problem[]>> {
  if (options.before === undefined) return ok(null);
  const policy = await policyAt(context, options.before, options);
  return policy.ok ? ok({ policy: policy.value, version: null }) : policy;
}

/** The deployment's signed rules, compared with the version before when that was kept. */
async function signedPage(context: Context, options: RenderOptions): Promise<Result<PolicyPage, readonly Problem[]>> {
  const layout = layoutFor(context, options.deployment);
  const held = await heldLayer(context, options);
  if (!held.ok) return failed([held.failure]);
  const { current, trusted } = held.value;
  const { bundle } = current;
  const now = instantOf(context.now());
  const kept = await readKeptVersion(layout, bundle.layer, held.value, bundle.version, context.now());
  const asked = await beforeAsked(context, options);
  if (!asked.ok) return asked;
  const previous = asked.value === null && bundle.version > 1 ? await readKeptVersion(layout, bundle.layer, held.value, bundle.version - 1, context.now()) : null;
  const before = asked.value ?? (previous?.ok === true ? { policy: previous.value.bundle.policy, version: previous.value.bundle.version } : null);
  // What was not kept is missing, and the page says so; what was altered where it lies is a reason to stop.
  for (const one of [kept, previous]) if (one?.ok === false && one.failure.some(({ code }) => code !== "version_not_kept")) return one;
  return ok({
    policy: bundle.policy,
    publicRooms: roomsWithReasons(bundle.policy, kept.ok ? kept.value.documents : null),
    signed: { bundle, rootVersion: trusted.root.version, overlay: trusted.inForce(bundle.layer, now)?.overlay ?? null },
    before,
    now,
  });
}

/** Documents, as a draft, compared with what the deployment has signed, if it has. */
async function draftPage(context: Context, named: string | undefined, options: RenderOptions): Promise<Result<PolicyPage, readonly Problem[]>> {
  const documents = await documentsAsked(context, named, options);
  if (!documents.ok) return documents;
  const { policy } = documents.value.compiled;
  const asked = await beforeAsked(context, options);
  if (!asked.ok) return asked;
  const held = asked.value === null ? await readHeldPolicy(layoutFor(context, options.deployment), context.now()) : ok(null);
  if (!held.ok) return failed([held.failure]);
  const inForce = held.value?.bundles.get(policy.layer)?.bundle ?? null;
  // Documents of another policy (an example, say) are no later version of the deployment's.
  const comparable = inForce !== null && inForce.policy.id === policy.id;
  const before = asked.value ?? (comparable ? { policy: inForce.policy, version: inForce.version } : null);
  return ok({ policy, publicRooms: roomsWithReasons(policy, documents.value), signed: null, before, now: instantOf(context.now()) });
}

export function addRenderCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  withPolicyChoice(
    policy.command("render").description(
      help(
        context,
        both(
          "Écrit les règles comme page pour le public ou le journal officiel : un fichier HTML par langue, imprimable, sans script. Les documents donnent un projet, non signé.",
          "Writes the rules as a page for the public or the gazette: one HTML file for each language, printable, without script. Documents give a draft, unsigned.",
        ),
      ),
    ),
    context,
  )
    .option("--before <path>", help(context, both("version antérieure à comparer : dossier de documents ou fichier signé", "earlier version to compare with: folder of documents or signed file")))
    .option("-o, --output <dir>", help(context, both("dossier où écrire (par défaut : le dossier courant)", "folder to write into (default: the current one)")), ".")
    .action(async (named: string | undefined, options: RenderOptions) => {
      const page = await (options.signed === true ? signedPage(context, options) : draftPage(context, named, options));
      if (!page.ok) return fail(context, page.failure);
      const fonts = await embeddedFonts();
      if (!fonts.ok) return fail(context, [fonts.failure]);
      const folder = pathFrom(context, options.output);
      const { signed } = page.value;
      const name = `${page.value.policy.id}-${signed === null ? "draft" : `v${signed.bundle.version}`}`;
      const fileIn = (one: (typeof LANGUAGES)[number]): string => `${name}.${one}.html`;
      const files: string[] = [];
      for (const one of LANGUAGES) {
        const file = join(folder, fileIn(one));
        const written = await writeFileAtomically(file, renderPage(page.value, one, fileIn(one === "fr" ? "en" : "fr"), fonts.value), 0o644);
        if (!written.ok) return fail(context, [written.failure]);
        files.push(file);
      }
      report(context.terminal, { files, version: signed?.bundle.version ?? null, compared: page.value.before !== null }, [
        ...files,
        (signed === null ? both("Projet, non signé : les pages le disent.", "Draft, unsigned: the pages say so.") : both(`Version ${signed.bundle.version}, signatures vérifiées.`, `Version ${signed.bundle.version}, signatures verified.`))[language],
      ]);
      context.finish(EXIT.done);
    });
}
