/** A message in one line, for a reply or an edit. */
import type { MessageItem } from "#client/domain/timeline-item.ts";
import { t } from "../i18n/i18n.svelte.ts";

export function messageExcerpt(item: MessageItem): string {
  switch (item.body.kind) {
    case "text":
    case "notice":
    case "emote":
      return item.body.text.replace(/\s+/gu, " ");
    case "file":
      return item.body.name;
    case "undecryptable":
      return t("list.preview.unreadable");
    case "redacted":
      return t("timeline.redacted");
    case "unknown":
      return t("timeline.unknown");
  }
}
