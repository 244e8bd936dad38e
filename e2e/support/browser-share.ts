/** The share of the disk that the browser grants a site, which a test uses up: the browser itself then refuses to store anything. */
import type { Page } from "@playwright/test";

/** More than the client needs, and soon asked for. */
const BYTES = 16_000_000;

export interface BrowserShare {
  /** From now on there is no room. */
  exhaust(): Promise<void>;
  /** There is room again. */
  restore(): Promise<void>;
}

/** @param page - before it goes to `url`: what is left of the share is remembered from the first write on */
export async function smallShare(page: Page, url: string): Promise<BrowserShare> {
  const { origin } = new URL(url);
  const browser = await page.context().newCDPSession(page);
  const limit = (quotaSize?: number) => browser.send("Storage.overrideQuotaForOrigin", { origin, ...(quotaSize === undefined ? {} : { quotaSize }) });
  await limit(BYTES);
  return {
    async exhaust() {
      await limit(1);
      // Only when more is asked for than was left half a minute ago does Chromium look how much is left now.
      await page.evaluate(
        (bytes) =>
          new Promise<void>((resolve, reject) => {
            const opening = indexedDB.open("too-much", 1);
            opening.onupgradeneeded = () => void opening.result.createObjectStore("rows");
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const writing = opening.result.transaction("rows", "readwrite");
              writing.objectStore("rows").put(new Uint8Array(bytes), 1);
              writing.oncomplete = () => reject(new Error("there was room"));
              writing.onabort = () => {
                opening.result.close();
                resolve();
              };
            };
          }),
        BYTES + 1,
      );
    },
    async restore() {
      await limit();
    },
  };
}
