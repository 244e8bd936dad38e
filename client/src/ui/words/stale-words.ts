/** That this device may not have the newest rules of a layer, in words: in one line, and with what follows from it. */
import type { LayerStatus } from "#client/domain/ports/policy-advisor.ts";
import { formatDate } from "../i18n/formats.svelte.ts";
import { t } from "../i18n/i18n.svelte.ts";

const facts = ({ deciding, staleSince }: LayerStatus) => ({ version: deciding.version, date: formatDate(staleSince ?? deciding.expires) });

/** @param stale the layer that is stale */
export function staleFoot(stale: LayerStatus): string {
  const { layer } = stale.deciding;
  return layer === "national" ? t(`foot.stale.${stale.staleBy}`, facts(stale)) : t(`foot.stale_layer.${layer}`);
}

/** @param stale the layer that is stale */
export function staleBanner(stale: LayerStatus): string {
  const { layer } = stale.deciding;
  return layer === "national" ? t(`stale.banner.${stale.staleBy}`, facts(stale)) : t(`stale.banner_layer.${layer}`);
}
