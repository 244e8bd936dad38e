/** Whom the sender knew to be reading a room when they last wrote there. */
import { parseUserId, type UserId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";

export interface KnownRecipients {
  readonly userIds: readonly UserId[];
}

export function parseKnownRecipients(stored: unknown): KnownRecipients | null {
  if (!isRecord(stored) || !Array.isArray(stored["userIds"])) return null;
  const userIds = stored["userIds"].map((id) => (typeof id === "string" ? parseUserId(id) : null));
  return userIds.every((id) => id !== null) ? { userIds } : null;
}
