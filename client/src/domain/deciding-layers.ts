/** The rules that decide together: the state's, and those of a ministry or a service that only narrow them (policies/SPECIFICATION.md section 6, "Layers"). */
import type { Policy } from "#policies/model/policy.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";

export interface DecidingLayers {
  readonly national: PolicyBundle;
  /** in the order in which they are asked; one that is missing has version 0 and the nation's rules (section 7, "What decides") */
  readonly narrower: readonly PolicyBundle[];
}

/** @returns every policy that has a say, the national one first */
export const policiesOf = ({ national, narrower }: DecidingLayers): readonly Policy[] => [national, ...narrower].map(({ policy }) => policy);
