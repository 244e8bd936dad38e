/** IndexedDB's exceptions as expected failures. */
import type { StoreFailure } from "../domain/ports/local-store.ts";
import { diskIsFull } from "./disk-space.ts";

/** @returns the failure that `error`, thrown by IndexedDB, stands for (W3C Indexed Database API 3.0, section "Exceptions"). */
export async function storeFailure(error: unknown): Promise<StoreFailure> {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  switch (name) {
    case "QuotaExceededError":
      return { code: "full" };
    case "InvalidStateError":
    case "AbortError":
      // Also what a full disk cuts short, together with everything else of the site that was under way.
      return { code: (await diskIsFull()) ? "full" : "closed" };
    case "VersionError":
      return { code: "too_new" };
    default:
      return { code: (await diskIsFull()) ? "full" : "unavailable" };
  }
}
