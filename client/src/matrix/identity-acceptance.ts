/** Accepting a person's changed identity on the sender's word, so that messages may go out again. */
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { Failure } from "../domain/failure.ts";
import type { UserId } from "../domain/ids.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { failureOf } from "./matrix-failure.ts";

/**
 * Pins the identity that `userId` has now. If they were verified before, that requirement is withdrawn: they are unproven
 * from now on, until compared again.
 */
export async function acceptIdentity(
  crypto: Pick<CryptoApi, "getUserVerificationStatus" | "pinCurrentUserIdentity" | "withdrawVerificationRequirement">,
  userId: UserId,
): Promise<Result<void, Failure>> {
  try {
    const status = await crypto.getUserVerificationStatus(userId);
    if (status.wasCrossSigningVerified() && !status.isVerified()) await crypto.withdrawVerificationRequirement(userId);
    else if (status.needsUserApproval) await crypto.pinCurrentUserIdentity(userId);
    return ok(undefined);
  } catch (error) {
    return failed(failureOf(error));
  }
}
