import type { LocalisedText } from "#policies/model/localised-text.ts";
import type { UserId } from "./ids.ts";

/**
 * proven: the identity is verified or certified; unproven: first seen, never compared; changed: not the one
 * that was pinned; unknown: this person has no cryptographic identity yet.
 */
export type IdentityState = "proven" | "unproven" | "changed" | "unknown";

export interface Person {
  readonly userId: UserId;
  readonly displayName: string;
  readonly identity: IdentityState;
  /** the title of the first set of the signed policy that names this person; null: an external */
  readonly affiliation: LocalisedText | null;
  readonly external: boolean;
  readonly service: boolean;
}
