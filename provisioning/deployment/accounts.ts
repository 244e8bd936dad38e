/** The passwords of the accounts that `chancery state apply` made: `accounts.json`, readable by the owner alone. */
import { randomInt } from "node:crypto";
import type { Problem } from "../output/problem.ts";
import { damagedFile } from "../reading/damaged-file.ts";
import { closedObject, listOf, oneOf, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { readTextIfPresent, writeFileAtomically } from "./atomic-file.ts";

export const ROLES = ["agent", "external", "officer", "service"] as const;
export type Role = (typeof ROLES)[number];

export interface Account {
  readonly user_id: string;
  /** what is typed when signing in */
  readonly user: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
}

const shape = closedObject<{ readonly format: "chancery-accounts/1"; readonly accounts: readonly Account[] }>({
  format: oneOf("chancery-accounts/1"),
  accounts: listOf(closedObject<Account>({ user_id: text, user: text, name: text, role: oneOf(...ROLES), password: text })),
});

/** @returns the accounts; none when the file does not exist yet. */
export async function readAccounts(path: string): Promise<Result<readonly Account[], Problem>> {
  const found = await readTextIfPresent(path);
  if (!found.ok) return found;
  if (found.value === null) return ok([]);
  const read = readJson(shape, found.value);
  return read.ok ? ok(read.value.accounts) : failed(damagedFile(path, read.failure));
}

export const writeAccounts = (path: string, accounts: readonly Account[]): Promise<Result<void, Problem>> =>
  writeFileAtomically(path, `${JSON.stringify({ format: "chancery-accounts/1", accounts }, null, 2)}\n`, 0o600);

/** Letters and digits that nobody mistakes for one another. */
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

/** A password that can be typed: 20 characters out of 31, 99 bits. */
export function generatePassword(): string {
  const group = (): string => Array.from({ length: 5 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join("");
  return [group(), group(), group(), group()].join("-");
}
