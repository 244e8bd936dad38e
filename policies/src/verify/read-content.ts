/** The content of a bundle: the normalised policy, and the questions that every evaluator must answer alike. */
import { later } from "../evaluate/instant.ts";
import { list, object, oneOf, type Shape } from "../shape/shape.ts";
import type { BundleContent, BundlePayload } from "../model/policy-bundle.ts";
import { POLICY_LANGUAGE } from "../model/policy.ts";
import { ok, type Result } from "../model/result.ts";
import { refused } from "./envelope.ts";
import { policyShape, shortText } from "./policy-shape.ts";
import type { OfferRefusal } from "./refusal-code.ts";
import { parseStrictJson } from "./strict-json.ts";

/** An exception ends at most this long after its bundle was issued. */
export const EXCEPTION_DAYS_LIMIT = 180;
const DAY = 24 * 60 * 60;
export const SELF_TEST_LIMIT = 256;

/** What is no access request is refused too, with F-07, by every evaluator. */
const anything: Shape = () => null;
const contentShape: Shape = object({
  policy: policyShape,
  self_test: list(object({ request: anything, expect: object({ effect: oneOf("allow", "deny"), rule_id: shortText }) }), 1, SELF_TEST_LIMIT),
});

/** Reads a bundle's content: its form, its layer, its language, and that no exception lasts too long. */
export const readContent = (bytes: Uint8Array, { layer, issued_at }: Pick<BundlePayload, "layer" | "issued_at">): Result<BundleContent, OfferRefusal> => {
  const json = parseStrictJson(bytes);
  if (!json.ok) return refused("json_invalid", json.failure);
  const problem = contentShape(json.value, "content");
  if (problem !== null) return refused("schema_invalid", problem);
  const content = json.value as BundleContent; // the shape holds, but for `lang`
  const { policy } = content;
  const language: string = policy.lang;
  if (language !== POLICY_LANGUAGE) return refused("lang_unknown", language);
  if (policy.layer !== layer) return refused("schema_invalid", "policy.layer: the bundle's");
  const latestEnd = later(issued_at, EXCEPTION_DAYS_LIMIT * DAY);
  const lasting = policy.rules.find(({ exceptions }) => exceptions.some(({ until }) => until > latestEnd));
  if (lasting !== undefined) return refused("schema_invalid", `policy: an exception of ${lasting.id} lasts more than ${String(EXCEPTION_DAYS_LIMIT)} days`);
  return ok(content);
};
