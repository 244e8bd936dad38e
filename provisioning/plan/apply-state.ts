/** A whole run of `chancery state`: sign in, look, plan, and make the changes. */
import { setTimeout as pause } from "node:timers/promises";
import { generatePassword, readAccounts, writeAccounts, type Account } from "../deployment/accounts.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import { readKnownRooms, writeKnownRooms, type KnownRooms } from "../deployment/rooms.ts";
import { adminApi, registerAdministrator } from "../homeserver/admin-api.ts";
import { untilDatabaseIsSettled } from "../homeserver/background-updates.ts";
import type { MatrixHttp } from "../homeserver/matrix-http.ts";
import { signIn, type MemberSession } from "../homeserver/member-session.ts";
import { requestProblem } from "../homeserver/request-problem.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problemResult, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { applyChanges, type Notebook } from "./apply-changes.ts";
import type { Change } from "./change.ts";
import { userIdOf, type DesiredRoom, type DesiredState } from "./desired-state.ts";
import { observe } from "./observed-state.ts";
import { planChanges, type PolicyBundles } from "./plan-changes.ts";

export interface StateRun {
  readonly layout: DeploymentLayout;
  readonly desired: DesiredState;
  readonly bundles: PolicyBundles;
  readonly http: MatrixHttp;
  /** the homeserver's registration secret, read when the first administrator has to be made */
  readonly registrationSecret: () => Promise<Result<string, Problem>>;
  readonly creationBody: (room: DesiredRoom) => unknown;
  readonly now: string;
  /** only say what would be done */
  readonly planOnly: boolean;
  readonly onPlan?: (changes: readonly Change[]) => void;
  readonly onChange?: (change: Change, position: number, total: number) => void;
  /** resolves after so many milliseconds; the clock's own when not given */
  readonly wait?: (milliseconds: number) => Promise<void>;
  readonly signal: AbortSignal;
}

export interface StateOutcome {
  /** the changes that were made, or that would be made */
  readonly changes: readonly Change[];
  readonly accounts: readonly Account[];
  readonly rooms: KnownRooms;
}

async function fileNotebook(layout: DeploymentLayout): Promise<Result<Notebook & { accounts(): readonly Account[]; rooms(): KnownRooms }, Problem>> {
  const readAll = await readAccounts(layout.accounts);
  if (!readAll.ok) return readAll;
  const readRooms = await readKnownRooms(layout.rooms);
  if (!readRooms.ok) return readRooms;
  let accounts = readAll.value;
  let rooms = readRooms.value;
  return ok({
    accounts: () => accounts,
    rooms: () => rooms,
    account: (user) => accounts.find((account) => account.user === user) ?? null,
    roomId: (key) => rooms[key] ?? null,
    async noteAccount(account) {
      if (accounts.some((known) => known.user === account.user && known.password === account.password)) return ok(undefined);
      accounts = [...accounts.filter((known) => known.user !== account.user), account];
      return writeAccounts(layout.accounts, accounts);
    },
    async noteRoom(key, roomId) {
      if (rooms[key] === roomId) return ok(undefined);
      rooms = { ...rooms, [key]: roomId };
      return writeKnownRooms(layout.rooms, rooms);
    },
  });
}

