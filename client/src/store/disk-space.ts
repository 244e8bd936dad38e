/** Whether the disk has room. IndexedDB does not say: what Chromium cannot write for want of room it calls an unknown or internal error. */

/** Less than what a database needs to go on is none: Chromium's writes its tables by so much. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** @returns true when the browser's file system (WHATWG File System Standard), which lies on the same disk and says so, has no room for a file either. */
export async function diskIsFull(): Promise<boolean> {
  try {
    const folder = await navigator.storage.getDirectory();
    const name = crypto.randomUUID();
    try {
      const file = await (await folder.getFileHandle(name, { create: true })).createWritable();
      await file.write(new Uint8Array(PIECE_BYTES));
      await file.close();
    } finally {
      await folder.removeEntry(name).catch(() => undefined);
    }
    return false;
  } catch (error) {
    // The second where there is not even room for the site's folder.
    return error instanceof DOMException && ["QuotaExceededError", "InvalidStateError"].includes(error.name);
  }
}
