/**
 * The connection to the database under the store. When the disk is full Chromium closes every connection of the site, and opens none
 * until there is room; then what was kept is all there. So a connection that the browser closed is made anew when it is needed next.
 */
import type { StoreFailure } from "../domain/ports/local-store.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { openDatabase } from "./database.ts";
import { beginNewLog } from "./new-log.ts";

/** @returns a database that can be written into: on a disk without room none is, because what is kept could be lost by it. */
export async function openSafely(factory: IDBFactory, name: string, wanted: "any" | "existing"): Promise<Result<IDBDatabase, StoreFailure>> {
  const opened = await openDatabase(factory, name, wanted);
  if (!opened.ok) return opened;
  const begun = await beginNewLog(factory);
  if (begun.ok || begun.failure.code !== "full") return opened;
  opened.value.close();
  return begun;
}

export class Connection {
  readonly #reopen: () => Promise<Result<IDBDatabase, StoreFailure>>;
  readonly #heard: (trouble: StoreFailure) => void;
  #database: IDBDatabase | null = null;
  #opening: Promise<Result<IDBDatabase, StoreFailure>> | null = null;
  #closedByUs = false;
  /** the database was deleted or upgraded: an empty one under its name would hide that */
  #gone = false;

  /** @param heard - told why there is none any more, unless `close` was called */
  constructor(factory: IDBFactory, name: string, database: IDBDatabase, heard: (trouble: StoreFailure) => void) {
    this.#reopen = () => openSafely(factory, name, "existing");
    this.#heard = heard;
    this.#hold(database);
  }

  /** @returns the open database; fails as `closed` when it is gone for good */
  database(): Promise<Result<IDBDatabase, StoreFailure>> {
    if (this.#closedByUs || this.#gone) return Promise.resolve(failed({ code: "closed" }));
    if (this.#database !== null) return Promise.resolve(ok(this.#database));
    this.#opening ??= this.#reopen().then((opened) => {
      this.#opening = null;
      if (opened.ok && this.#closedByUs) {
        opened.value.close();
        return failed({ code: "closed" });
      }
      if (opened.ok) this.#hold(opened.value);
      else if (opened.failure.code === "closed") this.#gone = true;
      return opened;
    });
    return this.#opening;
  }

  /** `database` takes no transaction any more. */
  lose(database: IDBDatabase): void {
    if (this.#database === database) this.#database = null;
  }

  close(): void {
    this.#closedByUs = true;
    this.#database?.close();
  }

  #hold(database: IDBDatabase): void {
    this.#database = database;
    // Somebody who deletes or upgrades the database must not be held up by this window.
    database.onversionchange = () => {
      database.close();
      this.#gone = true;
      if (!this.#closedByUs) this.#heard({ code: "closed" });
    };
    // The browser itself closed it: its data were cleared, or the disk is full or failed. Opening it tells which.
    database.onclose = () => {
      this.lose(database);
      void this.database().then((opened) => {
        if (!opened.ok && !this.#closedByUs) this.#heard(opened.failure);
      });
    };
  }
}
