import { mayJoinClass } from "#policies/evaluate/may-join-class.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { RoomClassView } from "../domain/room.ts";

/** @returns the class as the bundle in force explains it; a class that it does not list may be entered by nobody. */
export function roomClassView(bundle: PolicyBundle, classId: string | null, now: Date): RoomClassView {
  const classes = bundle.policy.room_classes;
  const definition = classId !== null && Object.hasOwn(classes, classId) ? (classes[classId] ?? null) : null;
  if (classId === null || definition === null) return { id: classId, definition: null, mayJoin: { sets: [], externals: false } };
  const instant = `${now.toISOString().slice(0, 19)}Z`;
  return { id: classId, definition, mayJoin: mayJoinClass(bundle.policy, classId, instant) };
}
