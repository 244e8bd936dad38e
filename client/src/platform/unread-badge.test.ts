import { expect, test } from "vitest";
import { liveSource } from "../domain/live.ts";
import type { Application, ApplicationState } from "../domain/ports/application.ts";
import type { SignedInSession } from "../domain/ports/signed-in-session.ts";
import type { RoomSummary } from "../domain/room.ts";
import { showUnread } from "./unread-badge.ts";

test("the icon shows how many messages are unread, and nothing once the session is over", () => {
  const shown: number[] = [];
  const rooms = liveSource<readonly RoomSummary[] | null>(null);
  const state = liveSource<ApplicationState>({ at: "starting" });
  let session: Pick<SignedInSession, "rooms"> | null = null;
  const application = { state, session: () => session } as Pick<Application, "state" | "session">;
  showUnread(application, { setBadge: (count) => Promise.resolve(void shown.push(count)) });
  const unread = (...counts: number[]): readonly RoomSummary[] => counts.map((count) => ({ unread: count }) as RoomSummary);

  session = { rooms: { rooms } };
  state.set({ at: "ready", userId: "@a:b" as never });
  rooms.set(unread(2, 3));
  rooms.set(unread(3, 2));
  rooms.set(unread(1));
  session = null;
  state.set({ at: "session_ended", soft: false, userId: "@a:b" as never });
  rooms.set(unread(9));
  expect(shown).toEqual([5, 1, 0]);
});
