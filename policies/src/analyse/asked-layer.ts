/** The rules of several layers, asked together as `decideLayers` asks them; whether somebody signed them does not matter here. */
import { decide } from "../evaluate/decide.ts";
import type { AccessRequest, Decision } from "../model/access-request.ts";
import type { Policy } from "../model/policy.ts";
import { unsignedBundle } from "./unsigned-bundle.ts";

export interface AskedLayer {
  readonly policy: Policy;
  /** whether the rules have expired, or are missing altogether */
  readonly stale: boolean;
}

/** In the order in which they are asked. One alone may be of any layer. */
export type AskedLayers = readonly [AskedLayer, ...AskedLayer[]];

const answerOf = ({ policy, stale }: AskedLayer, request: AccessRequest): Decision => decide(unsignedBundle(policy, request.now, stale), request);

/** The first that refuses decides, else the first (SPECIFICATION.md section 6, "Layers"). */
export const decideAsked = ([first, ...further]: AskedLayers, request: AccessRequest): Decision => {
  const answer = answerOf(first, request);
  const answers = [answer, ...further.map((layer) => answerOf(layer, request))];
  const refusal = answers.find(({ effect }) => effect === "deny");
  return refusal ?? { ...answer, obligations: [...new Set(answers.flatMap(({ obligations }) => obligations))].sort() };
};
