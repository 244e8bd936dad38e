/** Makes and signs roots: who may sign rules, and how many of them it takes. */
import type { Envelope, RootPayload } from "../model/policy-bundle.ts";
import { failed, ok, type Result } from "../model/result.ts";
import { normalisedJson } from "../compile/normalised-json.ts";
import { bytesOfText } from "../verify/bytes.ts";
import { ROOT_NAMESPACE } from "../verify/envelope.ts";
import { readRoot } from "../verify/read-root.ts";
import { signingKeyOf } from "../verify/ssh-wire.ts";
import { signEnvelope, type SigningOfficer } from "./sign-envelope.ts";
import type { SignProblem } from "./sign-problem.ts";

/**
 * Signs a root. The first root is signed by its own officers; a later one by officers of the root before it and of its own.
 * @param previous the root that the new one follows; null for the first
 */
export const signRoot = async (root: RootPayload, previous: RootPayload | null, signers: readonly SigningOfficer[]): Promise<Result<Envelope, SignProblem>> => {
  const payload = bytesOfText(normalisedJson(root));
  const read = readRoot(payload);
  if (!read.ok) return failed({ code: "not_verified", refusal: read.failure });
  const before = previous?.officers ?? [];
  const newcomers = root.officers.filter(({ id }) => !before.some((officer) => officer.id === id));
  return signEnvelope(payload, ROOT_NAMESPACE, [...before, ...newcomers], signers);
};

/** An OpenSSH public key as the root has it: without its comment. @param line the content of a `.pub` file */
export const officerKey = (line: string): Result<string, "key_unsupported"> => {
  const [type, key] = line.trim().split(/\s+/);
  const bare = `${type ?? ""} ${key ?? ""}`;
  return signingKeyOf(bare) === null ? failed("key_unsupported") : ok(bare);
};
