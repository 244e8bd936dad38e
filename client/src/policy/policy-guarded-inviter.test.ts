import { expect, it } from "vitest";
import type { UserId } from "../domain/ids.ts";
import { roomId } from "../domain/ports/fakes/example/ids.ts";
import { idris, nora } from "../domain/ports/fakes/example/people.ts";
import { failed, ok } from "../domain/result.ts";
import { judgedSession, room } from "./fakes/judged-session.ts";
import { PolicyGuardedInviter } from "./policy-guarded-inviter.ts";

const ROOM = roomId("coordination");

function setUp(now?: string) {
  const session = judgedSession(undefined, now);
  const invited: UserId[] = [];
  const inviter = {
    async invite(_: unknown, userId: UserId) {
      invited.push(userId);
      return ok(undefined);
    },
  };
  session.rooms.set(ROOM, room(ROOM, "interministerial"));
  return { session, invited, guarded: new PolicyGuardedInviter({ ...session, inviter }) };
}

it("invites a colleague", async () => {
  const { guarded, invited } = setUp();
  expect(await guarded.invite(ROOM, idris.userId)).toEqual(ok(undefined));
  expect(invited).toEqual([idris.userId]);
});

it("refuses an external, and the homeserver does not hear of it", async () => {
  const { guarded, invited } = setUp();
  expect(await guarded.invite(ROOM, nora.userId)).toMatchObject({ failure: { code: "refused", refusal: { ruleId: "R-0200", action: "invite" } } });
  expect(invited).toEqual([]);
});

it("refuses an external also in an open room once the rules have expired, and still invites colleagues", async () => {
  const { guarded, session } = setUp("2028-01-01T00:00:00Z");
  session.rooms.set(ROOM, room(ROOM, "open_external"));
  expect(await guarded.invite(ROOM, nora.userId)).toMatchObject({ failure: { refusal: { ruleId: "F-05", rule: null } } });
  expect(await guarded.invite(ROOM, idris.userId)).toEqual(ok(undefined));
});

it("invites into no room that it does not know", async () => {
  const { guarded, invited } = setUp();
  expect(await guarded.invite(roomId("elsewhere"), idris.userId)).toEqual(failed({ code: "not_found" }));
  expect(invited).toEqual([]);
});
