/** A place of work with 4,000 rooms, and 10,000 messages in one of them, that whoever looks at it can move. */
import { exampleMessage } from "#client/domain/ports/fakes/example/conversation.ts";
import { roomId } from "#client/domain/ports/fakes/example/ids.ts";
import { camille, idris, maelle } from "#client/domain/ports/fakes/example/people.ts";
import { COORDINATION, EXAMPLE_NOW, EXAMPLE_ROOMS } from "#client/domain/ports/fakes/example/rooms.ts";
import { fakeApplication, type FakeApplication } from "#client/domain/ports/fakes/fake-application.ts";
import { fakeSignedInSession } from "#client/domain/ports/fakes/fake-signed-in-session.ts";
import { ok } from "#client/domain/result.ts";
import type { RoomSummary } from "#client/domain/room.ts";
import type { MessageItem } from "#client/domain/timeline-item.ts";

const ROOMS = 4_000;
const MESSAGES = 10_000;
/** Messages that are there when the room opens. */
const FIRST = 50;
/** Older ones that come at once: the more, the fewer times all that are there are gone through. */
const PAGE = 200;
const MINUTE = 60_000;

/** What the page offers to whoever moves it. */
export interface PreviewHandle {
  /** A message of somebody else comes into the open room. */
  arrive(text: string): void;
  /** how many messages of the open room are loaded */
  loaded(): number;
}

declare global {
  interface Window {
    preview?: PreviewHandle;
  }
}

const WORDS = ["Bien reçu.", "Le point est avancé à 9 h 30.", "Pouvez-vous relire la note avant ce soir ? Il reste deux paragraphes à préciser, l’un sur le calendrier, l’autre sur les moyens engagés.", "D’accord."];

function message(index: number): MessageItem {
  const sender = [idris, maelle, camille][Math.floor(index / 3) % 3] ?? idris;
  return exampleMessage(`many-${index}`, { sender, at: EXAMPLE_NOW - (MESSAGES - index) * 7 * MINUTE, body: { kind: "text", text: `${index + 1}. ${WORDS[index % WORDS.length] ?? ""}` } });
}

function room(index: number): RoomSummary {
  const like = EXAMPLE_ROOMS.find(({ id }) => id === COORDINATION);
  if (like === undefined) throw new Error("the example has this room");
  return { ...like, id: roomId(`dossier-${index}`), name: `Dossier ${String(index + 1).padStart(4, "0")}`, spaces: [], lastActivity: EXAMPLE_NOW - (index + 10) * MINUTE, unread: 0, mentions: 0 };
}

export function many(): FakeApplication {
  const rooms = [...EXAMPLE_ROOMS, ...Array.from({ length: ROOMS - EXAMPLE_ROOMS.length }, (_, index) => room(index))];
  const session = fakeSignedInSession({ rooms });
  const timeline = session.timelines.of(COORDINATION);
  const all = Array.from({ length: MESSAGES }, (_, index) => message(index));
  let first = MESSAGES - FIRST;
  timeline.set({ items: all.slice(first), loadingOlder: false, reachedStart: false, firstUnreadKey: null });
  const open: typeof session.timelines.open = async (id) => {
    const opened = await session.timelines.open(id);
    if (!opened.ok || id !== COORDINATION) return opened;
    const loadOlder = async (): ReturnType<typeof opened.value.loadOlder> => {
      if (first === 0 || timeline.current().loadingOlder) return ok(undefined);
      timeline.set({ ...timeline.current(), loadingOlder: true });
      // As long as an answer takes: a screen is drawn while it is under way.
      await new Promise((answered) => requestAnimationFrame(answered));
      const known = first;
      first = Math.max(0, first - PAGE);
      timeline.set({ ...timeline.current(), items: [...all.slice(first, known), ...timeline.current().items], loadingOlder: false, reachedStart: first === 0 });
      return ok(undefined);
    };
    return ok({ ...opened.value, loadOlder });
  };
  let arrived = 0;
  window.preview = {
    arrive(text) {
      const next = exampleMessage(`arrived-${(arrived += 1)}`, { sender: idris, at: EXAMPLE_NOW, body: { kind: "text", text } });
      timeline.set({ ...timeline.current(), items: [...timeline.current().items, next] });
    },
    loaded: () => timeline.current().items.length,
  };
  return fakeApplication({ state: { at: "ready", userId: camille.userId }, session: { ...session, timelines: { ...session.timelines, open } } });
}
