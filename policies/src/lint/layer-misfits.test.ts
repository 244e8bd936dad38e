import { expect, test } from "vitest";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import type { Policy } from "../model/policy.ts";
import { layerMisfits } from "./layer-misfits.ts";

const TIMEOUT = { timeout: 60_000 };
const { staff, ...otherClasses } = referencePolicy.room_classes;
const { interieur: _left, ...otherSets } = referencePolicy.sets;
const layer = (parts: Partial<Policy>): Policy => ({ ...referencePolicy, layer: "ministry", ...parts });

test("a layer with the nation's classes and sets fits", TIMEOUT, () => {
  expect(layerMisfits(referencePolicy, layer({ rules: [] }))).toEqual([]);
});

test("a class that is missing, and one that is made otherwise, are told", TIMEOUT, () => {
  if (staff === undefined) throw new Error("the reference policy has it");
  expect(layerMisfits(referencePolicy, layer({ room_classes: otherClasses }))).toEqual([{ code: "class_missing", classId: "staff" }]);
  expect(layerMisfits(referencePolicy, layer({ room_classes: { ...otherClasses, staff: { ...staff, federate: !staff.federate } } }))).toEqual([{ code: "class_differs", classId: "staff" }]);
  // What people read of a class may differ, and so may whom it lets in: the first that refuses decides.
  expect(layerMisfits(referencePolicy, layer({ room_classes: { ...otherClasses, staff: { ...staff, title: { fr: "Autre", en: "Other" }, members: { sets: ["sg"], externals: false } } } }))).toEqual([]);
});

test("a public room that is not listed is told", TIMEOUT, () => {
  const national = { ...referencePolicy, public_rooms: ["!presse"] };
  expect(layerMisfits(national, layer({ public_rooms: [] }))).toEqual([{ code: "public_room_missing", roomId: "!presse" }]);
  expect(layerMisfits(national, layer({ public_rooms: ["!autre", "!presse"] }))).toEqual([]);
});

test("people whom the nation names and the layer does not are its externals", TIMEOUT, () => {
  const found = layerMisfits(referencePolicy, layer({ sets: otherSets }));
  expect(found.map(({ code }) => code)).toContain("taken_for_external");
  expect(found.flatMap((one) => (one.code === "taken_for_external" ? one.sets : []))).toContain("interieur");
});
