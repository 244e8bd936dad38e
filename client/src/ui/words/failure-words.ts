/** What went wrong, as the end of a sentence ("… : pas de connexion au serveur."). */
import type { Failure } from "#client/domain/failure.ts";
import { t } from "../i18n/i18n.svelte.ts";

export function failureWords(failure: Failure): string {
  if (failure.code === "refused") return t("failure.refused", { rule: failure.refusal.ruleId });
  if (failure.code === "rate_limited") return t("failure.rate_limited", { seconds: Math.max(1, Math.ceil(failure.retryAfterMs / 1000)) });
  const code: Exclude<Failure["code"], "refused" | "rate_limited"> = failure.code;
  return t(`failure.${code}`);
}
