/** A failure that was kept in the store. What no longer has a known form stays a failure: the message must not leave by itself. */
import { FURTHER_LAYERS } from "#policies/model/policy.ts";
import type { Failure } from "../domain/failure.ts";
import { isRecord } from "../domain/json-shape.ts";

const PLAIN_CODES = ["network", "not_found", "forbidden", "too_large", "signed_out", "storage_full"] as const;

/** @returns the failure, or `unexpected` for anything this version does not know. */
export function parseStoredFailure(stored: unknown): Failure {
  if (!isRecord(stored)) return { code: "unexpected", detail: "damaged record" };
  const plain = PLAIN_CODES.find((code) => code === stored["code"]);
  if (plain !== undefined) return { code: plain };
  const userIds = stored["userIds"];
  if ((stored["code"] === "identity_changed" || stored["code"] === "new_recipient") && Array.isArray(userIds)) {
    return { code: stored["code"], userIds: userIds.filter((id) => typeof id === "string") };
  }
  if (stored["code"] === "refused" && isRecord(stored["refusal"]) && typeof stored["refusal"]["ruleId"] === "string") {
    const of = FURTHER_LAYERS.find((layer) => isRecord(stored["refusal"]) && stored["refusal"]["of"] === layer);
    // The texts of the rule may have changed since: the rule's number, action, layer and author of the refusal are what is kept.
    return {
      code: "refused",
      refusal: {
        action: "send",
        ruleId: stored["refusal"]["ruleId"],
        rule: null,
        owner: null,
        policyVersion: typeof stored["refusal"]["policyVersion"] === "number" ? stored["refusal"]["policyVersion"] : null,
        issuedAt: null,
        contact: null,
        by: stored["refusal"]["by"] === "server" ? "server" : "client",
        ...(of === undefined ? {} : { of }),
      },
    };
  }
  return { code: "unexpected", detail: typeof stored["detail"] === "string" ? stored["detail"] : "" };
}
