import { describe, expect, test, vi } from "vitest";
import type { Failure } from "../domain/failure.ts";
import type { DeviceId, UserId } from "../domain/ids.ts";
import { liveSource, type LiveSource } from "../domain/live.ts";
import type { SecurityGate } from "../domain/ports/security-gate.ts";
import type { SignedInSession } from "../domain/ports/signed-in-session.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { fakeSecretStorage } from "../domain/ports/fakes/fake-secret-storage.ts";
import { createApplication, type StartedApplication } from "./application.ts";
import type { ApplicationParts, DeviceState } from "./application-parts.ts";
import { readKeptSession, type KeptSession } from "./application-kept-session.ts";

const camille = "@camille.laurent-interieur:etat.example" as UserId;
const device = "DEVICE" as DeviceId;
const gate = {} as SecurityGate;
const session = {} as SignedInSession;

/** A computer: what is on its disk survives `start`, which opens another window on it. */
function computer() {
  const secrets = fakeSecretStorage();
  const opened: { session: KeptSession; state: LiveSource<DeviceState>; closed: boolean }[] = [];
  const timers: (() => void)[] = [];
  const world = {
    secrets,
    opened,
    timers,
    owned: true,
    diskIsFull: false,
    policy: ok(undefined) as Result<void, { readonly reason: string }>,
    signIn: ok({ userId: camille, deviceId: device, accessToken: "token" }) as Result<Pick<KeptSession, "userId" | "deviceId" | "accessToken">, Failure>,
    told: vi.fn(() => Promise.resolve()),
    databases: ["chancery-crypto-x", "chancery-store-x"],
    loseWindow: (): Promise<void> => Promise.resolve(),
    /** the state in front of which the device opens */
    first: { at: "gate", gate } as DeviceState,
    start(): StartedApplication {
      const parts: ApplicationParts = {
        deployment: { serverName: "etat.example" } as ApplicationParts["deployment"],
        ownership: {
          acquire: () => Promise.resolve(world.owned),
          takeOver: () => Promise.resolve(),
          onLost: (listener) => {
            world.loseWindow = listener;
            return () => undefined;
          },
        },
        secrets,
        account: { methods: () => Promise.resolve(ok(["password"])), signIn: () => Promise.resolve(world.signIn), signOut: world.told },
        policy: { first: () => Promise.resolve(world.policy), close: () => undefined },
        openDevice(kept) {
          const state = liveSource<DeviceState>({ at: "opening" });
          const entry = { session: kept, state, closed: false };
          opened.push(entry);
          queueMicrotask(() => state.set(world.first));
          return {
            state,
            whatSignOutLoses: () => Promise.resolve({ unsentMessages: 2, lastDevice: true }),
            close: () => {
              entry.closed = true;
              return Promise.resolve();
            },
          };
        },
        lossOfClosed: () => Promise.resolve({ unsentMessages: 3, lastDevice: true }),
        eraseSessionDatabases: () => {
          world.databases = [];
          return Promise.resolve();
        },
        eraseSecrets: () => secrets.removeAll(),
        clock: {
          now: () => 1_000,
          after: (_ms, wake) => {
            timers.push(wake);
            return () => void timers.splice(timers.indexOf(wake), 1);
          },
        },
        diskIsFull: () => Promise.resolve(world.diskIsFull),
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
        newDatabaseId: () => crypto.randomUUID(),
      };
      const application = createApplication(parts);
      void application.start();
      return application;
    },
  };
  return world;
}

const reaches = (application: StartedApplication, at: string): Promise<void> => vi.waitFor(() => expect(application.state.current().at).toBe(at));
const credentials = { user: "camille.laurent-interieur", password: "secret" };

async function signedIn() {
  const world = computer();
  const application = world.start();
  await reaches(application, "signed_out");
  expect(await application.signIn(credentials)).toEqual(ok(undefined));
  await reaches(application, "gate");
  return { world, application };
}

async function ready() {
  const { world, application } = await signedIn();
  world.first = { at: "ready", session };
  world.opened[0]?.state.set({ at: "ready", session });
  await reaches(application, "ready");
  return { world, application };
}

