/** Which new messages are worth a notice: those of others, in a conversation that is not on the screen. */
import type { RoomId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { Application } from "../domain/ports/application.ts";
import type { Notifier } from "../domain/ports/notifier.ts";
import type { RoomSummary } from "../domain/room.ts";

export interface MessageNoticesParts {
  readonly application: { readonly state: Pick<Application["state"], "subscribe">; session(): NoticedSession | null };
  readonly notifier: Notifier;
  /** whether the person has this conversation before them now */
  isOnScreen(roomId: RoomId): boolean;
  /** who and where, in the reader's language; null: the message does not prove who wrote it */
  words(room: RoomSummary, senderName: string | null): { readonly title: string; readonly text: string };
  open(roomId: RoomId): void;
}

type Session = NonNullable<ReturnType<Application["session"]>>;
export interface NoticedSession {
  readonly rooms: Session["rooms"];
}

interface Seen {
  readonly unread: number;
  readonly lastActivity: number;
}

/** The name that a message proves. Of any other it is the homeserver's word, which a notice does not pass on: it has no place to say so beside it. */
const provenName = ({ encrypted, preview }: RoomSummary): string | null => {
  const proven = encrypted && preview !== null && preview.text !== null && !preview.pending && !preview.restored && !preview.unprotected;
  return proven ? preview.senderName : null;
};

/** Follows one session. What is unread when a room is first seen is old; what is counted later by looking further back is, too. */
function follow(session: NoticedSession, parts: MessageNoticesParts): Unsubscribe {
  const seen = new Map<RoomId, Seen>();
  const shown = new Set<RoomId>();
  const withdraw = (roomId: RoomId): void => {
    if (shown.delete(roomId)) parts.notifier.withdraw(roomId);
  };
  const look = (room: RoomSummary): void => {
    const before = seen.get(room.id);
    seen.set(room.id, { unread: room.unread, lastActivity: room.lastActivity });
    if (room.membership !== "join" || room.unread === 0) return withdraw(room.id);
    const isNew = before !== undefined && room.unread > before.unread && room.lastActivity > before.lastActivity;
    if (!isNew || room.preview === null || room.preview.own || parts.isOnScreen(room.id)) return;
    shown.add(room.id);
    parts.notifier.show({ roomId: room.id, ...parts.words(room, provenName(room)) });
  };
  const unsubscribe = session.rooms.rooms.subscribe((rooms) => {
    if (rooms === null) return;
    const present = new Set(rooms.map(({ id }) => id));
    for (const roomId of seen.keys()) {
      if (present.has(roomId)) continue;
      seen.delete(roomId);
      withdraw(roomId);
    }
    rooms.forEach(look);
  });
  const stopHearing = parts.notifier.onClick((roomId) => {
    if (!seen.has(roomId)) return;
    shown.delete(roomId);
    parts.open(roomId);
  });
  return () => {
    unsubscribe();
    stopHearing();
    // Whoever comes next at this computer does not see who wrote to the last.
    for (const roomId of [...shown]) withdraw(roomId);
  };
}

/** Shows notices while a session is open, and takes them away with it. */
export function announceMessages(parts: MessageNoticesParts): Unsubscribe {
  let following: { readonly session: NoticedSession; readonly stop: Unsubscribe } | null = null;
  const unsubscribe = parts.application.state.subscribe(() => {
    const session = parts.application.session();
    if (following?.session === session) return;
    following?.stop();
    following = session === null ? null : { session, stop: follow(session, parts) };
  });
  return () => {
    unsubscribe();
    following?.stop();
    following = null;
  };
}
