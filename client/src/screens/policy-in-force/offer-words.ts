/** Why an offered version of the rules was refused, in words. The codes are those of the policy specification, section 7. */
import type { RejectedOffer } from "#client/domain/ports/policy-advisor.ts";
import { formatMoment } from "#client/ui/i18n/formats.svelte.ts";
import { t } from "#client/ui/i18n/i18n.svelte.ts";

const SAID = [
  "unsigned",
  "threshold_not_met",
  "signature_invalid",
  "signer_unknown",
  "signer_duplicate",
  "expired",
  "root_expired",
  "version_old",
  "version_conflict",
  "version_skipped",
  "prev_mismatch",
  "issued_in_future",
  "floor_violated",
  "self_test_failed",
  "bundle_mismatch",
] as const;

const CHUNKS = ["chunk_missing", "chunk_mismatch", "too_large"];
const FORM = ["envelope_invalid", "json_invalid", "schema_invalid", "lang_unknown", "layer_unknown", "namespace_wrong", "key_type_unsupported", "key_low_order", "application_wrong", "user_absent"];
const OVERLAY = ["overlay_allows", "overlay_refuses_reading", "renewed_alone", "lasts_too_long"];

export function reasonWords(code: string): string {
  const said = SAID.find((known) => known === code);
  if (said) return t(`offer.${said}`);
  if (CHUNKS.includes(code)) return t("offer.chunk");
  if (OVERLAY.includes(code)) return t("offer.overlay");
  return FORM.includes(code) ? t("offer.form") : t("offer.other", { code });
}

export function offerWords(offer: RejectedOffer): string {
  const said = { when: formatMoment(offer.at), from: t(`policy.from.${offer.from}`), reason: reasonWords(offer.code) };
  return offer.of === null || offer.of === "national" ? t("policy.rejected_line", said) : t(`policy.rejected_line_of.${offer.of}`, said);
}
