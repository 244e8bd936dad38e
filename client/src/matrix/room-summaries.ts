/** One row of the room list, from everything that is known about a room. */
import type { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { parseUserId, type RoomId, type UserId } from "../domain/ids.ts";
import type { Live } from "../domain/live.ts";
import type { RoomSummary } from "../domain/room.ts";
import type { MessageItem } from "../domain/timeline-item.ts";
import type { DirectRooms } from "./direct-rooms.ts";
import { encryptionInStore } from "./encryption-in-store.ts";
import type { EventReader } from "./event-reader.ts";
import { messagePreview } from "./message-preview.ts";
import type { Outbox } from "./outbox.ts";
import type { PersonBook } from "./person-book.ts";
import type { Precedence } from "./precedence.ts";
import type { ReadMarks } from "./read-marks.ts";
import { roomClassId } from "./room-class.ts";
import { roomClassView } from "./room-class-view.ts";
import type { RoomHistories } from "./room-histories.ts";
import type { SyncTransport } from "./sliding-sync/sync-transport.ts";
import { timelineItems } from "./timeline-items.ts";
import { unreadCount, type UnreadCount } from "./unread-count.ts";

/** So many of the newest events are decrypted at first while the newest message is being looked for: mostly the last one is it. */
const PREVIEW_EVENTS = 1;

export interface RoomSummaryParts {
  readonly client: MatrixClient;
  readonly sync: Pick<SyncTransport, "caughtUp">;
  readonly me: UserId;
  readonly histories: RoomHistories;
  readonly marks: ReadMarks;
  readonly reader: EventReader;
  readonly people: PersonBook;
  readonly direct: DirectRooms;
  readonly outbox: Outbox;
  readonly precedence: Precedence;
  readonly bundle: Live<PolicyBundle>;
}

export interface SummarisedRoom {
  readonly summary: RoomSummary;
  /** false: older events are needed to know how much is unread, or what was written last */
  readonly eventsComplete: boolean;
  /** false: the row names or counts people who are in the member list only, which is not loaded */
  readonly membersComplete: boolean;
}

/** What a row says beyond the room's own state. */
interface FoundInRoom {
  readonly count: UnreadCount;
  readonly last: MessageItem | null;
  readonly encrypted: boolean;
  /** the other person of a direct conversation */
  readonly other: UserId | null;
}

export class RoomSummaries {
  readonly #parts: RoomSummaryParts;

  constructor(parts: RoomSummaryParts) {
    this.#parts = parts;
  }

  /** @param spaces - the spaces that list the room. */
  async summarise(room: Room, roomId: RoomId, spaces: readonly RoomId[]): Promise<SummarisedRoom> {
    return room.getMyMembership() === "invite" ? this.#invitation(room, roomId) : this.#joined(room, roomId, spaces);
  }

  /** Decrypts what was said last, and no more: `glance` then has the words. */
  async readLast(room: Room, roomId: RoomId): Promise<void> {
    await this.#lastMessage(roomId, this.#parts.histories.of(room).events());
  }

  /**
   * What is known of a joined room without the crypto library: nothing is decrypted for it, and nobody waits.
   * @param before - the row as it was; what only the crypto library knows is taken from it.
   */
  glance(room: Room, roomId: RoomId, spaces: readonly RoomId[], before: RoomSummary | null): RoomSummary {
    const { me, reader, direct, marks, histories } = this.#parts;
    const events = histories.of(room).events();
    const count = unreadCount(reader.views(events), marks.of(room), me);
    const last = this.#newest(roomId, events);
    const encrypted = before?.encrypted === true || room.hasEncryptionStateEvent();
    const row = this.#row(room, roomId, spaces, { count, last, encrypted, other: direct.otherIn(room) });
    if (last?.body.kind !== "unknown" || last.body.eventType !== "m.room.encrypted") return row;
    // Nothing was said since: the words are known. Else who spoke is, and the words follow.
    const known = before?.lastActivity === row.lastActivity ? before.preview : null;
    return { ...row, preview: known ?? { senderName: last.sender.displayName, own: last.own, text: "", pending: true } };
  }

  async #joined(room: Room, roomId: RoomId, spaces: readonly RoomId[]): Promise<SummarisedRoom> {
    const { client, people, direct } = this.#parts;
    const history = this.#parts.histories.of(room);
    const events = history.events();
    const count = await this.#count(room, events);
    const last = await this.#lastMessage(roomId, events);
    const other = direct.otherIn(room);
    if (other) await people.load([other]);
    const encrypted = (await encryptionInStore(client, roomId)) ?? false;
    const summary = this.#row(room, roomId, spaces, { count, last, encrypted, other });
    const named = [...(last ? [last.sender.userId] : []), ...(other ? [other] : [])];
    const needsMembers = summary.class.mayJoin.externals || (direct.isDirect(room) && !other) || named.some((userId) => !room.getMember(userId));
    return { summary, eventsComplete: history.reachedStart() || (count.complete && last !== null), membersComplete: room.membersLoaded() || !needsMembers };
  }

  #row(room: Room, roomId: RoomId, spaces: readonly RoomId[], found: FoundInRoom): RoomSummary {
    const { people, me } = this.#parts;
    const { count, last, encrypted, other } = found;
    const otherPerson = other ? people.person(other, roomId) : null;
    // A member whose ID does not parse is certainly none of the state's own.
    const joined = room.getJoinedMembers().map((member) => parseUserId(member.userId));
    return {
      ...this.#common(room, roomId),
      name: otherPerson?.displayName ?? room.name,
      membership: "join",
      encrypted,
      directWith: other,
      directIdentity: otherPerson?.identity ?? null,
      spaces,
      joinedMembers: room.getJoinedMemberCount(),
      externals: joined.filter((userId) => userId !== me && (userId === null || people.isExternal(userId))).length,
      lastActivity: last?.at ?? this.#parts.histories.of(room).events().at(-1)?.getTs() ?? 0,
      preview: last ? messagePreview(last, encrypted) : null,
      unread: count.unread,
      mentions: count.mentions,
      invitedBy: null,
    };
  }

  /** What an invitation says about its room is a claim of the inviting server until one has entered. */
  async #invitation(room: Room, roomId: RoomId): Promise<SummarisedRoom> {
    const { people, direct, me } = this.#parts;
    const invitation = room.getMember(me)?.events.member ?? null;
    const inviter = parseUserId(invitation?.getSender() ?? "");
    if (inviter) await people.load([inviter]);
    const person = inviter ? people.person(inviter, roomId) : null;
    const isDirect = direct.isDirect(room);
    return {
      eventsComplete: true,
      membersComplete: true,
      summary: {
        ...this.#common(room, roomId),
        name: isDirect && person ? person.displayName : room.name,
        membership: "invite",
        encrypted: room.hasEncryptionStateEvent(),
        directWith: isDirect ? inviter : null,
        directIdentity: isDirect ? (person?.identity ?? null) : null,
        spaces: [],
        joinedMembers: 0,
        externals: 0,
        lastActivity: 0,
        preview: null,
        unread: 0,
        mentions: 0,
        invitedBy: person ? { userId: person.userId, displayName: person.displayName } : null,
      },
    };
  }

  #common(room: Room, roomId: RoomId): Pick<RoomSummary, "id" | "topic" | "class"> {
    const topic: unknown = room.currentState.getStateEvents("m.room.topic", "")?.getContent()["topic"];
    return {
      id: roomId,
      topic: typeof topic === "string" && topic !== "" ? topic : null,
      class: roomClassView(this.#parts.bundle.current(), roomClassId(room), new Date()),
    };
  }

  async #count(room: Room, events: readonly MatrixEvent[]): Promise<UnreadCount> {
    const { me, reader, marks } = this.#parts;
    const receipts = marks.of(room);
    const readTo = events.findLastIndex((event) => receipts.has(event.getId() ?? "") || event.getSender() === me);
    // Only what counts has to be decrypted: the event that was read last, and what follows it.
    const recent = events.slice(Math.max(readTo, 0));
    await reader.settleBehind(recent);
    return unreadCount(reader.views(recent), receipts, me);
  }

  /** Everything from the newest message on is looked at, and no more: what changed that message came after it. */
  async #lastMessage(roomId: RoomId, events: readonly MatrixEvent[]): Promise<MessageItem | null> {
    for (let size = PREVIEW_EVENTS; ; size *= 4) {
      const recent = events.slice(-size);
      await this.#parts.reader.settleBehind(recent);
      const last = this.#newest(roomId, recent);
      if (last !== null || size >= events.length) return last;
    }
  }

  #newest(roomId: RoomId, events: readonly MatrixEvent[]): MessageItem | null {
    const { me, reader, people, outbox } = this.#parts;
    const items = timelineItems(reader.views(events), outbox.entries(roomId), {
      me,
      // A row names who spoke last, and says nothing of anybody's identity but of the other one's in a direct conversation.
      person: (userId) => people.asKnown(userId, roomId),
      encrypted: true,
      mayRedactOthers: false,
      maySend: false,
    });
    return items.findLast((item) => item.type === "message") ?? null;
  }
}
