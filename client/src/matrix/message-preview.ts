import type { MessagePreview } from "../domain/room.ts";
import type { MessageItem } from "../domain/timeline-item.ts";
import { excerpt } from "./message-body.ts";

/**
 * What the row of a room says of the message that was written last.
 * @param encrypted - whether the room is.
 */
export const messagePreview = ({ sender, own, body, restored, authentic }: MessageItem, encrypted: boolean): MessagePreview => ({
  senderName: sender.displayName,
  own,
  text: excerpt(body),
  ...(restored ? { restored: true } : {}),
  ...(encrypted && !authentic ? { unprotected: true } : {}),
});
