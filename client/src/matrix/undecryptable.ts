/** Why the crypto library could not decrypt, in our terms. */
import { DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { UndecryptableReason } from "../domain/timeline-item.ts";

const REASONS: Readonly<Record<DecryptionFailureCode, UndecryptableReason>> = {
  [DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID]: "keys_not_arrived",
  [DecryptionFailureCode.OLM_UNKNOWN_MESSAGE_INDEX]: "keys_not_arrived",
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD]: "withheld_from_this_device",
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE]: "withheld_from_this_device",
  [DecryptionFailureCode.HISTORICAL_MESSAGE_NO_KEY_BACKUP]: "from_before_this_device",
  [DecryptionFailureCode.HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED]: "from_before_this_device",
  [DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP]: "from_before_this_device",
  [DecryptionFailureCode.HISTORICAL_MESSAGE_USER_NOT_JOINED]: "sent_before_you_joined",
  [DecryptionFailureCode.SENDER_IDENTITY_PREVIOUSLY_VERIFIED]: "sender_identity_changed",
  [DecryptionFailureCode.UNSIGNED_SENDER_DEVICE]: "sender_device_unsigned",
  [DecryptionFailureCode.UNKNOWN_SENDER_DEVICE]: "sender_device_unsigned",
  [DecryptionFailureCode.UNKNOWN_ERROR]: "unknown",
};

/** @param code - null: the library gave none. */
export function undecryptableReason(code: DecryptionFailureCode | null): UndecryptableReason {
  return code === null ? "unknown" : (REASONS[code] ?? "unknown");
}
