/** What a preview or an answer repeats of a message. */
import type { MessageBody } from "./timeline-item.ts";

/** @returns a line of at most 200 characters for previews and replies, or null when there is nothing to read. */
export function excerpt(body: MessageBody): string | null {
  switch (body.kind) {
    case "text":
    case "notice":
    case "emote":
      return Array.from(body.text.replace(/\s+/g, " ").trim()).slice(0, 200).join("");
    case "file":
      return body.name;
    default:
      return null;
  }
}
