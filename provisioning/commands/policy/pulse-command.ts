/** `chancery policy pulse`: what a policy host runs again and again. */
import type { Command } from "commander";
import { readPulse } from "#policies/verify/pulse.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { both } from "../../output/language.ts";
import { report } from "../../output/terminal.ts";
import { refusalProblem } from "../../policy/refusal-problem.ts";
import { signDeploymentPulse } from "../../policy/sign-pulse.ts";
import { fail, help, type Context } from "../context.ts";
import { layoutFor, pathFrom, withDeployment } from "../options.ts";
import { statedWords } from "./held-words.ts";
import { heldPolicy, type PolicyOptions } from "./places.ts";

interface PulseOptions extends PolicyOptions {
  readonly host: string;
  readonly key: string;
}

export function addPulseCommand(policy: Command, context: Context): void {
  const { language } = context.terminal;
  const command = policy
    .command("pulse")
    .description(
      help(
        context,
        both(
          "Certifie, pour 24 heures, quelles versions sont les dernières. Un poste que la racine nomme le fait chaque heure ; sans cela les clients cessent d’élargir.",
          "States, for 24 hours, which versions are the newest. A policy host that the root names does so every hour; without it clients stop widening.",
        ),
      ),
    );
  withDeployment(command, context)
    .requiredOption("--host <id>", help(context, both("le poste, tel que la racine le nomme", "the policy host, as the root names it")))
    .requiredOption("--key <path>", help(context, both("sa clé privée, ou sa clé publique si un agent SSH a l’autre", "its private key, or its public key if an SSH agent has the other")))
    .action(async (options: PulseOptions) => {
      const layout = layoutFor(context, options.deployment);
      const held = await heldPolicy(context, layout);
      if (!held.ok) return fail(context, [held.failure]);
      const signed = await signDeploymentPulse({ layout, held: held.value, host: { officer: options.host, keyFile: pathFrom(context, options.key) }, now: context.now() });
      if (!signed.ok) return fail(context, signed.failure);
      const stated = readPulse(Buffer.from(signed.value.payload, "base64"));
      if (!stated.ok) return fail(context, [refusalProblem(layout.pulse, stated.failure)]);
      const { expires, root, layers } = stated.value;
      report(context.terminal, { host: options.host, issuedAt: stated.value.issued_at, expires, root: root.version, layers }, [
        both(
          `Racine n° ${root.version}, règles ${statedWords(layers).fr} : certifiées jusqu’au ${expires}. Cela compte dès « chancery policy publish ».`,
          `Root no. ${root.version}, rules ${statedWords(layers).en}: vouched for until ${expires}. It counts from \`chancery policy publish\` on.`,
        )[language],
      ]);
      context.finish(EXIT.done);
    });
}
