/** The words of one line of the room list. */
import type { MessagePreview, RoomSummary } from "#client/domain/room.ts";
import { t } from "#client/ui/i18n/i18n.svelte.ts";
import { isDirect } from "./sections.ts";

/**
 * The second line: what was said last, and where its sender cannot be proven, that; for a person whose identity is not proven, that.
 * A doubt about who somebody is comes before what they wrote.
 */
export function previewWords(room: RoomSummary): string {
  if (room.directIdentity === "changed") return t("list.identity_changed");
  if (room.directIdentity === "unproven") return t("list.identity_unproven");
  const preview = room.preview;
  if (!preview) return room.topic ?? t("list.preview.no_message");
  // Before the words, which may be longer than the row.
  return (preview.restored || preview.unprotected) && preview.text !== null ? t("list.preview.restored", { line: spoken(room, preview) }) : spoken(room, preview);
}

function spoken(room: RoomSummary, preview: MessagePreview): string {
  const text = preview.pending === true ? "…" : (preview.text ?? t("list.preview.unreadable"));
  if (preview.own) return t("list.preview.own", { text });
  return isDirect(room) || preview.text === null ? text : t("list.preview.other", { name: firstName(preview.senderName), text });
}

function firstName(name: string): string {
  return name.split(/\s/u)[0] ?? name;
}

/** What assistive technology hears after the name: how much is unread. Null when nothing is. */
export function unreadWords(room: RoomSummary): string | null {
  const parts = [
    room.unread > 0 ? t("list.unread", { count: room.unread }) : null,
    room.mentions > 0 ? t("list.mentions", { count: room.mentions }) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : null;
}
