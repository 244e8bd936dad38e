/** From what somebody wrote to the content of an `m.room.message` event (Client-Server API, sections "Rich replies" and "Event replacements"). */
import { parseUserId, type UserId } from "../domain/ids.ts";
import type { OutgoingMessage } from "../domain/ports/message-sender.ts";
import type { MessageContent } from "./outbox-record.ts";

/** @param mentions - people whose attention is asked for: named by user ID in the text, or replied to. */
export function messageContent(message: OutgoingMessage, mentions: readonly UserId[]): MessageContent {
  const words = { msgtype: "m.text", body: message.text };
  const mentioned = { "m.mentions": mentions.length > 0 ? { user_ids: mentions } : {} };
  if (message.edits !== null) {
    return {
      msgtype: "m.text",
      body: `* ${message.text}`,
      "m.mentions": {},
      "m.new_content": { ...words, ...mentioned },
      "m.relates_to": { rel_type: "m.replace", event_id: message.edits },
    };
  }
  if (message.replyTo !== null) return { ...words, ...mentioned, "m.relates_to": { "m.in_reply_to": { event_id: message.replyTo } } };
  return { ...words, ...mentioned };
}

/**
 * @returns `content` with other words, still an answer to what it answered; null for what edits another message, whose
 *   next edit is a message of its own.
 */
export function revisedContent(content: MessageContent, text: string, mentions: readonly UserId[]): MessageContent | null {
  if ("m.new_content" in content) return null;
  return { ...content, body: text, "m.mentions": mentions.length > 0 ? { user_ids: mentions } : {} };
}

/** @returns the user IDs that stand in the text as words of their own. */
export function mentionedIn(text: string): readonly UserId[] {
  const words = text.match(/(?<=^|[\s(«"'])@[^\s,;!?)»"']+/g) ?? [];
  const userIds = words.flatMap((word) => parseUserId(word.replace(/[.:]+$/, "")) ?? []);
  return [...new Set(userIds)];
}
