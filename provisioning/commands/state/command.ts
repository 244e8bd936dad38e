import { instantOf } from "#policies/evaluate/instant.ts";
import { layersInForce } from "#policies/verify/layers-in-force.ts";
import { readDeploymentFile } from "../../deployment/deployment-file.ts";
import { loopbackHttp } from "../../homeserver/matrix-http.ts";
import { readRegistrationSecret } from "../../homeserver/registration-secret.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import type { Problem } from "../../output/problem.ts";
import { report, tell } from "../../output/terminal.ts";
import { runState } from "../../plan/apply-state.ts";
import { describeChange, type Change } from "../../plan/change.ts";
import { creationBody } from "../../plan/creation-body.ts";
import { publicRoomsOf } from "../../plan/public-rooms-of.ts";
import { readDesiredStateFile } from "../../plan/state-file.ts";
import { addPublicRooms } from "../../policy/public-rooms.ts";
import { failed, ok, type Result } from "../../result.ts";
import { policyInForce } from "../../verify/policy-in-force.ts";
import { fail, help, type AddCommand, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";

interface StateReport {
  readonly changes: readonly Change[];
  /** whether `public-rooms.yaml` has changed, so that the policy has to be signed anew */
  readonly publicRoomsChanged: boolean;
}

async function work(context: Context, file: string, deployment: string | undefined, planOnly: boolean): Promise<Result<StateReport, readonly Problem[]>> {
  const layout = layoutFor(context, deployment);
  const desired = await readDesiredStateFile(pathFrom(context, file));
  if (!desired.ok) return desired;
  const described = await readDeploymentFile(layout.deploymentFile);
  if (!described.ok) return failed([described.failure]);
  const http = loopbackHttp(described.value.homeserver, {
    signal: context.signal,
    onRateLimited: (milliseconds) => tell(context.terminal, both(`Le serveur demande d’attendre ${Math.ceil(milliseconds / 1000)} s.`, `The homeserver asks to wait ${Math.ceil(milliseconds / 1000)} s.`)),
  });
  const inForce = await policyInForce(http, described.value.root, context.now());
  if (!inForce.ok) return failed([inForce.failure]);
  const { bundle, trusted } = inForce.value;
  const now = instantOf(context.now());
  const state = await runState({
    layout,
    desired: desired.value,
    bundles: { national: bundle, narrower: (layersInForce(trusted, now)?.narrower ?? []).map(({ deciding }) => deciding) },
    http,
    registrationSecret: () => readRegistrationSecret(layout),
    creationBody: (room) => creationBody(bundle.policy, room),
    now,
    planOnly,
    onChange: (change, position, total) => tell(context.terminal, both(`${position}/${total} ${describeChange(change).fr}`, `${position}/${total} ${describeChange(change).en}`)),
    signal: context.signal,
  });
  if (!state.ok) return state;
  if (planOnly) return ok({ changes: state.value.changes, publicRoomsChanged: false });
  const written = await addPublicRooms(layout, publicRoomsOf(desired.value, state.value.rooms), context.now());
  return written.ok ? ok({ changes: state.value.changes, publicRoomsChanged: written.value }) : written;
}

const plural = (count: number): { fr: string; en: string } => ({ fr: count < 2 ? "changement" : "changements", en: count === 1 ? "change" : "changes" });

/** `chancery state plan` and `chancery state apply`. */
export const addStateCommands: AddCommand = (program, context) => {
  const { language } = context.terminal;
  const state = program.command("state").description(help(context, both("Personnes et salons d’après un fichier d’état", "People and rooms from a state file")));
  for (const kind of ["plan", "apply"] as const) {
    const command = state
      .command(kind)
      .argument("<file>", help(context, both("fichier d’état (JSON)", "state file (JSON)")))
      .description(
        help(
          context,
          kind === "plan"
            ? both("Dit ce qui serait fait, et ne fait rien.", "Says what would be done, and does nothing.")
            : both("Fait ce qui manque ; une seconde fois, plus rien.", "Does what is missing; the second time, nothing."),
        ),
      );
    withDeployment(command, context).action(async (file: string, options: { readonly deployment?: string }) => {
      const done = await work(context, file, options.deployment, kind === "plan");
      if (!done.ok) return fail(context, done.failure);
      const { changes, publicRoomsChanged } = done.value;
      const count = plural(changes.length);
      const prose = kind === "plan" ? changes.map((change) => `  + ${describeChange(change)[language]}`) : [];
      prose.push(both(`${changes.length} ${count.fr}`, `${changes.length} ${count.en}`)[language]);
      if (publicRoomsChanged) {
        prose.push(both("La liste des salons publics a changé : signez et publiez les règles pour qu’on puisse y écrire.", "The list of public rooms has changed: sign and publish the rules so that people can write into them.")[language]);
      }
      report(context.terminal, { changes: changes.map((change) => ({ kind: change.kind, text: describeChange(change)[language] })), publicRoomsChanged }, prose);
      context.finish(EXIT.done);
    });
  }
};
