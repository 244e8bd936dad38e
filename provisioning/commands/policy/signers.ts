/** Who signs, with which keys, and for how long: options of every command that signs. */
import { InvalidArgumentError, type Command } from "commander";
import type { SigningOfficer } from "#policies/sign/sign-envelope.ts";
import type { DeploymentLayout } from "../../deployment/layout.ts";
import { both } from "../../output/language.ts";
import { officerKeyPath } from "../../policy/example-officers.ts";
import { help, type Context } from "../context.ts";
import { pathFrom } from "../options.ts";
import type { PolicyOptions } from "./places.ts";

export interface SignerOptions extends PolicyOptions {
  readonly officer: readonly string[];
  readonly key?: Readonly<Record<string, string>>;
}

/** `id=path`, several times. */
export function namedPathOption(value: string, known: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const at = value.indexOf("=");
  if (at < 1 || at === value.length - 1) throw new InvalidArgumentError("");
  return { ...known, [value.slice(0, at)]: value.slice(at + 1) };
}

/** A whole number from 1 on. @param most the highest that is taken */
export const countOption =
  (most: number) =>
  (value: string): number => {
    const count = /^[1-9][0-9]{0,3}$/.test(value) ? Number(value) : NaN;
    if (!(count <= most)) throw new InvalidArgumentError("");
    return count;
  };

/** Adds `--officer` and `--key`. */
export const withSigners = (command: Command, context: Context): Command =>
  command
    .requiredOption("--officer <id...>", help(context, both("qui signe (plusieurs possibles)", "who signs (several possible)")))
    .option("--key <id=path>", help(context, both("clé privée, ou clé publique d’un agent SSH ; par défaut celle de l’exemple", "private key, or public key that an SSH agent has; default: the example's")), namedPathOption);

/** Adds `--days`. */
export const withDays = (command: Command, context: Context): Command => command.option("--days <n>", help(context, both("durée de validité", "how long the rules hold")), countOption(9999), 30);

/** Adds `--anew`. */
export const withAnew = (command: Command, context: Context): Command => command.option("--anew", help(context, both("laisse de côté un brouillon existant", "leaves an existing draft aside")));

export const signersFrom = (context: Context, layout: DeploymentLayout, { officer, key }: SignerOptions): readonly SigningOfficer[] =>
  officer.map((id) => {
    const given = key?.[id];
    return { officer: id, keyFile: given === undefined ? officerKeyPath(layout, id) : pathFrom(context, given) };
  });
