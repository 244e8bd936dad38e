/** Matrix identifiers as branded strings; parsed once at the border, opaque afterwards. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Branded<"UserId">;
/** Opaque: a version-12 room ID carries no server name (MSC4291). Never parse one. */
export type RoomId = Branded<"RoomId">;
export type RoomAlias = Branded<"RoomAlias">;
export type EventId = Branded<"EventId">;
export type DeviceId = Branded<"DeviceId">;
export type TransactionId = Branded<"TransactionId">;

/** @returns the user ID, or null when `text` is not `@localpart:server` in at most 255 ASCII bytes. */
export function parseUserId(text: string): UserId | null {
  return text.length <= 255 && /^@[\x21-\x39\x3b-\x7e]+:[a-z0-9.:[\]-]+$/.test(text) ? (text as UserId) : null;
}

/** @returns the room ID or alias, or null when `text` is neither. */
export function parseRoomAddress(text: string): RoomId | RoomAlias | null {
  if (text.length > 255) return null;
  if (/^#[^:\s]+:[a-z0-9.:[\]-]+$/.test(text)) return text as RoomAlias;
  return /^![^\s]+$/.test(text) ? (text as RoomId) : null;
}

/** @returns the part between `@` and the first `:`. */
export function localpart(userId: UserId): string {
  return userId.slice(1, userId.indexOf(":"));
}
