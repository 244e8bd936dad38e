/** What a person should see, kept by the script that makes it happen: independent of every client. */
import type { EventId, RoomId, UserId } from "#client/domain/ids.ts";

export interface ExpectedMessage {
  readonly eventId: EventId;
  readonly sender: UserId;
  text: string | null;
  edited: boolean;
  readonly mentionsMe: boolean;
  /** the root of the thread that it was said in */
  readonly threadRoot: EventId | null;
  readonly reactions: Map<string, Set<UserId>>;
}

const MOST_UNREAD = 100;

/** A room from the moment at which the person first came in; what is said while they are out is not for them. */
export class ExpectedRoom {
  readonly id: RoomId;
  readonly creator: UserId;
  readonly others: Set<UserId>;
  membership: "join" | "invite" | "leave" = "leave";
  /** messages that the person may see, in the order of the server */
  readonly messages: ExpectedMessage[] = [];
  /** every reaction that can be taken back */
  readonly reactions: { readonly eventId: EventId; readonly of: ExpectedMessage; readonly key: string; readonly sender: UserId }[] = [];
  /** so many of the messages have been read */
  read = 0;

  constructor(id: RoomId, creator: UserId) {
    this.id = id;
    this.creator = creator;
    this.others = new Set([creator]);
  }

  say(message: Omit<ExpectedMessage, "edited" | "reactions">): void {
    if (this.membership === "join") this.messages.push({ ...message, edited: false, reactions: new Map() });
  }

  /** Whoever does something in a room has read what was there. */
  readEverything(): void {
    this.read = this.messages.length;
  }

  unread(me: UserId): { readonly unread: number; readonly mentions: number } {
    const unread = this.messages.slice(this.read).filter((message) => message.sender !== me && message.text !== null).slice(-MOST_UNREAD);
    return { unread: unread.length, mentions: unread.filter((message) => message.mentionsMe).length };
  }
}
