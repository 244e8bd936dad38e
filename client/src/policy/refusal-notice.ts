/** The words of a refusal: from the signed bundle, or for the floor and the defaults from the client's own catalogue. */
import type { Action, FurtherLayer, Requirement } from "#policies/model/policy.ts";
import type { DecidingLayers } from "../domain/deciding-layers.ts";
import type { RefusalNotice } from "../domain/failure.ts";

export interface RefusalFacts {
  readonly ruleId: string;
  readonly action: Action;
  /** the version that the refusal was made under; null: none was present */
  readonly policyVersion: number | null;
  readonly by: RefusalNotice["by"];
  /** whose rules said no, when they are not the nation's */
  readonly of?: FurtherLayer;
  /** what a require rule still asks for */
  readonly unmet?: readonly Requirement[];
}

/**
 * @returns what the person refused is shown. A layer never uses a rule's ID again for another rule, so its words hold in every version
 *   of that layer; the words of another layer's rule of the same number are never given.
 */
export function refusalNotice(layers: DecidingLayers, { ruleId, action, policyVersion, by, of, unmet = [] }: RefusalFacts): RefusalNotice {
  const whose = { ...(of === undefined ? {} : { of }), ...(unmet.length === 0 ? {} : { unmet }) };
  const bundle = of === undefined ? layers.national : layers.narrower.find(({ layer, version }) => layer === of && version > 0);
  if (bundle === undefined) return { action, ruleId, rule: null, owner: null, policyVersion, issuedAt: null, contact: layers.national.policy.contact, by, ...whose };
  const { policy } = bundle;
  const rule = policy.rules.find(({ id }) => id === ruleId);
  return {
    action,
    ruleId,
    rule: rule === undefined ? null : { title: rule.title, reason: rule.because.reason, remedy: rule.because.remedy },
    owner: policy.owner,
    policyVersion,
    issuedAt: policyVersion === bundle.version ? bundle.issued_at : null,
    contact: rule?.because.contact ?? policy.contact,
    by,
    ...whose,
  };
}
