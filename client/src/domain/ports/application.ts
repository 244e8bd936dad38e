/** What the screens see of the whole: where the application stands, and what can be done there. */
import type { Failure } from "../failure.ts";
import type { Live } from "../live.ts";
import type { Result } from "../result.ts";
import type { UserId } from "../ids.ts";
import type { Deployment } from "./deployment.ts";
import type { SecurityGate } from "./security-gate.ts";
import type { SignedInSession } from "./signed-in-session.ts";

export type StoreProblem =
  /** written by a newer version of this application */
  | "too_new"
  /** deleted by somebody else, keys apart: the homeserver has everything but unsent messages and drafts */
  | "deleted"
  /** the keys of this device were deleted: only a new sign-in leads on */
  | "keys_deleted"
  /** the disk is too full to open them */
  | "full"
  /** they do not open */
  | "unreadable";

export type ApplicationState =
  | { readonly at: "starting" }
  | { readonly at: "other_window" }
  /** the platform's secret storage cannot be opened; nothing was deleted */
  | { readonly at: "keyring_locked" }
  /** what this computer keeps of the conversations cannot be used as it is; nothing was deleted */
  | { readonly at: "store_problem"; readonly problem: StoreProblem }
  /** this computer's deployment file is missing or wrong */
  | { readonly at: "not_configured"; readonly detail: string }
  /** no verified policy was ever held here; tried again by itself */
  | { readonly at: "no_policy"; readonly reason: string; readonly retryAt: number }
  | { readonly at: "signed_out"; readonly notice: "none" | "you_signed_out" | "removed_by_administration" }
  | { readonly at: "gate"; readonly userId: UserId }
  | { readonly at: "ready"; readonly userId: UserId }
  /** the server ended the session; soft: the keys are still here and a password brings everything back */
  | { readonly at: "session_ended"; readonly soft: boolean; readonly userId: UserId };

/** Ways to sign in; `sso` is in the type so that the state machine has its place, and no deployment offers it yet. */
export type SignInMethod = "password" | "sso";

export interface SignOutLoss {
  readonly unsentMessages: number;
  /** no other signed device: only the recovery key will bring the history back */
  readonly lastDevice: boolean;
}

export interface Application {
  readonly deployment: Deployment;
  readonly state: Live<ApplicationState>;
  signInMethods(): Promise<Result<readonly SignInMethod[], Failure>>;
  /** Also from `session_ended` with `soft`, where `user` must be the same person. */
  signIn(credentials: { readonly user: string; readonly password: string }): Promise<Result<void, Failure>>;
  whatSignOutLoses(): Promise<SignOutLoss>;
  /** Ends the session and deletes every trace of it from this computer, also when the server cannot be reached. */
  signOut(): Promise<Result<void, Failure>>;
  /** Takes the store over from another window (state `other_window`). */
  useHere(): Promise<void>;
  /** In `store_problem` with `deleted`: goes on with an empty store. Elsewhere nothing happens. */
  goOnWithoutStore(): Promise<void>;
  /** Present in `gate`. */
  gate(): SecurityGate | null;
  /** Present in `ready`, and only there. */
  session(): SignedInSession | null;
}