describe("from sign-in to the conversations", () => {
  test("a person signs in, meets the gate, and sees the session only once the gate is open", async () => {
    const { world, application } = await signedIn();
    expect(application.gate()).toBe(gate);
    expect(application.session()).toBeNull();
    world.opened[0]?.state.set({ at: "ready", session });
    expect(application.state.current()).toEqual({ at: "ready", userId: camille });
    expect(application.gate()).toBeNull();
    expect(application.session()).toBe(session);
  });

  test("a restart comes back without a password, on the same stores", async () => {
    const { world } = await ready();
    const again = world.start();
    await reaches(again, "ready");
    expect(world.opened[1]?.session).toEqual({ ...world.opened[0]?.session, begun: true });
  });

  test("a device that loses what the gate asks for stands in front of it again", async () => {
    const { world, application } = await ready();
    world.opened[0]?.state.set({ at: "gate", gate });
    expect(application.state.current().at).toBe("gate");
    expect(application.session()).toBeNull();
  });

  test("a wrong password says so and keeps nothing", async () => {
    const world = computer();
    const application = world.start();
    await reaches(application, "signed_out");
    world.signIn = failed({ code: "wrong_password" });
    expect(await application.signIn(credentials)).toEqual(failed({ code: "wrong_password" }));
    expect(world.secrets.sealed.size).toBe(0);
    expect(application.state.current().at).toBe("signed_out");
  });

  test("a session that cannot be kept is given back to the homeserver", async () => {
    const world = computer();
    const application = world.start();
    await reaches(application, "signed_out");
    world.secrets.locked = true;
    expect((await application.signIn(credentials)).ok).toBe(false);
    expect(world.told).toHaveBeenCalledOnce();
    expect(world.opened).toHaveLength(0);
  });

  test("what a session left behind that nobody is signed in to is swept away", async () => {
    const world = computer();
    await reaches(world.start(), "signed_out");
    await vi.waitFor(() => expect(world.databases).toEqual([]));
  });
});

describe("rules before anything else", () => {
  test("without verified rules nobody signs in, and it is tried again by itself", async () => {
    const world = computer();
    world.policy = failed({ reason: "unsigned" });
    const application = world.start();
    await reaches(application, "no_policy");
    expect(application.state.current()).toEqual({ at: "no_policy", reason: "unsigned", retryAt: 6_000 });
    expect((await application.signIn(credentials)).ok).toBe(false);
    world.policy = ok(undefined);
    world.timers[0]?.();
    await reaches(application, "signed_out");
  });

  test("without verified rules a kept session opens no store", async () => {
    const { world } = await ready();
    world.policy = failed({ reason: "expired" });
    const again = world.start();
    await reaches(again, "no_policy");
    expect(world.opened).toHaveLength(1);
  });
});

describe("the homeserver ends the session", () => {
  test("softly: the password brings the same device back, on the same stores", async () => {
    const { world, application } = await ready();
    const before = world.opened[0]?.session;
    world.opened[0]?.state.set({ at: "ended", soft: true });
    await reaches(application, "session_ended");
    expect(application.session()).toBeNull();
    await vi.waitFor(() => expect(world.opened[0]?.closed).toBe(true));
    await vi.waitFor(async () => expect(await application.whatSignOutLoses()).toEqual({ unsentMessages: 3, lastDevice: true }));
    expect(await application.signIn({ user: "idris.benali-interieur", password: "x" })).toEqual(failed({ code: "forbidden" }));
    world.signIn = ok({ userId: camille, deviceId: device, accessToken: "new token" });
    expect(await application.signIn({ user: camille, password: "secret" })).toEqual(ok(undefined));
    await reaches(application, "ready");
    expect(world.opened[1]?.session).toEqual({ ...before, accessToken: "new token", ended: null });
  });

  test("for good: nothing opens any more, also after a reload, until the person has seen it; then nothing is left", async () => {
    const { world, application } = await ready();
    world.opened[0]?.state.set({ at: "ended", soft: false });
    await reaches(application, "session_ended");
    await vi.waitFor(async () => expect((await readKeptSession(world.secrets)).ok && world.secrets.sealed.size).toBe(1));

    const again = world.start();
    await reaches(again, "session_ended");
    expect(world.opened).toHaveLength(1);
    expect((await again.signIn(credentials)).ok).toBe(false);
    expect(world.secrets.sealed.size).toBe(1);

    await again.signOut();
    expect(again.state.current()).toEqual({ at: "signed_out", notice: "removed_by_administration" });
    expect(world.secrets.sealed.size).toBe(0);
    expect(world.told).not.toHaveBeenCalled();
  });
});

describe("signing out", () => {
  test("says before what would be lost, and leaves nothing behind, whether the homeserver hears it or not", async () => {
    const { world, application } = await ready();
    world.databases = ["chancery-crypto-x"];
    expect(await application.whatSignOutLoses()).toEqual({ unsentMessages: 2, lastDevice: true });
    await application.signOut();
    expect(world.told).toHaveBeenCalledOnce();
    expect(world.opened[0]?.closed).toBe(true);
    expect(world.secrets.sealed.size).toBe(0);
    expect(world.databases).toEqual([]);
    expect(application.state.current()).toEqual({ at: "signed_out", notice: "you_signed_out" });
    await reaches(world.start(), "signed_out");
  });
});

