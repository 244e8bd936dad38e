import { both } from "../../output/language.ts";
import { EXIT } from "../../output/exit-codes.ts";
import { fail, help, type AddCommand } from "../context.ts";
import { DEFAULT_CLIENT_PORT, DEFAULT_HOMESERVER_PORT, layoutFor, portOption, withDeployment } from "../options.ts";
import { start } from "./start.ts";

interface StartOptions {
  readonly deployment?: string;
  readonly homeserverPort: number;
  readonly clientPort: number;
  readonly open: boolean;
  readonly reset?: true;
  readonly relaxedRateLimits?: true;
}

/** `chancery start`: what `npm start` ends in. */
export const addStartCommand: AddCommand = (program, context) => {
  const command = program
    .command("start")
    .description(help(context, both("Installe et démarre un État d’exemple sur cette machine, puis ouvre le client.", "Sets up and starts an example state on this machine, then opens the client.")));
  withDeployment(command, context)
    .option("--homeserver-port <n>", help(context, both("port local du serveur", "loopback port of the homeserver")), portOption, DEFAULT_HOMESERVER_PORT)
    .option("--client-port <n>", help(context, both("port local du client", "loopback port of the client")), portOption, DEFAULT_CLIENT_PORT)
    .option("--no-open", help(context, both("n’ouvre ni application ni navigateur", "opens neither application nor browser")))
    .option("--reset", help(context, both("efface d’abord ce déploiement : comptes, messages, clés", "first deletes this deployment: accounts, messages, keys")))
    .option("--relaxed-rate-limits", help(context, both("cadences mille fois plus larges, pour des essais automatiques ; seulement pour un État d’exemple", "rates a thousand times wider, for automatic tests; for an example state only")))
    .action(async (options: StartOptions) => {
      const ended = await start(context, {
        layout: layoutFor(context, options.deployment),
        elsewhere: options.deployment !== undefined,
        homeserverPort: options.homeserverPort,
        clientPort: options.clientPort,
        open: options.open,
        reset: options.reset === true,
        relaxedRateLimits: options.relaxedRateLimits === true,
      });
      if (!ended.ok) fail(context, ended.failure);
      else context.finish(EXIT.done);
    });
};
