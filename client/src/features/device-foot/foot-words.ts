/** The foot of the list: the state of this device and of the rules. The only place where the shell nags. */
import type { ConnectionState } from "#client/domain/ports/signed-in-session.ts";
import { staleLayer, type PolicyStatus } from "#client/domain/ports/policy-advisor.ts";
import { t } from "#client/ui/i18n/i18n.svelte.ts";
import { staleFoot } from "#client/ui/words/stale-words.ts";

export interface FootWords {
  readonly text: string;
  readonly tone: "quiet" | "warn" | "stop";
  /** the device and the rules are in order: the seal may be shown */
  readonly sealed: boolean;
}

/** @returns the most pressing thing; behind an open gate the device itself is verified. */
export function footWords(status: PolicyStatus, connection: ConnectionState): FootWords {
  const version = status.bundle.version;
  const stale = staleLayer(status);
  if (stale !== null) return { text: staleFoot(stale), tone: "stop", sealed: false };
  if ([status, ...status.narrower].some(({ overlay }) => overlay !== null)) return { text: t("foot.overlay"), tone: "warn", sealed: false };
  if (status.rejected.length > 0) return { text: t("foot.rejected"), tone: "warn", sealed: false };
  if (connection === "offline") return { text: t("foot.offline"), tone: "warn", sealed: false };
  if (connection === "connecting") return { text: t("foot.connecting"), tone: "quiet", sealed: false };
  return { text: t("foot.verified", { version }), tone: "quiet", sealed: true };
}
