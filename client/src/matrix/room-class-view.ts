import { mayJoinClass } from "#policies/evaluate/may-join-class.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { RoomClassView } from "../domain/room.ts";

/** Of each bundle what was last told of a class, and for which second: rows of hundreds of rooms ask about a few classes. */
const told = new WeakMap<PolicyBundle, Map<string, { readonly instant: string; readonly view: RoomClassView }>>();

/** @returns the class as the bundle in force explains it; a class that it does not list may be entered by nobody. */
export function roomClassView(bundle: PolicyBundle, classId: string | null, now: Date): RoomClassView {
  const classes = bundle.policy.room_classes;
  const definition = classId !== null && Object.hasOwn(classes, classId) ? (classes[classId] ?? null) : null;
  if (classId === null || definition === null) return { id: classId, definition: null, mayJoin: { sets: [], externals: false } };
  const instant = `${now.toISOString().slice(0, 19)}Z`;
  const views = told.get(bundle) ?? new Map<string, { readonly instant: string; readonly view: RoomClassView }>();
  told.set(bundle, views);
  const known = views.get(classId);
  if (known?.instant === instant) return known.view;
  const view: RoomClassView = { id: classId, definition, mayJoin: mayJoinClass(bundle.policy, classId, instant) };
  views.set(classId, { instant, view });
  return view;
}
