/** Leaves no session behind in IndexedDB. */
import { deleteDatabase } from "../platform/indexed-db.ts";
import { isSessionDatabase } from "./application-kept-session.ts";

/** How long a database that another connection still holds is waited for, in ms; it goes when that closes. */
const PATIENCE_MS = 2_000;

export async function eraseSessionDatabases(factory: IDBFactory): Promise<void> {
  const names = (await factory.databases()).flatMap(({ name }) => (name !== undefined && isSessionDatabase(name) ? [name] : []));
  await Promise.all(names.map((name) => deleteDatabase(factory, name, PATIENCE_MS)));
}
