/** How a class of rooms is marked: always colour and icon and word together. */
import type { RoomClassMark } from "#policies/model/policy.ts";
import type { IconComponent } from "./icon-component.ts";
import { DoorOpenIcon, LandmarkIcon, LayersIcon, LockIcon, MegaphoneIcon, RulesIcon } from "./icons.ts";

export type Tone = "accent" | "warn" | "public" | "plain" | "stop";

export interface ClassMark {
  readonly icon: IconComponent;
  readonly tone: Tone;
}

export const CLASS_MARKS: { readonly [mark in RoomClassMark]: ClassMark } = {
  ministries: { icon: LandmarkIcon, tone: "accent" },
  externals: { icon: DoorOpenIcon, tone: "warn" },
  public: { icon: MegaphoneIcon, tone: "public" },
  direct: { icon: LockIcon, tone: "accent" },
  space: { icon: LayersIcon, tone: "plain" },
  governance: { icon: RulesIcon, tone: "plain" },
};
