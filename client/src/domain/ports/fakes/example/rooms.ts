import type { RoomClassView, RoomSummary } from "../../../room.ts";
import { idris, maelle, nora, samuel } from "./people.ts";
import { roomId } from "./ids.ts";
import { CLASSES } from "./policy.ts";

/** Monday 23 November 2026, 13:45 in Paris: the moment at which the example is looked at. */
export const EXAMPLE_NOW = Date.parse("2026-11-23T13:45:00+01:00");

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const MINISTRIES = ["interieur", "finances", "secretariat"];

/** A class of the example policy as the client shows it. */
export function exampleClass(id: string): RoomClassView {
  const externals = id === "open_external" || id === "direct" || id === "announcements";
  return { id, definition: CLASSES[id] ?? null, mayJoin: { sets: MINISTRIES, externals } };
}

export const FLOOD_CELL = roomId("cellule");
export const COORDINATION = roomId("coordination");
export const OPERATORS = roomId("operateurs");
export const PRESS = roomId("presse");
export const WITH_IDRIS = roomId("avec-idris");

const room = (name: string, given: Partial<RoomSummary> & Pick<RoomSummary, "id" | "class">): RoomSummary => ({
  name,
  topic: null,
  membership: "join",
  encrypted: true,
  directWith: null,
  directIdentity: null,
  spaces: [],
  joinedMembers: 2,
  externals: 0,
  lastActivity: EXAMPLE_NOW,
  preview: null,
  unread: 0,
  mentions: 0,
  invitedBy: null,
  ...given,
});

export const EXAMPLE_ROOMS: readonly RoomSummary[] = [
  room("Cellule inondations", { id: FLOOD_CELL, class: exampleClass("space"), encrypted: false, joinedMembers: 12 }),
  room("Coordination", {
    id: COORDINATION,
    class: exampleClass("interministerial"),
    topic: "Point quotidien de la cellule",
    spaces: [FLOOD_CELL],
    joinedMembers: 12,
    lastActivity: EXAMPLE_NOW - 3 * MINUTE,
    preview: { senderName: "Idris", own: false, text: "le point de 14 h est avancé à 13 h 50, même lien." },
    unread: 3,
    mentions: 1,
  }),
  room("Logistique", {
    id: roomId("logistique"),
    class: exampleClass("interministerial"),
    spaces: [FLOOD_CELL],
    joinedMembers: 7,
    lastActivity: EXAMPLE_NOW - 95 * MINUTE,
    preview: { senderName: "Camille Laurent", own: true, text: "commande passée" },
  }),
  room("Opérateurs réseaux", {
    id: OPERATORS,
    class: exampleClass("open_external"),
    spaces: [FLOOD_CELL],
    joinedMembers: 5,
    externals: 1,
    lastActivity: EXAMPLE_NOW - 107 * MINUTE,
    preview: { senderName: "Nora Diallo", own: false, text: "carte à jour ci-jointe" },
    unread: 1,
  }),
  room("Presse", {
    id: PRESS,
    class: exampleClass("announcements"),
    encrypted: false,
    spaces: [FLOOD_CELL],
    joinedMembers: 214,
    lastActivity: EXAMPLE_NOW - 6 * HOUR,
    preview: { senderName: "Anne Morel", own: false, text: "Communiqué n° 12" },
  }),
  room("Idris Benali", {
    id: WITH_IDRIS,
    class: exampleClass("direct"),
    directWith: idris.userId,
    directIdentity: idris.identity,
    lastActivity: EXAMPLE_NOW - 134 * MINUTE,
    preview: { senderName: "Idris Benali", own: false, text: "Je vous l’envoie avant midi" },
  }),
  room("Maëlle Le Goff", {
    id: roomId("avec-maelle"),
    class: exampleClass("direct"),
    directWith: maelle.userId,
    directIdentity: maelle.identity,
    lastActivity: EXAMPLE_NOW - DAY,
    preview: { senderName: "Maëlle Le Goff", own: false, text: "À demain\u202f!" },
  }),
  room("Samuel Caron", {
    id: roomId("avec-samuel"),
    class: exampleClass("direct"),
    directWith: samuel.userId,
    directIdentity: samuel.identity,
    lastActivity: EXAMPLE_NOW - DAY - HOUR,
    preview: { senderName: "Samuel Caron", own: false, text: null },
  }),
  room("Astreinte réseau", {
    id: roomId("astreinte"),
    class: exampleClass("open_external"),
    membership: "invite",
    joinedMembers: 4,
    externals: 2,
    lastActivity: EXAMPLE_NOW - 20 * MINUTE,
    invitedBy: { userId: nora.userId, displayName: nora.displayName },
  }),
];
