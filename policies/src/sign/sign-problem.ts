import type { CompileProblem } from "../compile/compile-problem.ts";
import type { OfferRefusal } from "../verify/refusal-code.ts";

/** Why nothing was signed. */
export type SignProblem =
  | { readonly code: "compile"; readonly problems: readonly CompileProblem[] }
  /** the signer is no officer of the root (or of the layer) */
  | { readonly code: "officer_unknown"; readonly officer: string }
  | { readonly code: "officer_signed_already"; readonly officer: string }
  /** the key that signed is not the one that the root has for this officer */
  | { readonly code: "key_not_in_root"; readonly officer: string }
  /** the text that this officer holds does not compile to what the others signed */
  | { readonly code: "text_differs" }
  /** a draft, root or bundle that was handed in is not right in itself */
  | { readonly code: "not_verified"; readonly refusal: OfferRefusal }
  | { readonly code: "expires_after_root"; readonly rootExpires: string }
  | { readonly code: "expires_before_issue" }
  | { readonly code: "ssh_keygen_missing" | "ssh_keygen_failed"; readonly detail: string };
