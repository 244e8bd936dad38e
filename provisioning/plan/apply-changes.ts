/** Makes the changes of a plan, each by the person whose business it is, noting what must not be lost before it is needed. */
import { generatePassword, type Account } from "../deployment/accounts.ts";
import type { AdminApi } from "../homeserver/admin-api.ts";
import type { RequestFailure } from "../homeserver/matrix-http.ts";
import type { MemberSession } from "../homeserver/member-session.ts";
import { requestProblem } from "../homeserver/request-problem.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { ok, failed, type Result } from "../result.ts";
import { describeChange, type Change } from "./change.ts";
import { userIdOf, type DesiredRoom, type DesiredState } from "./desired-state.ts";

/** What survives a run that is cut off. Every write is on disk before the promise resolves. */
export interface Notebook {
  account(user: string): Account | null;
  noteAccount(account: Account): Promise<Result<void, Problem>>;
  roomId(key: string): string | null;
  noteRoom(key: string, roomId: string): Promise<Result<void, Problem>>;
}

export interface Applying {
  readonly desired: DesiredState;
  readonly admin: AdminApi;
  /** one session per person, opened when first needed */
  readonly sessionOf: (user: string) => Promise<Result<MemberSession, Problem>>;
  readonly notebook: Notebook;
  /** body of `POST /createRoom` for a room of the file, built from its class in the policy in force */
  readonly creationBody: (room: DesiredRoom) => unknown;
  readonly onChange: (change: Change, position: number, total: number) => void;
  readonly signal: AbortSignal;
}

type Made = Promise<Result<void, Problem>>;

const roomIdOf = (applying: Applying, room: DesiredRoom): Result<string, Problem> => {
  const known = applying.notebook.roomId(room.key);
  return known === null
    ? problemResult({ code: "room_not_created", where: room.key, what: both("ce salon n’a pas été créé.", "this room was not created."), exit: EXIT.refused })
    : ok(known);
};

async function createAccount(applying: Applying, change: Change & { kind: "create_account" }): Made {
  const { desired, notebook, admin } = applying;
  const { user, name, role } = change.person;
  const user_id = userIdOf(desired, user);
  // INVARIANT: a password is on disk before the account that it opens exists.
  const account: Account = notebook.account(user) ?? { user_id, user, name, role, password: generatePassword() };
  const noted = await notebook.noteAccount(account);
  if (!noted.ok) return noted;
  return asProblem(change, await admin.createAccount(user_id, name, account.password));
}

const asProblem = (change: Change, result: Result<void, RequestFailure>): Result<void, Problem> =>
  result.ok ? result : failed(requestProblem(describeChange(change), result.failure));

async function createRoom(applying: Applying, change: Change & { kind: "create_room" }): Made {
  const owner = await applying.sessionOf(change.room.owner);
  if (!owner.ok) return owner;
  const created = await owner.value.createRoom(applying.creationBody(change.room));
  if (!created.ok) return failed(requestProblem(describeChange(change), created.failure));
  return applying.notebook.noteRoom(change.room.key, created.value);
}

async function setAlias(applying: Applying, change: Change & { kind: "set_alias" }): Made {
  const roomId = roomIdOf(applying, change.room);
  if (!roomId.ok) return roomId;
  const owner = await applying.sessionOf(change.room.owner);
  if (!owner.ok) return owner;
  // A run that was cut off between the two requests has set the alias already.
  const standing = await owner.value.resolveAlias(change.alias);
  if (!standing.ok) return failed(requestProblem(describeChange(change), standing.failure));
  if (standing.value === null) {
    const set = asProblem(change, await owner.value.setAlias(change.alias, roomId.value));
    if (!set.ok) return set;
  }
  return asProblem(change, await owner.value.sendState(roomId.value, "m.room.canonical_alias", "", { alias: change.alias }));
}

async function actInRoom(applying: Applying, change: Change, room: DesiredRoom, user: string, act: (session: MemberSession, roomId: string) => Promise<Result<void, RequestFailure>>): Made {
  const roomId = roomIdOf(applying, room);
  if (!roomId.ok) return roomId;
  const session = await applying.sessionOf(user);
  if (!session.ok) return session;
  return asProblem(change, await act(session.value, roomId.value));
}

function make(applying: Applying, change: Change): Made {
  const { desired, admin } = applying;
  switch (change.kind) {
    case "create_account":
      return createAccount(applying, change);
    case "set_display_name":
      return admin.setDisplayName(userIdOf(desired, change.person.user), change.person.name).then((result) => asProblem(change, result));
    case "create_room":
      return createRoom(applying, change);
    case "set_room_name":
      return actInRoom(applying, change, change.room, change.room.owner, (owner, roomId) => owner.sendState(roomId, "m.room.name", "", { name: change.room.name }));
    case "set_room_topic":
      return actInRoom(applying, change, change.room, change.room.owner, (owner, roomId) => owner.sendState(roomId, "m.room.topic", "", { topic: change.room.topic ?? "" }));
    case "set_alias":
      return setAlias(applying, change);
    case "list_in_space": {
      const child = roomIdOf(applying, change.room);
      if (!child.ok) return Promise.resolve(child);
      return actInRoom(applying, change, change.space, change.space.owner, (owner, spaceId) => owner.sendState(spaceId, "m.space.child", child.value, { via: [desired.server_name] }));
    }
    case "invite":
      return actInRoom(applying, change, change.room, change.room.owner, (owner, roomId) => owner.invite(roomId, userIdOf(desired, change.user)));
    case "join":
      return actInRoom(applying, change, change.room, change.user, (member, roomId) => member.join(roomId));
  }
}

/**
 * Makes the changes one after the other and stops at the first that fails: running again plans what is left.
 *
 * @returns how many were made
 */
export async function applyChanges(applying: Applying, changes: readonly Change[]): Promise<Result<number, Problem>> {
  for (const [index, change] of changes.entries()) {
    if (applying.signal.aborted) return interrupted();
    applying.onChange(change, index + 1, changes.length);
    const made = await make(applying, change);
    if (!made.ok) return applying.signal.aborted ? interrupted() : made;
  }
  return ok(changes.length);
}

const interrupted = (): Result<never, Problem> =>
  problemResult({
    code: "interrupted",
    what: both("interrompu ; ce qui est fait reste fait, et la prochaine exécution reprend là.", "interrupted; what is done stays done, and the next run goes on from there."),
    exit: EXIT.interrupted,
  });
