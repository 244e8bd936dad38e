/** The words of a refusal: from the signed bundle, or for the floor and the defaults from the client's own catalogue. */
import type { Action, Requirement } from "#policies/model/policy.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { RefusalNotice } from "../domain/failure.ts";

export interface RefusalFacts {
  readonly ruleId: string;
  readonly action: Action;
  /** the version that the refusal was made under; null: none was present */
  readonly policyVersion: number | null;
  readonly by: RefusalNotice["by"];
  /** what a require rule still asks for */
  readonly unmet?: readonly Requirement[];
}

/** @returns what the person refused is shown. A rule's ID is never used again for another rule, so its words hold in every version. */
export function refusalNotice(bundle: PolicyBundle, { ruleId, action, policyVersion, by, unmet = [] }: RefusalFacts): RefusalNotice {
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
    ...(unmet.length === 0 ? {} : { unmet }),
  };
}
