/** Why something offered is not trusted (SPECIFICATION.md section 7). Screens and logs turn the codes into words. */
export const REFUSAL_CODES = [
  "envelope_invalid", "unsigned", "signer_unknown", "signer_duplicate", "signature_invalid", "namespace_wrong", "key_type_unsupported",
  "application_wrong", "user_absent",
  "threshold_not_met", "json_invalid", "schema_invalid", "lang_unknown", "layer_unknown",
  "key_low_order", "officer_duplicate", "threshold_unreachable", "root_expired",
  "issued_in_future", "expired", "version_old", "version_same", "version_conflict", "version_skipped", "prev_mismatch",
  "chunk_missing", "chunk_mismatch", "too_large", "floor_violated", "self_test_failed",
  "role_missing", "lasts_too_long", "bundle_mismatch", "overlay_allows", "overlay_refuses_reading", "renewed_alone",
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface OfferRefusal {
  readonly code: RefusalCode;
  /** where and what, in English, for a log and for officers; null when the code says it all */
  readonly detail: string | null;
}
