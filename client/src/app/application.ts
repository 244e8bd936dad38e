/** The `Application` port: one state machine over window ownership, policy, the kept session and the open device. */
import type { Failure } from "../domain/failure.ts";
import { parseUserId, type UserId } from "../domain/ids.ts";
import { liveSource, type Unsubscribe } from "../domain/live.ts";
import type { Application, ApplicationState } from "../domain/ports/application.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { keepSession, readKeptSession, type KeptSession } from "./application-kept-session.ts";
import type { ApplicationParts, DeviceState, OpenDevice } from "./application-parts.ts";

export interface StartedApplication extends Application {
  /** Begins; the state tells how it goes. */
  start(): Promise<void>;
}

const POLICY_RETRY_MS = [5_000, 10_000, 20_000, 40_000, 60_000] as const;
const KEYRING_RETRY_MS = 5_000;
const KEY_BYTES = 32;

export function createApplication(parts: ApplicationParts): StartedApplication {
  const state = liveSource<ApplicationState>({ at: "starting" });
  let kept: KeptSession | null = null;
  let device: { readonly open: OpenDevice; readonly unsubscribe: Unsubscribe } | null = null;
  let callOff: (() => void) | null = null;
  /** Rises whenever what was going on is given up; what then still returns is ignored. */
  let era = 0;

  function giveUp(): number {
    era += 1;
    callOff?.();
    callOff = null;
    return era;
  }

  function later(ms: number, wake: () => void): number {
    callOff = parts.clock.after(ms, wake);
    return parts.clock.now() + ms;
  }

  async function closeDevice(): Promise<void> {
    const closing = device;
    device = null;
    closing?.unsubscribe();
    await closing?.open.close();
  }

  async function endSession(session: KeptSession, soft: boolean): Promise<void> {
    giveUp();
    // Shown at once: nothing of the conversations stays on the screen while stores close.
    state.set({ at: "session_ended", soft, userId: session.userId });
    kept = { ...session, ended: soft ? "soft" : "hard" };
    await closeDevice();
    // Sealed, so that a reload does not open the rooms of a session that is over.
    await keepSession(parts.secrets, kept);
  }

  function follow(session: KeptSession, now: DeviceState): void {
    switch (now.at) {
      case "opening":
        return;
      case "gate":
      case "ready":
        if (!session.begun) void noteBegun();
        state.set({ at: now.at, userId: session.userId });
        return;
      case "ended":
        void endSession(session, now.soft);
        return;
      case "unusable":
        state.set({ at: "store_problem", problem: now.problem });
        return;
    }
  }

  /** The stores exist from now on: should they be missing one day, somebody deleted them. */
  async function noteBegun(): Promise<void> {
    if (kept === null || kept.begun) return;
    kept = { ...kept, begun: true };
    await keepSession(parts.secrets, kept);
  }

  function openDevice(session: KeptSession): void {
    kept = session;
    if (session.ended !== null) {
      state.set({ at: "session_ended", soft: session.ended === "soft", userId: session.userId });
      return;
    }
    state.set({ at: "starting" });
    const open = parts.openDevice(session);
    // Registered before it is followed: the first state may end the session at once.
    const holder = { open, unsubscribe: (): void => undefined };
    device = holder;
    holder.unsubscribe = open.state.subscribe((now) => {
      if (device === holder) follow(session, now);
    });
  }

  async function run(): Promise<void> {
    const current = giveUp();
    state.set({ at: "starting" });
    // Rules and session are read beside each other; the session is opened only once the rules are held.
    const first = parts.policy.first();
    const read = await readKeptSession(parts.secrets);
    if (current !== era) return;
    if (!read.ok) {
      // What a full disk does not let one read looks like a damaged record, or a keyring that is locked.
      const full = await parts.diskIsFull();
      if (current !== era) return;
      const damaged = !full && read.failure.code === "damaged";
      state.set(full ? { at: "store_problem", problem: "full" } : damaged ? { at: "store_problem", problem: "unreadable" } : { at: "keyring_locked" });
      // A keyring that is merely locked opens later, and a disk may have room again; a damaged record does not mend by waiting.
      if (!damaged) later(KEYRING_RETRY_MS, () => void run());
      return;
    }
    if (!(await untilPolicy(current, first))) return;
    if (read.value !== null) {
      openDevice(read.value);
      return;
    }
    state.set({ at: "signed_out", notice: "none" });
    await parts.eraseSessionDatabases();
  }

  /**
   * @param begun - the first attempt, under way.
   * @returns once a verified bundle is held; false when that was given up.
   */
  async function untilPolicy(current: number, begun: ReturnType<typeof parts.policy.first>): Promise<boolean> {
    for (let attempt = 0; ; attempt++) {
      const first = await (attempt === 0 ? begun : parts.policy.first());
      if (current !== era) return false;
      if (first.ok) return true;
      const wait = POLICY_RETRY_MS[Math.min(attempt, POLICY_RETRY_MS.length - 1)] ?? 60_000;
      await new Promise<void>((resolve) => {
        const retryAt = later(wait, resolve);
        state.set({ at: "no_policy", reason: first.failure.reason, retryAt });
      });
      if (current !== era) return false;
    }
  }

  /** Whether what was typed names this person: the whole user ID or its local part. */
  function samePerson(typed: string, userId: UserId): boolean {
    const name = typed.trim();
    return name === userId || (parseUserId(name) === null && userId === `@${name.replace(/^@/, "")}:${parts.deployment.serverName}`);
  }

  async function signIn(user: string, password: string): Promise<Result<void, Failure>> {
    const at = state.current();
    const returning = at.at === "session_ended" && at.soft ? kept : null;
    if (at.at !== "signed_out" && returning === null) return failed({ code: "forbidden" });
    if (returning !== null && !samePerson(user, returning.userId)) return failed({ code: "forbidden" });
    const current = giveUp();
    const credentials = await parts.account.signIn({ user, password, returning });
    if (!credentials.ok) return credentials;
    const fresh: KeptSession = {
      databaseId: parts.newDatabaseId(),
      cryptoStoreKey: parts.randomBytes(KEY_BYTES),
      localStoreKey: parts.randomBytes(KEY_BYTES),
      ...returning,
      ...credentials.value,
      ended: null,
      begun: returning?.begun ?? false,
    };
    const sealed = current === era ? await keepSession(parts.secrets, fresh) : failed({ code: "keyring_locked" as const });
    if (!sealed.ok || current !== era) {
      // A session that cannot be kept would be an orphan on the homeserver.
      await parts.account.signOut(fresh);
      if (!sealed.ok && sealed.failure.code === "storage_full") return failed({ code: "storage_full" });
      return failed({ code: "unexpected", detail: "session not kept" });
    }
    openDevice(fresh);
    return ok(undefined);
  }

  async function signOut(): Promise<Result<void, Failure>> {
    const before = state.current();
    if (before.at === "signed_out" || before.at === "other_window") return failed({ code: "forbidden" });
    giveUp();
    const leaving = kept;
    const removed = before.at === "session_ended" && !before.soft;
    await closeDevice();
    if (leaving !== null && leaving.ended === null) await parts.account.signOut(leaving);
    kept = null;
    leaving?.cryptoStoreKey.fill(0);
    leaving?.localStoreKey.fill(0);
    // The keys first: without them the databases are noise, should their deletion be cut short.
    try {
      await parts.eraseSecrets();
      await parts.eraseSessionDatabases();
    } catch {
      // Something is still here: whoever asked is told, and asks again, instead of waiting for ever.
      return failed({ code: "unexpected", detail: "not everything was erased" });
    }
    state.set({ at: "signed_out", notice: removed ? "removed_by_administration" : "you_signed_out" });
    return ok(undefined);
  }

  async function lost(): Promise<void> {
    giveUp();
    state.set({ at: "other_window" });
    await closeDevice();
    parts.policy.close();
    kept = null;
  }

  const deviceState = (): DeviceState | null => device?.open.state.current() ?? null;

  return {
    deployment: parts.deployment,
    state,
    async start() {
      parts.ownership.onLost(lost);
      if (await parts.ownership.acquire()) await run();
      else state.set({ at: "other_window" });
    },
    signInMethods: () => parts.account.methods(),
    signIn: ({ user, password }) => signIn(user, password),
    async whatSignOutLoses() {
      if (device !== null) return device.open.whatSignOutLoses();
      return kept === null ? { unsentMessages: 0, lastDevice: false } : parts.lossOfClosed(kept);
    },
    signOut,
    async goOnWithoutStore() {
      const at = state.current();
      if (at.at !== "store_problem" || at.problem !== "deleted" || kept === null) return;
      const session = { ...kept, begun: false };
      await closeDevice();
      openDevice(session);
    },
    async useHere() {
      if (state.current().at !== "other_window") return;
      await parts.ownership.takeOver();
      await run();
    },
    gate() {
      const now = deviceState();
      return now?.at === "gate" ? now.gate : null;
    },
    session() {
      const now = deviceState();
      return now?.at === "ready" ? now.session : null;
    },
  };
}
