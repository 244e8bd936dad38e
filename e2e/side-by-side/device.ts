/** One device of a person, with everything behind the gate as the application builds it, and without a screen. */
import { randomBytes, randomUUID } from "node:crypto";
import { buildSession, readAhead, type BuiltSession } from "#client/app/session.ts";
import type { DeviceId, RoomId, UserId } from "#client/domain/ids.ts";
import { untilTrue } from "#client/domain/live.ts";
import type { Deployment } from "#client/domain/ports/deployment.ts";
import type { SignedInSession } from "#client/domain/ports/signed-in-session.ts";
import type { Timeline } from "#client/domain/ports/timeline-source.ts";
import { ok, type Result } from "#client/domain/result.ts";
import { FakeLocalStore } from "#client/matrix/fake-local-store.ts";
import { createIdentity, sealProof } from "#client/matrix/identity-creation.ts";
import { homeserverFetch } from "#client/matrix/homeserver-fetch.ts";
import { openCryptoClient, type CryptoClient, type MatrixAccess } from "#client/matrix/matrix-access.ts";
import { recoverIdentity } from "#client/matrix/recovery.ts";
import { recoveryRecords } from "#client/matrix/recovery-record.ts";
import { secretStorageKeys } from "#client/matrix/secret-storage-keys.ts";
import { startGateSync } from "#client/matrix/security-gate.ts";
import { signInWithPassword } from "#client/matrix/sign-in.ts";
import type { WayOfSyncing } from "#client/matrix/sliding-sync/sync-transport.ts";
import { policyFetcher } from "#client/policy/policy-endpoint.ts";
import { TrustedPolicyLoader } from "#client/policy/trusted-policy-loader.ts";
import type { Account } from "../support/deployment.ts";
import { FaultyNetwork } from "./faulty-network.ts";

const clock = {
  now: () => Date.now(),
  after(ms: number, wake: () => void): () => void {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};

/** @throws when `result` is a failure: in a test that is always a defect. */
export function value<Value>(result: Result<Value, object>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

/** @returns the rules in force, held by a loader like the application's. */
export async function loadPolicy(deployment: Deployment): Promise<TrustedPolicyLoader> {
  const loader = new TrustedPolicyLoader({
    deployment,
    memory: { read: async () => ok(null), write: async () => ok(undefined) },
    fetchPolicy: policyFetcher(deployment.homeserver, homeserverFetch(deployment.homeserver, fetch)),
    clock,
  });
  const first = await loader.first();
  if (!first.ok) throw new Error(first.failure.reason);
  return loader;
}

interface Kept {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly accessToken: string;
}

export class Device {
  readonly name: string;
  readonly network: FaultyNetwork;
  readonly #access: MatrixAccess;
  readonly #loader: TrustedPolicyLoader;
  readonly #store = new FakeLocalStore();
  readonly #kept: Kept;
  readonly #prefix = `side-by-side-${randomUUID()}`;
  readonly #storageKey = new Uint8Array(randomBytes(32));
  readonly #timelines = new Map<RoomId, Timeline>();
  #running: { readonly opened: CryptoClient; readonly built: BuiltSession } | null = null;

  private constructor(name: string, access: MatrixAccess, network: FaultyNetwork, loader: TrustedPolicyLoader, kept: Kept) {
    this.name = name;
    this.network = network;
    this.#access = access;
    this.#loader = loader;
    this.#kept = kept;
  }

  static async signIn(name: string, homeserver: string, sync: WayOfSyncing, account: Account, loader: TrustedPolicyLoader): Promise<Device> {
    const network = new FaultyNetwork();
    const access: MatrixAccess = { homeserver, fetch: network.fetch, sync };
    const kept = value(await signInWithPassword(access, { user: account.user, password: account.password, deviceName: name, returning: null }));
    return new Device(name, access, network, loader, kept);
  }

  get session(): SignedInSession {
    if (this.#running === null) throw new Error("not running");
    return this.#running.built.session;
  }

  /** The first device makes the identity, a further one is let in. @returns the recovery key. */
  async passGate(recoveryKey: string | null): Promise<string> {
    const keys = secretStorageKeys();
    const opened = await this.#open(keys.callbacks);
    const records = recoveryRecords(this.#store, this.#kept.userId);
    const parts = { ...opened, keys, records, ...this.#kept };
    await startGateSync(opened);
    const encoded = recoveryKey ?? value(await createIdentity(parts));
    if (recoveryKey === null) value(await sealProof(parts, encoded));
    else value(await recoverIdentity(parts, recoveryKey));
    opened.client.stopClient();
    return encoded;
  }

  async start(): Promise<void> {
    const opened = await this.#open({});
    const built = await buildSession({ client: opened, session: this.#kept, store: this.#store, ahead: readAhead(this.#store), loader: this.#loader, clock });
    this.#running = { opened, built };
    await built.start();
    await untilTrue(opened.sync.caughtUp);
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    this.#timelines.clear();
    if (running === null) return;
    await running.built.close();
    // What is asking the crypto library at this moment gets its answer: it throws where nobody can catch it once its store is closed.
    await new Promise((next) => setTimeout(next, 50));
    running.opened.client.stopClient();
    this.network.forgetSyncs();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** The network is back, and the machine says so. */
  mend(): void {
    this.network.mend();
    this.#running?.opened.client.retryImmediately();
  }

  /** Opens a room and leaves it open until the device is stopped. */
  async keepOpen(roomId: RoomId): Promise<Timeline> {
    const open = this.#timelines.get(roomId);
    if (open !== undefined) return open;
    const timeline = value(await this.session.timelines.open(roomId));
    this.#timelines.set(roomId, timeline);
    return timeline;
  }

  closeTimeline(roomId: RoomId): void {
    this.#timelines.get(roomId)?.close();
    this.#timelines.delete(roomId);
  }

  #open(callbacks: Parameters<typeof openCryptoClient>[3]): Promise<CryptoClient> {
    return openCryptoClient(this.#access, this.#kept, { prefix: this.#prefix, storageKey: this.#storageKey }, callbacks);
  }
}
