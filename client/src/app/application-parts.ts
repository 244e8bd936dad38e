/** What the application's state machine is built from. The real parts are joined in `main.ts`; tests hand in fakes. */
import type { Failure } from "../domain/failure.ts";
import type { DeviceId, UserId } from "../domain/ids.ts";
import type { Live } from "../domain/live.ts";
import type { SignInMethod, SignOutLoss, StoreProblem } from "../domain/ports/application.ts";
import type { Deployment } from "../domain/ports/deployment.ts";
import type { SecretStorage } from "../domain/ports/secret-storage.ts";
import type { SecurityGate } from "../domain/ports/security-gate.ts";
import type { SignedInSession } from "../domain/ports/signed-in-session.ts";
import type { Result } from "../domain/result.ts";
import type { WindowOwnership } from "../platform/window-ownership.ts";
import type { KeptSession } from "./application-kept-session.ts";

/** A session of this device while it is open: in front of the gate, or behind it. */
export type DeviceState =
  | { readonly at: "opening" }
  | { readonly at: "gate"; readonly gate: SecurityGate }
  | { readonly at: "ready"; readonly session: SignedInSession }
  /** the homeserver no longer knows the token */
  | { readonly at: "ended"; readonly soft: boolean }
  /** the stores on this computer cannot be used as they are; nothing was deleted */
  | { readonly at: "unusable"; readonly problem: StoreProblem };

export interface OpenDevice {
  readonly state: Live<DeviceState>;
  whatSignOutLoses(): Promise<SignOutLoss>;
  /** Closes every store and connection. */
  close(): Promise<void>;
}

/** The homeserver, as far as signing in and out goes. */
export interface AccountAccess {
  methods(): Promise<Result<readonly SignInMethod[], Failure>>;
  signIn(signIn: {
    readonly user: string;
    readonly password: string;
    readonly returning: { readonly userId: UserId; readonly deviceId: DeviceId } | null;
  }): Promise<Result<Pick<KeptSession, "userId" | "deviceId" | "accessToken">, Failure>>;
  /** Tells the homeserver; gives up after some seconds. */
  signOut(session: KeptSession): Promise<void>;
}

/** Rules before anything else: nobody signs in, and no crypto starts, before a verified bundle is held. */
export interface PolicyKeeping {
  /** Opens what is kept on this computer and asks the homeserver; a held bundle is enough. */
  first(): Promise<Result<void, { readonly reason: string }>>;
  close(): void;
}

export interface ApplicationParts {
  readonly deployment: Deployment;
  readonly ownership: WindowOwnership;
  readonly secrets: SecretStorage;
  readonly account: AccountAccess;
  readonly policy: PolicyKeeping;
  openDevice(session: KeptSession): OpenDevice;
  /** What would be lost with a session that is not open. */
  lossOfClosed(session: KeptSession): Promise<SignOutLoss>;
  /** Deletes every database of any session; what another connection still holds goes when that closes. */
  eraseSessionDatabases(): Promise<void>;
  /** Removes everything sealed on this computer that belongs to a session. */
  eraseSecrets(): Promise<void>;
  readonly clock: {
    /** ms since the epoch */
    now(): number;
    /** Calls `wake` after `ms`. @returns how to call it off. */
    after(ms: number, wake: () => void): () => void;
  };
  readonly diskIsFull: () => Promise<boolean>;
  readonly randomBytes: (length: number) => Uint8Array<ArrayBuffer>;
  readonly newDatabaseId: () => string;
}
