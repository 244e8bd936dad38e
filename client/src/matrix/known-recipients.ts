/** Whom the sender knew to be reading a room when they last wrote there, and of whom the screen has told them since. */
import { parseUserId, type UserId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";

export interface KnownRecipients {
  readonly userIds: readonly UserId[];
  /** they were in the room too, and had no identity to give keys to: should they get one, they are new */
  readonly unable: readonly UserId[];
  /** newcomers that stood under the field when the sender last pressed Enter */
  readonly named: readonly UserId[];
}

const userIds = (stored: unknown): readonly UserId[] | null => {
  if (!Array.isArray(stored)) return null;
  const parsed = stored.map((id: unknown) => (typeof id === "string" ? parseUserId(id) : null));
  return parsed.every((id) => id !== null) ? parsed : null;
};

/** Records of earlier states of version 0.1 have neither `named` nor `unable`. */
export function parseKnownRecipients(stored: unknown): KnownRecipients | null {
  if (!isRecord(stored)) return null;
  const [known, named, unable] = [userIds(stored["userIds"]), userIds(stored["named"] ?? []), userIds(stored["unable"] ?? [])];
  return known && named && unable && { userIds: known, unable, named };
}
