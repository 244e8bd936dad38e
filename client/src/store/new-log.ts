/**
 * Makes the browser begin a new log under the site's databases. Chromium 156 goes on in the last one when it opens them, also behind a
 * record that a full disk, or a cut of the power, left unfinished; the opening after that finds the log damaged, and Chromium then deletes
 * every database of the site, keys included (measured on tmpfs and ext4). A database that is deleted brings a new log, in which
 * only whole records are.
 */
import type { StoreFailure } from "../domain/ports/local-store.ts";
import { failed, type Result } from "../domain/result.ts";
import { deleteDatabase } from "./database.ts";
import { storeFailure } from "./store-failure.ts";

const NAME = "chancery-new-log";

/** @returns once what is written next is safe from what was written before; fails when there is no room for that */
export async function beginNewLog(factory: IDBFactory): Promise<Result<void, StoreFailure>> {
  try {
    await new Promise<void>((resolve, reject) => {
      const request = factory.open(NAME);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
  } catch (error) {
    return failed(await storeFailure(error));
  }
  return deleteDatabase(factory, NAME);
}
