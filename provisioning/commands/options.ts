/** Options that several commands share. */
import { InvalidArgumentError, type Command } from "commander";
import { resolve } from "node:path";
import { deploymentLayout, type DeploymentLayout } from "../deployment/layout.ts";
import { both } from "../output/language.ts";
import { help, type Context } from "./context.ts";

/** Address of the example's homeserver when nothing else is said. */
export const DEFAULT_HOMESERVER_PORT = 18008;
export const DEFAULT_CLIENT_PORT = 18080;
export const SERVICE_PORTS = { least: 1024, most: 65535 } as const;

export function portOption(value: string): number {
  const port = /^[0-9]{4,5}$/.test(value) ? Number(value) : NaN;
  if (!(port >= SERVICE_PORTS.least && port <= SERVICE_PORTS.most)) throw new InvalidArgumentError("");
  return port;
}

/** Adds `--deployment DIR`. */
export const withDeployment = (command: Command, context: Context): Command =>
  command.option("--deployment <dir>", help(context, both("dossier du déploiement (par défaut : .chancery/example)", "deployment directory (default: .chancery/example)")));

/** @param chosen value of `--deployment`, when given */
export const layoutFor = (context: Context, chosen: string | undefined): DeploymentLayout =>
  deploymentLayout(chosen === undefined ? resolve(context.repository.shared, "example") : resolve(context.workingDirectory, chosen));

export const pathFrom = (context: Context, path: string): string => resolve(context.workingDirectory, path);
