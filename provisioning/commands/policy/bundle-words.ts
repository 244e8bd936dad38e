/** What a signed bundle is, for machines and in words. */
import type { PolicyBundle, PolicyOverlay } from "#policies/model/policy-bundle.ts";
import { both, type Language } from "../../output/language.ts";

/** What a bundle and an overlay have in common. @param now Instant */
export const signedFacts = ({ version, sha256, issued_at, expires, signed_by }: PolicyBundle | PolicyOverlay, now: string): Record<string, unknown> => ({
  version,
  sha256,
  issuedAt: issued_at,
  expires,
  expired: now >= expires,
  signedBy: signed_by.map(({ id }) => id),
});

/** @param now Instant */
export const bundleFacts = (bundle: PolicyBundle, now: string): Record<string, unknown> => ({ layer: bundle.layer, ...signedFacts(bundle, now), threshold: bundle.threshold });

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
