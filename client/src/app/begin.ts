/** The composition root: which platform this is, which state it serves, and the parts that make the application. */
import { createApplication, type StartedApplication } from "./application.ts";
import { eraseSessionDatabases } from "./application-databases.ts";
import { lossOfClosedDevice, openDevice } from "./application-device.ts";
import { mountApp, mountNotConfigured } from "./mount.ts";
import { buildSession, readAhead } from "./session.ts";
import type { Deployment, DeploymentProblem } from "../domain/ports/deployment.ts";
import type { SecretStorage } from "../domain/ports/secret-storage.ts";
import type { Result } from "../domain/result.ts";
import { homeserverFetch } from "../matrix/homeserver-fetch.ts";
import type { MatrixAccess } from "../matrix/matrix-access.ts";
import { signInMethods, signInWithPassword, signOutAtHomeserver } from "../matrix/sign-in.ts";
import type { DesktopBridge } from "../platform/bridge.ts";
import { browserSecretStorage } from "../platform/browser-secret-storage.ts";
import { desktopNotifier } from "../platform/desktop-notifier.ts";
import { desktopSecretStorage } from "../platform/desktop-secret-storage.ts";
import { eraseAllBut } from "../platform/erase-secrets.ts";
import { showUnread } from "../platform/unread-badge.ts";
import { windowOwnership } from "../platform/window-ownership.ts";
import { policyFetcher } from "../policy/policy-endpoint.ts";
import { POLICY_SECRET, sealedPolicyMemory } from "../policy/policy-memory.ts";
import { TrustedPolicyLoader } from "../policy/trusted-policy-loader.ts";
import { diskIsFull } from "../store/disk-space.ts";

const DEVICE_NAME = "Chancery";

const clock = {
  now: () => Date.now(),
  after(ms: number, wake: () => void): () => void {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
};

/** The browser's fetch, which insists on being called without another `this`. */
const fetchFn: typeof fetch = (resource, options) => fetch(resource, options);

function compose(deployment: Deployment, secrets: SecretStorage): StartedApplication {
  const access: MatrixAccess = { homeserver: deployment.homeserver, fetch: fetchFn };
  const loader = new TrustedPolicyLoader({
    deployment,
    memory: sealedPolicyMemory(secrets),
    fetchPolicy: policyFetcher(deployment.homeserver, homeserverFetch(deployment.homeserver, fetchFn)),
    clock,
  });
  return createApplication({
    deployment,
    ownership: windowOwnership(navigator.locks, (name) => new BroadcastChannel(name)),
    secrets,
    account: {
      methods: () => signInMethods(access),
      signIn: (signIn) => signInWithPassword(access, { ...signIn, deviceName: DEVICE_NAME }),
      signOut: async (session) => void (await signOutAtHomeserver(access, session)),
    },
    policy: loader,
    openDevice: (kept) =>
      openDevice(
        {
          access,
          indexedDB,
          diskIsFull,
          verifiedBundle: () => loader.status.current() !== null,
          random: () => crypto.getRandomValues(new Uint32Array(1))[0] ?? 0,
          readAhead,
          buildSession: (opened) => buildSession({ ...opened, loader, clock }),
        },
        kept,
      ),
    lossOfClosed: (session) => lossOfClosedDevice(indexedDB, session),
    eraseSessionDatabases: () => eraseSessionDatabases(indexedDB),
    // The rules stay: they are public, and forgetting them would let older ones come back.
    eraseSecrets: () => eraseAllBut(secrets, POLICY_SECRET),
    clock,
    diskIsFull,
    randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
    newDatabaseId: () => crypto.randomUUID(),
  });
}

/**
 * Builds the application and puts it into the page.
 * @param read what the deployment file says; it was asked for before this script was there
 */
export async function begin(target: HTMLElement, bridge: DesktopBridge | undefined, read: Promise<Result<Deployment, DeploymentProblem>>): Promise<void> {
  const deployment = await read;
  if (!deployment.ok) {
    mountNotConfigured(target, deployment.failure);
    return;
  }
  const secrets = bridge === undefined ? browserSecretStorage(indexedDB, crypto) : desktopSecretStorage(bridge);
  const application = compose(deployment.value, secrets);
  // Begun first: the databases open while the page is drawn.
  const started = application.start();
  mountApp(target, application, bridge === undefined ? null : desktopNotifier(bridge));
  if (bridge !== undefined) showUnread(application, bridge);
  await started;
}

// The SDK leaves the request that it aborts when a client stops without anybody to hear of it. Everything else is a bug and shows.
window.addEventListener("unhandledrejection", (event) => {
  if (event.reason instanceof DOMException && event.reason.name === "AbortError") event.preventDefault();
});