/** Signs the administrator in; on a homeserver that has none yet, registers it first. */
async function administrator(run: StateRun, notebook: Notebook): Promise<Result<MemberSession, Problem>> {
  const { desired, http } = run;
  const user = desired.service_account;
  const doing = both(`l’ouverture de session de ${user}`, `signing in as ${user}`);
  const known = notebook.account(user);
  if (known !== null) {
    const session = await signIn(http, user, known.password);
    if (session.ok) return session;
    const { failure } = session;
    // 403 stands for a wrong password and for an account that does not exist yet (a first run that was cut off).
    if (failure.code !== "refused" || failure.status !== 403) return failed(requestProblem(doing, failure));
  }
  const person = desired.people.find((candidate) => candidate.user === user);
  const account: Account = known ?? {
    user_id: userIdOf(desired, user),
    user,
    name: person?.name ?? user,
    role: "service",
    password: generatePassword(),
  };
  const noted = await notebook.noteAccount(account);
  if (!noted.ok) return noted;
  const secret = await run.registrationSecret();
  if (!secret.ok) return secret;
  const registered = await registerAdministrator(http, { localpart: user, displayName: account.name, password: account.password, secret: secret.value });
  if (!registered.ok) {
    if (registered.failure.code === "refused" && registered.failure.errcode === "M_USER_IN_USE") return unknownPassword(run, user);
    return failed(requestProblem(both(`la création du compte ${user}`, `creation of the account ${user}`), registered.failure));
  }
  const session = await signIn(http, user, account.password);
  return session.ok ? session : failed(requestProblem(doing, session.failure));
}

const unknownPassword = (run: StateRun, user: string): Result<never, Problem> =>
  problemResult({
    code: "password_unknown",
    where: run.layout.accounts,
    what: both(`le compte ${user} existe, mais son mot de passe n’est pas celui de ce fichier.`, `the account ${user} exists, but its password is not the one in this file.`),
    remedy: both("Rétablissez accounts.json depuis une copie, ou repartez de zéro avec « chancery start --reset » (déploiement d’exemple seulement).", "Restore accounts.json from a copy, or begin afresh with `chancery start --reset` (example deployments only)."),
    exit: EXIT.refused,
  });

/**
 * Brings the homeserver to what the file says, or only says what that would take.
 *
 * @returns problems when the plan cannot be carried out; then nothing was changed, or the run stopped at the problem
 */
export async function runState(run: StateRun): Promise<Result<StateOutcome, readonly Problem[]>> {
  const { desired, http } = run;
  const noted = await fileNotebook(run.layout);
  if (!noted.ok) return failed([noted.failure]);
  const notebook = noted.value;
  const service = await administrator(run, notebook);
  if (!service.ok) return failed([service.failure]);
  const sessions = new Map<string, MemberSession>([[desired.service_account, service.value]]);
  const sessionOf = async (user: string): Promise<Result<MemberSession, Problem>> => {
    const open = sessions.get(user);
    if (open !== undefined) return ok(open);
    const account = notebook.account(user);
    if (account === null) return unknownPassword(run, user);
    const session = await signIn(http, user, account.password);
    if (!session.ok) {
      if (session.failure.code === "refused" && session.failure.status === 403) return unknownPassword(run, user);
      return failed(requestProblem(both(`l’ouverture de session de ${user}`, `signing in as ${user}`), session.failure));
    }
    sessions.set(user, session.value);
    return session;
  };

  try {
    const admin = adminApi(http, service.value.token);
    const observed = await observe(desired, notebook.rooms(), admin, service.value);
    if (!observed.ok) return failed([observed.failure]);
    const planned = planChanges(desired, observed.value, run.bundles, run.now);
    if (!planned.ok) return planned;
    const changes = planned.value;
    run.onPlan?.(changes);
    if (!run.planOnly) {
      for (const [key, room] of observed.value.rooms) {
        const known = room === null ? ok(undefined) : await notebook.noteRoom(key, room.roomId);
        if (!known.ok) return failed([known.failure]);
      }
      if (changes.some(({ kind }) => kind === "create_account")) {
        const settled = await untilDatabaseIsSettled(admin, run.wait ?? pause, run.signal);
        if (!settled.ok) return failed([settled.failure]);
      }
      const applied = await applyChanges(
        { desired, admin, sessionOf, notebook, creationBody: run.creationBody, onChange: run.onChange ?? (() => undefined), signal: run.signal },
        changes,
      );
      if (!applied.ok) return failed([applied.failure]);
    }
    return ok({ changes, accounts: notebook.accounts(), rooms: notebook.rooms() });
  } finally {
    // A session that stays open is a device that nobody watches.
    for (const session of sessions.values()) await session.signOut();
  }
}
