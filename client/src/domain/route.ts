/** Places behind the open gate, and how they are written in the address (after `#`). An address never opens the gate. */
import type { RefusalNotice } from "./failure.ts";
import { parseRoomAddress, type RoomAlias, type RoomId } from "./ids.ts";

export type Route =
  | { readonly at: "conversations" }
  /** an existing conversation */
  | { readonly at: "room"; readonly roomId: RoomId }
  /** a link to a room that one may not be in yet */
  | { readonly at: "join"; readonly address: RoomId | RoomAlias }
  /** the rules in force; `ruleId` is the one to show first */
  | { readonly at: "rules"; readonly ruleId: string | null }
  /** a refusal on a screen of its own; lives in memory only, never in an address */
  | { readonly at: "refused"; readonly refusal: RefusalNotice; readonly what: string | null };

/** Goes to a place; given to screens by the application. */
export type Navigate = (route: Route) => void;

/** @param hash `location.hash`. @returns the place it names; the list of conversations for anything else. */
export function parseRoute(hash: string): Route {
  const [place, argument = ""] = hash.replace(/^#\/?/, "").split("/", 2);
  const decoded = decode(argument);
  const address = decoded === null ? null : parseRoomAddress(decoded);
  if (place === "room" && address !== null && isRoomId(address)) return { at: "room", roomId: address };
  if (place === "join" && address !== null) return { at: "join", address };
  if (place === "rules") return { at: "rules", ruleId: decoded !== null && /^[A-Z]-[\w-]{1,40}$/.test(decoded) ? decoded : null };
  return { at: "conversations" };
}

/** @returns what to write into `location.hash`. */
export function routeHash(route: Route): string {
  switch (route.at) {
    case "conversations":
    case "refused":
      return "#/";
    case "room":
      return `#/room/${encodeURIComponent(route.roomId)}`;
    case "join":
      return `#/join/${encodeURIComponent(route.address)}`;
    case "rules":
      return route.ruleId === null ? "#/rules" : `#/rules/${encodeURIComponent(route.ruleId)}`;
  }
}

function isRoomId(address: RoomId | RoomAlias): address is RoomId {
  return address.startsWith("!");
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
