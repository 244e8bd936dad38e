/** What the screen of conversations holds beside the address: the chosen tab, the open panel, and the dialog in front. */
import type { Failure, RefusalNotice } from "#client/domain/failure.ts";
import type { RoomAlias, RoomId, UserId } from "#client/domain/ids.ts";
import type { Person } from "#client/domain/person.ts";
import type { SignedInSession } from "#client/domain/ports/signed-in-session.ts";
import type { RoomSummary } from "#client/domain/room.ts";
import type { Navigate, Route } from "#client/domain/route.ts";

/** The one dialog that may be in front. */
export type Front =
  | { readonly at: "create_room" }
  | { readonly at: "start_direct" }
  | { readonly at: "join"; readonly address: RoomId | RoomAlias | null }
  | { readonly at: "invite"; readonly room: RoomSummary }
  | { readonly at: "leave"; readonly room: RoomSummary }
  | { readonly at: "sign_out" }
  | { readonly at: "quick_search" }
  | { readonly at: "shortcuts" }
  | { readonly at: "problem"; readonly failure: Failure };

/** A refusal in words, in front of whatever was being done: what was typed there is not lost. */
export interface RefusalInFront {
  readonly refusal: RefusalNotice;
  readonly subject: string | null;
}

export type Panel = "members" | "details";

export class Workplace {
  front = $state.raw<Front | null>(null);
  refusal = $state.raw<RefusalInFront | null>(null);
  panel = $state.raw<Panel | null>(null);
  /** with whom pictures are being compared at our own request; null: with an own device */
  verifying = $state.raw<Person | null>(null);
  readonly #session: SignedInSession;
  readonly #navigate: Navigate;

  constructor(session: SignedInSession, navigate: Navigate) {
    this.#session = session;
    this.#navigate = navigate;
  }

  show(front: Front): void {
    this.front = front;
  }

  close(): void {
    this.front = null;
  }

  togglePanel(panel: Panel): void {
    this.panel = this.panel === panel ? null : panel;
  }

  /** The open room was left. */
  left(): void {
    this.front = null;
    this.panel = null;
  }

  /** Opens a room, and with it nothing else: dialog and panel belong to what was there before. */
  openRoom(roomId: RoomId): void {
    this.front = null;
    this.#navigate({ at: "room", roomId });
  }

  openRule(rule: string | null): void {
    this.front = null;
    this.refusal = null;
    this.panel = null;
    this.#navigate({ at: "rules", rule });
  }

  /** A refused entry is a place of its own; other refusals stand in front of what one was doing. */
  refused(refusal: RefusalNotice, subject: string | null): void {
    if (refusal.action === "join") {
      this.front = null;
      this.#navigate({ at: "refused", refusal, what: subject });
    } else {
      this.refusal = { refusal, subject };
    }
  }

  /** Opens the conversation with somebody, the existing one if there is one. */
  async writeTo(userId: UserId, name: string): Promise<void> {
    const result = await this.#session.creator.createDirect(userId);
    if (result.ok) this.openRoom(result.value);
    else if (result.failure.code === "refused") this.refused(result.failure.refusal, name);
    else this.front = { at: "problem", failure: result.failure };
  }

  /** Compares pictures with somebody, inside the conversation with them. */
  async verify(person: Person): Promise<void> {
    this.verifying = person;
    const result = await this.#session.emoji.requestPerson(person.userId);
    if (!result.ok) this.front = { at: "problem", failure: result.failure };
  }

  async verifyOwnDevices(): Promise<void> {
    this.verifying = null;
    const result = await this.#session.emoji.requestOwnDevices();
    if (!result.ok) this.front = { at: "problem", failure: result.failure };
  }
}

/** @returns the room that the address names, among those joined; null for anything else. */
export function roomOf(route: Route, rooms: readonly RoomSummary[] | null): RoomSummary | null {
  if (route.at !== "room" || !rooms) return null;
  return rooms.find((room) => room.id === route.roomId && room.membership === "join") ?? null;
}

/** @returns the next room with something unread after the open one, going round; null when all is read. */
export function nextUnread(rooms: readonly RoomSummary[], open: RoomId | null): RoomSummary | null {
  const at = rooms.findIndex((room) => room.id === open);
  const round = [...rooms.slice(at + 1), ...rooms.slice(0, Math.max(at, 0))];
  return round.find((room) => room.membership === "join" && room.unread > 0) ?? null;
}
