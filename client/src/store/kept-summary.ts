/** A row of the room list as it is kept: without what the signed rules say of its class, which is theirs to say. */
import type { RoomId, UserId } from "../domain/ids.ts";
import { isRecord, isStringOrNull } from "../domain/json-shape.ts";
import type { IdentityState } from "../domain/person.ts";
import type { MessagePreview, RoomSummary } from "../domain/room.ts";

export type KeptSummary = Omit<RoomSummary, "class"> & { readonly classId: string | null };

/** Many rows in one record: opening thousands of records one by one would be slow, writing all rows for one change too. */
export interface KeptSummaries {
  readonly summaries: readonly KeptSummary[];
}

const BUCKETS = 32;

/** @returns the record that a room's row belongs to. */
export function bucketOf(roomId: RoomId): string {
  let sum = 0;
  for (let at = 0; at < roomId.length; at += 1) sum = (sum * 31 + roomId.charCodeAt(at)) % 65_521;
  return String(sum % BUCKETS);
}

export function keptSummary({ class: view, ...rest }: RoomSummary): KeptSummary {
  return { ...rest, classId: view.id };
}

const IDENTITIES: readonly unknown[] = ["proven", "unproven", "changed", "unknown"] satisfies IdentityState[];
const isCount = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

/** @returns null when any row has not the expected form: a cache is whole or it is none. */
export function parseKeptSummaries(stored: unknown): KeptSummaries | null {
  if (!isRecord(stored) || !Array.isArray(stored["summaries"])) return null;
  const summaries = stored["summaries"].map(parseSummary);
  return summaries.every((summary) => summary !== null) ? { summaries } : null;
}

function parseSummary(stored: unknown): KeptSummary | null {
  if (!isRecord(stored)) return null;
  const { id, name, topic, classId, membership, encrypted, directWith, directIdentity, spaces } = stored;
  const { joinedMembers, externals, lastActivity, unread, mentions, preview, invitedBy } = stored;
  if (typeof id !== "string" || typeof name !== "string" || !isStringOrNull(topic) || !isStringOrNull(classId)) return null;
  if ((membership !== "join" && membership !== "invite") || typeof encrypted !== "boolean") return null;
  if (!isStringOrNull(directWith) || !(directIdentity === null || IDENTITIES.includes(directIdentity))) return null;
  if (!Array.isArray(spaces) || !spaces.every((space) => typeof space === "string")) return null;
  if (![joinedMembers, externals, lastActivity, unread, mentions].every(isCount)) return null;
  const read = parsePreview(preview);
  const inviter = parseInviter(invitedBy);
  if (read === undefined || inviter === undefined) return null;
  // Ids were parsed before they were kept, and the record is authenticated.
  return {
    id: id as RoomId,
    name,
    topic,
    classId,
    membership,
    encrypted,
    directWith: directWith as UserId | null,
    directIdentity: directIdentity as IdentityState | null,
    spaces: spaces.map((space: string) => space as RoomId),
    joinedMembers: joinedMembers as number,
    externals: externals as number,
    lastActivity: lastActivity as number,
    unread: unread as number,
    mentions: mentions as number,
    preview: read,
    invitedBy: inviter,
  };
}

function parsePreview(stored: unknown): MessagePreview | null | undefined {
  if (stored === null) return null;
  if (!isRecord(stored)) return undefined;
  const { senderName, own, text, restored } = stored;
  if (typeof senderName !== "string" || typeof own !== "boolean" || !isStringOrNull(text) || !(restored === undefined || restored === true)) return undefined;
  return { senderName, own, text, ...(restored ? { restored } : {}) };
}

function parseInviter(stored: unknown): RoomSummary["invitedBy"] | undefined {
  if (stored === null) return null;
  if (!isRecord(stored)) return undefined;
  const { userId, displayName } = stored;
  return typeof userId === "string" && typeof displayName === "string" ? { userId: userId as UserId, displayName } : undefined;
}
