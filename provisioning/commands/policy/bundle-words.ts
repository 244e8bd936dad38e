/** What a signed bundle is, for machines and in words. */
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { both, type Language } from "../../output/language.ts";

/** @param now Instant */
export const bundleFacts = (bundle: PolicyBundle, now: string): Record<string, unknown> => ({
  layer: bundle.layer,
  version: bundle.version,
  sha256: bundle.sha256,
  issuedAt: bundle.issued_at,
  expires: bundle.expires,
  expired: now >= bundle.expires,
  signedBy: bundle.signed_by.map(({ id }) => id),
  threshold: bundle.threshold,
});

/** @param now Instant */
export function bundleLines(bundle: PolicyBundle, language: Language, now: string): string[] {
  const signers = bundle.signed_by.map(({ name, title }) => `${name} (${title[language]})`).join(", ");
  const expired = now >= bundle.expires;
  return [
    both(`Version ${bundle.version} (${bundle.layer}), SHA-256 ${bundle.sha256}`, `Version ${bundle.version} (${bundle.layer}), SHA-256 ${bundle.sha256}`)[language],
    both(`Signée par ${signers} ; ${bundle.threshold} signatures requises`, `Signed by ${signers}; ${bundle.threshold} signatures required`)[language],
    both(`Émise le ${bundle.issued_at}, ${expired ? "expirée depuis le" : "valable jusqu’au"} ${bundle.expires}`, `Issued ${bundle.issued_at}, ${expired ? "expired since" : "valid until"} ${bundle.expires}`)[language],
  ];
}
