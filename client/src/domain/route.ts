/**
 * Places behind the open gate, and how they are written in the address (after `#`). An address never opens the gate. What browsers
 * keep of addresses lies open on the computer: one that names a room or a person is followed when it comes from outside, and is
 * sealed before it is written (`app/router.svelte.ts`).
 */
import type { FurtherLayer } from "#policies/model/policy.ts";
import type { RefusalNotice } from "./failure.ts";
import { parseRoomAddress, type RoomAlias, type RoomId } from "./ids.ts";

export type Route =
  | { readonly at: "conversations" }
  /** an existing conversation */
  | { readonly at: "room"; readonly roomId: RoomId }
  /** a link to a room that one may not be in yet */
  | { readonly at: "join"; readonly address: RoomId | RoomAlias }
  /** the rules in force; `rule` is the address of the one to show first */
  | { readonly at: "rules"; readonly rule: string | null }
  /** a sealed address that is being opened */
  | { readonly at: "opening" }
  /** a refusal on a screen of its own; lives in memory only, never in an address */
  | { readonly at: "refused"; readonly refusal: RefusalNotice; readonly what: string | null };

/** A rule on the page of the rules: its number, and in front of it whose it is when it is not the nation's, for each layer counts its own. */
export const ruleAddress = (ruleId: string, of?: FurtherLayer): string => (of === undefined ? ruleId : `${of}/${ruleId}`);

/** Goes to a place; given to screens by the application. */
export type Navigate = (route: Route) => void;

/** @param hash `location.hash`. @returns the place it names; the list of conversations for anything else. */
export function parseRoute(hash: string): Route {
  const [place, argument = ""] = hash.replace(/^#\/?/, "").split("/", 2);
  const decoded = decode(argument);
  const address = decoded === null ? null : parseRoomAddress(decoded);
  if (place === "room" && address !== null && isRoomId(address)) return { at: "room", roomId: address };
  if (place === "join" && address !== null) return { at: "join", address };
  if (place === "rules") return { at: "rules", rule: decoded !== null && /^((ministry|service)\/)?[A-Z]-[\w-]{1,40}$/.test(decoded) ? decoded : null };
  return { at: "conversations" };
}

/** What a sealed address begins with; what follows is Base64 in its alphabet for URLs. */
const SEALED = "#/place/";

/** @returns what was sealed in `hash`, or null when it is an address that anybody can read. */
export const sealedIn = (hash: string): string | null => (/^#\/place\/[\w-]+$/.test(hash) ? hash.slice(SEALED.length) : null);

/** @returns the address that says `sealed`. */
export const sealedHash = (sealed: string): string => `${SEALED}${sealed}`;

/** Whether an address names a room, or somebody by an alias, and so is not written where it would be kept in the clear. */
export const isConfidential = (route: Route): boolean => route.at === "room" || route.at === "join";

/** @returns the place in words that `parseRoute` reads; for a link, or to be sealed. */
export function routeHash(route: Route): string {
  switch (route.at) {
    case "conversations":
    case "opening":
    case "refused":
      return "#/";
    case "room":
      return `#/room/${encodeURIComponent(route.roomId)}`;
    case "join":
      return `#/join/${encodeURIComponent(route.address)}`;
    case "rules":
      return route.rule === null ? "#/rules" : `#/rules/${encodeURIComponent(route.rule)}`;
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
