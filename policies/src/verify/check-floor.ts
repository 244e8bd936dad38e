import type { Policy, RoomClass } from "../model/policy.ts";

export type FloorViolation =
  | "encryption_lost"
  | "public_not_plain_room"
  | "unwritten_room_encrypted"
  | "direct_history_or_new_member";

export interface ViolatedFloor {
  readonly classId: string;
  readonly violation: FloorViolation;
}

const violationOf = (roomClass: RoomClass, held: RoomClass | undefined): FloorViolation | null => {
  const { kind, encryption, history_visibility, new_member } = roomClass;
  if (held?.encryption === "required" && encryption === "none") return "encryption_lost";
  if (roomClass.public && (encryption !== "none" || kind !== "room")) return "public_not_plain_room";
  if ((kind === "space" || kind === "governance") && encryption !== "none") return "unwritten_room_encrypted";
  return kind === "direct" && (history_visibility !== "joined" || new_member !== "hold") ? "direct_history_or_new_member" : null;
};

/**
 * What no policy may say, whoever signed it (SPECIFICATION.md sections 4 and 7, `floor_violated`).
 * @param held the policy in force, or null
 * @returns the first violation, or null
 */
export const checkFloor = (held: Pick<Policy, "room_classes"> | null, next: Pick<Policy, "room_classes">): ViolatedFloor | null => {
  for (const [classId, roomClass] of Object.entries(next.room_classes)) {
    const before = held !== null && Object.hasOwn(held.room_classes, classId) ? held.room_classes[classId] : undefined;
    const violation = violationOf(roomClass, before);
    if (violation !== null) return { classId, violation };
  }
  return null;
};
