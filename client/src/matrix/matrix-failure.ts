/** What matrix-js-sdk throws, as expected failures. Nothing of an error's text is kept: it can name rooms and people. */
import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk";
import { REFUSAL_KEY } from "#policies/model/wire-names.ts";
import { ACTIONS, LAYERS } from "#policies/model/policy.ts";
import type { Refusal } from "#policies/model/access-request.ts";
import type { Failure, RefusalNotice } from "../domain/failure.ts";
import { isRecord } from "../domain/json-shape.ts";

/** @returns the refusal of the homeserver's policy module (policies/SPECIFICATION.md section 8), or null when `data` holds none. */
export function parseRefusal(data: unknown): Refusal | null {
  if (!isRecord(data)) return null;
  const refusal = data[REFUSAL_KEY];
  if (!isRecord(refusal)) return null;
  const { rule_id: ruleId, policy_version: version } = refusal;
  const action = ACTIONS.find((known) => known === refusal["action"]);
  const layer = LAYERS.find((known) => known === refusal["layer"]);
  if (typeof ruleId !== "string" || !/^([RE]-\d{4}|F-\d{2}|D-[a-z_]+)$/.test(ruleId) || action === undefined) return null;
  if (layer === undefined && refusal["layer"] !== null) return null;
  if (version !== null && (typeof version !== "number" || !Number.isSafeInteger(version))) return null;
  return { rule_id: ruleId, action, layer: layer ?? null, policy_version: version };
}

/** The server names the rule only; its words come from the signed bundle and are added by whoever holds that. */
const unexplained = (refusal: Refusal): RefusalNotice => ({
  action: refusal.action,
  ruleId: refusal.rule_id,
  rule: null,
  owner: null,
  policyVersion: refusal.policy_version,
  issuedAt: null,
  contact: null,
  by: "server",
  ...(refusal.layer === null || refusal.layer === "national" ? {} : { of: refusal.layer }),
});

function retryAfterMs(error: HTTPError): number {
  try {
    return Math.max(error.getRetryAfterMs() ?? 5_000, 0);
  } catch {
    return 5_000;
  }
}

const BY_ERRCODE: Readonly<Record<string, Failure>> = {
  M_NOT_FOUND: { code: "not_found" },
  M_FORBIDDEN: { code: "forbidden" },
  M_GUEST_ACCESS_FORBIDDEN: { code: "forbidden" },
  M_TOO_LARGE: { code: "too_large" },
  M_UNKNOWN_TOKEN: { code: "signed_out" },
  M_MISSING_TOKEN: { code: "signed_out" },
  M_USER_DEACTIVATED: { code: "account_locked" },
  M_USER_LOCKED: { code: "account_locked" },
  M_USER_SUSPENDED: { code: "account_locked" },
};

/**
 * @param error whatever a call into matrix-js-sdk threw
 * @returns the failure it stands for; `unexpected` carries an error code or a class name, never a message.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof MatrixError) {
    const refusal = parseRefusal(error.data);
    if (refusal !== null) return { code: "refused", refusal: unexplained(refusal) };
  }
  if (error instanceof HTTPError) {
    if (error.isRateLimitError()) return { code: "rate_limited", retryAfterMs: retryAfterMs(error) };
    const known = error instanceof MatrixError && error.errcode !== undefined ? BY_ERRCODE[error.errcode] : undefined;
    if (known !== undefined) return known;
    // A proxy whose homeserver is away: as good as no connection.
    if (error.httpStatus !== undefined && error.httpStatus >= 502 && error.httpStatus <= 504) return { code: "network" };
    if (error.httpStatus === 413) return { code: "too_large" };
    return { code: "unexpected", detail: error instanceof MatrixError && error.errcode !== undefined ? error.errcode : `HTTP ${error.httpStatus ?? 0}` };
  }
  if (error instanceof ConnectionError) return { code: "network" };
  if (error instanceof DOMException && (error.name === "AbortError" || error.name === "TimeoutError")) return { code: "network" };
  return { code: "unexpected", detail: error instanceof Error ? error.name : typeof error };
}

/** @returns whether the server ended the session, and if so whether the device may come back with a password (`soft_logout`). */
export function sessionEnd(error: unknown): { readonly soft: boolean } | null {
  if (!(error instanceof MatrixError) || error.errcode !== "M_UNKNOWN_TOKEN") return null;
  return { soft: error.data["soft_logout"] === true };
}
