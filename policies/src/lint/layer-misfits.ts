/** Where a further layer does not fit the nation's rules, upon which it is asked: what it would refuse without saying so in any rule. */
import { creationOfClass } from "../evaluate/creation-of-class.ts";
import { normalisedJson } from "../compile/normalised-json.ts";
import { kindsOfPeople } from "../analyse/kinds-of-people.ts";
import type { Policy } from "../model/policy.ts";

export type LayerMisfit =
  /** the layer does not have a class of the nation's: nobody does anything in its rooms (F-01) */
  | { readonly code: "class_missing"; readonly classId: string }
  /** it has the class otherwise, so that no room is as both say (F-04) */
  | { readonly code: "class_differs"; readonly classId: string }
  /** it does not list a public room of the nation's: what is written there in the clear is refused (F-02) */
  | { readonly code: "public_room_missing"; readonly roomId: string }
  /** it lets people of these of the nation's sets be externals */
  | { readonly code: "taken_for_external"; readonly sets: readonly string[]; readonly example: string };

/** @param national whose rules are asked first */
export const layerMisfits = (national: Policy, layer: Policy): readonly LayerMisfit[] => {
  const classes = Object.keys(national.room_classes).sort();
  const missing = classes.filter((classId) => !Object.hasOwn(layer.room_classes, classId));
  const differing = classes.filter((classId) => !missing.includes(classId) && normalisedJson(creationOfClass(national, classId)) !== normalisedJson(creationOfClass(layer, classId)));
  const strangers = kindsOfPeople([national, layer]).kinds.filter(({ sets: [inNation = [], inLayer = []] }) => inNation.length > 0 && inLayer.length === 0);
  const groups = new Map(strangers.map(({ sets: [inNation = []], userId }) => [inNation.join(), { sets: inNation, example: userId }]));
  return [
    ...missing.map((classId) => ({ code: "class_missing", classId }) as const),
    ...differing.map((classId) => ({ code: "class_differs", classId }) as const),
    ...national.public_rooms.filter((roomId) => !layer.public_rooms.includes(roomId)).map((roomId) => ({ code: "public_room_missing", roomId }) as const),
    ...[...groups.values()].map((group) => ({ code: "taken_for_external", ...group }) as const),
  ];
};
