/** What is said in "Coordination", one kind of line at least of each. */
import type { MessageItem, TimelineItem, TimelineSnapshot } from "../../../timeline-item.ts";
import { eventId, transactionId } from "./ids.ts";
import { camille, idris, maelle, nora, samuel } from "./people.ts";
import { EXAMPLE_NOW } from "./rooms.ts";

const MINUTE = 60_000;

/** A message of the example; what is not given is that of a plain text that arrived. */
export function exampleMessage(key: string, given: Partial<MessageItem> & Pick<MessageItem, "sender" | "body">): MessageItem {
  return {
    type: "message",
    key,
    eventId: eventId(key),
    transactionId: null,
    own: given.sender.userId === camille.userId,
    at: EXAMPLE_NOW - 30 * MINUTE,
    edited: false,
    replyTo: null,
    reactions: [],
    sendState: { at: "sent" },
    authentic: true,
    restored: false,
    mayEdit: false,
    mayRedact: false,
    ...given,
  };
}

const items: readonly TimelineItem[] = [
  {
    type: "change",
    key: "created",
    eventId: eventId("created"),
    at: EXAMPLE_NOW - 26 * 60 * MINUTE,
    actor: maelle,
    change: { kind: "created" },
  },
  {
    type: "change",
    key: "joined",
    eventId: eventId("joined"),
    at: EXAMPLE_NOW - 25 * 60 * MINUTE,
    actor: idris,
    change: { kind: "joined", target: idris },
  },
  exampleMessage("plan", {
    sender: camille,
    at: EXAMPLE_NOW - 24 * 60 * MINUTE,
    body: { kind: "text", text: "Je propose un point chaque jour à 14 h." },
    edited: true,
    mayEdit: true,
    mayRedact: true,
  }),
  exampleMessage("withdrawn", { sender: idris, at: EXAMPLE_NOW - 23 * 60 * MINUTE, body: { kind: "redacted" } }),
  exampleMessage("map", {
    sender: maelle,
    at: EXAMPLE_NOW - 27 * MINUTE,
    body: { kind: "text", text: "La carte des zones évacuées est prête. Je la partage ici, puis au salon des opérateurs sans les adresses." },
  }),
  exampleMessage("map-file", {
    sender: maelle,
    at: EXAMPLE_NOW - 27 * MINUTE,
    body: { kind: "file", name: "zones-evacuees-v3.pdf", size: 2_400_000, mimetype: "application/pdf" },
    reactions: [{ key: "✓", count: 4, own: true }],
  }),
  exampleMessage("earlier", {
    sender: idris,
    at: EXAMPLE_NOW - 4 * MINUTE,
    body: { kind: "text", text: "Merci. Le point de 14 h est avancé à 13 h 50, même lien." },
    replyTo: { eventId: eventId("plan"), senderName: "Camille Laurent", excerpt: "Je propose un point chaque jour à 14 h." },
  }),
  exampleMessage("who", { sender: idris, at: EXAMPLE_NOW - 4 * MINUTE, body: { kind: "text", text: "Qui peut prévenir la préfecture\u202f?" } }),
  exampleMessage("unsigned", { sender: samuel, at: EXAMPLE_NOW - 3 * MINUTE, body: { kind: "undecryptable", reason: "sender_device_unsigned" } }),
  exampleMessage("unsent", {
    sender: camille,
    at: EXAMPLE_NOW - 3 * MINUTE,
    eventId: null,
    transactionId: transactionId("unsent"),
    body: { kind: "text", text: "Je m’en charge." },
    sendState: { at: "waiting", failure: { code: "network" } },
  }),
];

export const COORDINATION_TIMELINE: TimelineSnapshot = { items, loadingOlder: false, reachedStart: true, firstUnreadKey: "earlier" };

export const OPERATORS_TIMELINE: TimelineSnapshot = {
  items: [
    exampleMessage("operator", { sender: nora, at: EXAMPLE_NOW - 107 * MINUTE, body: { kind: "text", text: "Carte à jour ci-jointe." } }),
  ],
  loadingOlder: false,
  reachedStart: true,
  firstUnreadKey: "operator",
};
