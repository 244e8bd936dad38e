/**
 * The creation of a room vouches for itself: since room version 12 a room's ID is the hash of its creation event (MSC4291).
 * So whoever alters the answers of a homeserver, or its database, cannot give a room another class than the one it was made with.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { canonicalJson } from "./canonical-json.ts";

/** The parts of a creation event that clients are given (Client-Server API, "ClientEvent"). */
export interface RoomCreation {
  readonly sender: unknown;
  readonly content: unknown;
  readonly origin_server_ts: unknown;
}

/** @returns the SHA-256 of `text` as unpadded base64. */
const digest = (text: string): string => btoa(String.fromCharCode(...sha256(new TextEncoder().encode(text)))).replace(/=+$/, "");

/**
 * @returns the ID of the version-12 room that this event creates, or null when none can be computed.
 * What clients are not told of an event is known of this one: it is the first of its room, so it follows no other and is
 * authorised by none; and redaction keeps its whole content (room versions 11 and 12, "Redactions"), so that the reference hash
 * (Server-Server API, "Calculating the reference hash") covers all that is here.
 */
export function createdRoomId(creation: RoomCreation): string | null {
  const event = {
    auth_events: [],
    content: creation.content,
    depth: 1,
    origin_server_ts: creation.origin_server_ts,
    prev_events: [],
    sender: creation.sender,
    state_key: "",
    type: "m.room.create",
  };
  const hashed = canonicalJson(event);
  if (hashed === null) return null;
  const referenced = canonicalJson({ ...event, hashes: { sha256: digest(hashed) } });
  if (referenced === null) return null;
  return `!${digest(referenced).replaceAll("+", "-").replaceAll("/", "_")}`;
}
