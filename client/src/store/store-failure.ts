/** IndexedDB's exceptions as expected failures. */
import type { StoreFailure } from "../domain/ports/local-store.ts";

/** @returns the failure that `error`, thrown by IndexedDB, stands for (W3C Indexed Database API 3.0, section "Exceptions"). */
export function storeFailure(error: unknown): StoreFailure {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  switch (name) {
    case "QuotaExceededError":
      return { code: "full" };
    case "InvalidStateError":
    case "AbortError":
      return { code: "closed" };
    case "VersionError":
      return { code: "too_new" };
    default:
      return { code: "unavailable" };
  }
}