describe("a disk that does not erase", () => {
  test("is said, instead of a screen that waits for ever, and signing out can be tried again", async () => {
    const { world, application } = await ready();
    const { removeAll } = world.secrets;
    world.secrets.removeAll = () => Promise.reject(new Error("the database does not open"));
    expect(await application.signOut()).toMatchObject({ ok: false, failure: { code: "unexpected" } });
    expect(application.state.current().at).not.toBe("signed_out");
    world.secrets.removeAll = removeAll;
    expect(await application.signOut()).toEqual(ok(undefined));
    expect(application.state.current()).toEqual({ at: "signed_out", notice: "you_signed_out" });
    expect(world.secrets.sealed.size).toBe(0);
  });
});

describe("the platform", () => {
  test("a second window says that another one has it, and takes over when told to", async () => {
    const { world, application } = await ready();
    world.owned = false;
    const second = world.start();
    await reaches(second, "other_window");
    expect(world.opened).toHaveLength(1);
    await second.useHere();
    await reaches(second, "ready");
    expect(application.session()).toBe(session);
  });

  test("the window that is taken over from closes its stores and shows nothing of them", async () => {
    const { world, application } = await ready();
    await world.loseWindow();
    expect(application.state.current()).toEqual({ at: "other_window" });
    expect(application.session()).toBeNull();
    expect(world.opened[0]?.closed).toBe(true);
    expect((await application.signOut()).ok).toBe(false);
    expect(world.secrets.sealed.size).toBe(1);
  });

  test("a locked keyring deletes nothing and is tried again", async () => {
    const { world } = await ready();
    world.secrets.locked = true;
    world.databases = ["chancery-crypto-x", "chancery-store-x"];
    const again = world.start();
    await reaches(again, "keyring_locked");
    expect(world.secrets.sealed.size).toBe(1);
    expect(world.databases).toHaveLength(2);
    world.secrets.locked = false;
    world.timers.at(-1)?.();
    await reaches(again, "ready");
  });

  test("what a full disk does not let one read is not called a locked keyring, and is tried again", async () => {
    const { world } = await ready();
    world.secrets.locked = true;
    world.diskIsFull = true;
    const again = world.start();
    await reaches(again, "store_problem");
    expect(again.state.current()).toEqual({ at: "store_problem", problem: "full" });
    expect(world.secrets.sealed.size).toBe(1);
    world.secrets.locked = false;
    world.diskIsFull = false;
    world.timers.at(-1)?.();
    await reaches(again, "ready");
  });

  test("a record of a session that somebody edited opens nothing and deletes nothing", async () => {
    const { world } = await ready();
    for (const text of ["{}", "[]", "ready", JSON.stringify({ userId: camille, deviceId: device, accessToken: "t", ended: null })]) {
      world.secrets.sealed.set("session", new TextEncoder().encode(text));
      const again = world.start();
      await reaches(again, "store_problem");
      expect(world.secrets.sealed.has("session")).toBe(true);
    }
    expect(world.opened).toHaveLength(1);
  });

  test.each(["too_new", "full", "unreadable", "keys_deleted", "deleted"] as const)("stores that are %s are told of as such, and no key is deleted", async (problem) => {
    const { world } = await ready();
    world.databases = ["chancery-crypto-x", "chancery-store-x"];
    world.first = { at: "unusable", problem };
    const again = world.start();
    await reaches(again, "store_problem");
    expect(again.state.current()).toEqual({ at: "store_problem", problem });
    expect(world.secrets.sealed.size).toBe(1);
    expect(world.databases).toHaveLength(2);
  });

  test("a session remembers that its stores were made, until the person goes on without them", async () => {
    const { world } = await ready();
    const begun = async (): Promise<boolean | null> => {
      const read = await readKeptSession(world.secrets);
      return read.ok ? (read.value?.begun ?? null) : null;
    };
    await vi.waitFor(async () => expect(await begun()).toBe(true));
    world.first = { at: "unusable", problem: "deleted" };
    const again = world.start();
    await reaches(again, "store_problem");
    expect(world.opened.at(-1)?.session.begun).toBe(true);
    world.first = { at: "gate", gate };
    await again.goOnWithoutStore();
    await reaches(again, "gate");
    expect(world.opened.at(-1)?.session).toMatchObject({ begun: false, cryptoStoreKey: world.opened[0]?.session.cryptoStoreKey });
  });

  test.each(["too_new", "keys_deleted"] as const)("nobody goes on without a store that is %s", async (problem) => {
    const { world } = await ready();
    world.first = { at: "unusable", problem };
    const again = world.start();
    await reaches(again, "store_problem");
    await again.goOnWithoutStore();
    expect(again.state.current()).toEqual({ at: "store_problem", problem });
  });
});
