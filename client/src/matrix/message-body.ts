/** From the content of a message event to what is shown of it (Client-Server API, section "m.room.message"). */
import { isRecord } from "../domain/json-shape.ts";
import type { MessageBody } from "../domain/timeline-item.ts";
import type { Content, EventView } from "./event-view.ts";

const TEXT_KINDS = { "m.text": "text", "m.notice": "notice", "m.emote": "emote" } as const;
const FILE_TYPES: readonly string[] = ["m.file", "m.image", "m.audio", "m.video"];

/** @returns what an event of a conversation shows, before any edit of it. */
export function messageBody(event: EventView): MessageBody {
  if (event.redacted) return { kind: "redacted" };
  if (event.undecryptable) return { kind: "undecryptable", reason: event.undecryptable };
  if (event.type !== "m.room.message") return { kind: "unknown", eventType: event.type };
  return contentBody(event.content, event.relation?.inReplyTo !== null && event.relation !== null);
}

/** @param isReply - the body may begin with a quotation of the message replied to, which is taken off. */
export function contentBody(content: Content, isReply: boolean): MessageBody {
  const { msgtype, body } = content;
  if (typeof msgtype !== "string" || typeof body !== "string") return { kind: "unknown", eventType: "m.room.message" };
  if (msgtype === "m.text" || msgtype === "m.notice" || msgtype === "m.emote") {
    return { kind: TEXT_KINDS[msgtype], text: isReply ? withoutReplyFallback(body) : body };
  }
  if (FILE_TYPES.includes(msgtype)) {
    const info = isRecord(content["info"]) ? content["info"] : {};
    const { size, mimetype } = info;
    return {
      kind: "file",
      name: typeof content["filename"] === "string" ? content["filename"] : body,
      size: typeof size === "number" && Number.isSafeInteger(size) && size >= 0 ? size : null,
      mimetype: typeof mimetype === "string" ? mimetype : null,
    };
  }
  return { kind: "unknown", eventType: msgtype };
}

/** Older clients put the message replied to before the reply, as lines that begin with `> `, and then an empty line. */
function withoutReplyFallback(body: string): string {
  const lines = body.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("> "));
  return end > 0 && lines[end] === "" ? lines.slice(end + 1).join("\n") : body;
}

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
