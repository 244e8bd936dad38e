/** What stands against keeping things on this computer, for the person to know. Nothing is deleted by it. */
import type { Live } from "../live.ts";

export type StorageTrouble =
  /** there is no room left: messages and drafts are not taken any more */
  | { readonly code: "full" }
  /** the data of this computer were deleted, or closed, while the application runs */
  | { readonly code: "gone" }
  /** so many messages that had not been sent cannot be read any more */
  | { readonly code: "damaged"; readonly messages: number };

export interface StorageWatch {
  readonly trouble: Live<StorageTrouble | null>;
  /** The person knows of the damaged messages: they are removed, and not told of again. */
  acknowledgeDamage(): Promise<void>;
}
