/**
 * The gate is a function, not a screen. Everything that could show a room asks `securityState`; `ready` is derived from
 * the inputs each time and never stored.
 */
export interface SecurityInputs {
  readonly signedIn: boolean;
  /** the account already has a cryptographic identity on the server (null: not known yet) */
  readonly identityExists: boolean | null;
  /** own private cross-signing keys are in this device's crypto store */
  readonly ownPrivateKeys: boolean;
  /** this device is signed by the own identity, and that identity is the pinned one */
  readonly deviceSigned: boolean;
  readonly backupKeyCached: boolean;
  readonly verifiedBundle: boolean;
  /** a record, sealed under the store's key, that the recovery key was proven on this account */
  readonly recoveryKeyProven: boolean;
}

export type SecurityState =
  | { readonly at: "signed_out" }
  | { readonly at: "no_policy" }
  | { readonly at: "checking" }
  /** no identity yet: this is the account's first device */
  | { readonly at: "first_device" }
  /** identity made here, recovery key not yet proven */
  | { readonly at: "recovery_unproven" }
  /** another device or the recovery key must let this one in */
  | { readonly at: "unverified_device" }
  | { readonly at: "ready" };

/** @returns the one state that follows from `inputs`; anything missing leads away from `ready`. */
export function securityState(inputs: SecurityInputs): SecurityState {
  if (!inputs.signedIn) return { at: "signed_out" };
  if (!inputs.verifiedBundle) return { at: "no_policy" };
  const cleared = inputs.ownPrivateKeys && inputs.deviceSigned && inputs.backupKeyCached;
  if (cleared) return inputs.recoveryKeyProven ? { at: "ready" } : { at: "recovery_unproven" };
  if (inputs.identityExists === null) return { at: "checking" };
  return inputs.identityExists ? { at: "unverified_device" } : { at: "first_device" };
}
