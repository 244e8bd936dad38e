/** The databases of a session in IndexedDB: whether they are there, and leaving none behind. */
import type { StoreProblem } from "../domain/ports/application.ts";
import type { StoreFailure } from "../domain/ports/local-store.ts";
import { deleteDatabase } from "../platform/indexed-db.ts";
import { cryptoDatabasePrefix, isSessionDatabase, localDatabaseName, type KeptSession } from "./application-kept-session.ts";

/** How long a database that another connection still holds is waited for, in ms; it goes when that closes. */
const PATIENCE_MS = 2_000;

export async function eraseSessionDatabases(factory: IDBFactory): Promise<void> {
  const names = (await factory.databases()).flatMap(({ name }) => (name !== undefined && isSessionDatabase(name) ? [name] : []));
  await Promise.all(names.map((name) => deleteDatabase(factory, name, PATIENCE_MS)));
}

/**
 * Looked for before any is opened, because opening makes what is missing: an empty crypto store would give this device new
 * keys under its old name, and an empty local store would pass for one in which nothing waits.
 */
export async function missingStores(factory: IDBFactory, session: Pick<KeptSession, "databaseId">): Promise<"deleted" | "keys_deleted" | null> {
  const names = (await factory.databases()).map(({ name }) => name ?? "");
  if (!names.some((name) => name.startsWith(cryptoDatabasePrefix(session)))) return "keys_deleted";
  return names.includes(localDatabaseName(session)) ? null : "deleted";
}

/** @returns what a local store that does not open means to the person. */
export function problemOf(failure: StoreFailure): StoreProblem {
  if (failure.code === "too_new" || failure.code === "full") return failure.code;
  return "unreadable";
}
