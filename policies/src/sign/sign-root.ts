/** Makes and signs roots: who may sign rules, and how many of them it takes. */
import type { Envelope, RootPayload } from "../model/policy-bundle.ts";
import { failed, ok, type Result } from "../model/result.ts";
import { normalisedJson } from "../compile/normalised-json.ts";
import { bytesOfText } from "../verify/bytes.ts";
import { openEnvelope, ROOT_NAMESPACE, verifiedSigners } from "../verify/envelope.ts";
import { readRoot } from "../verify/read-root.ts";
import { signingKeyOf } from "../verify/ssh-wire.ts";
import { signEnvelope, type SigningOfficer } from "./sign-envelope.ts";
import type { SignProblem } from "./sign-problem.ts";

/** Officers of the root before, with the keys that they had there, and those who are new. */
const signersOf = (root: RootPayload, previous: RootPayload | null): RootPayload["officers"] => {
  const before = previous?.officers ?? [];
  return [...before, ...root.officers.filter(({ id }) => !before.some((officer) => officer.id === id))];
};

/**
 * Signs a root. The first root is signed by its own officers; a later one by officers of the root before it and of its own.
 * @param previous the root that the new one follows; null for the first
 */
export const signRoot = async (root: RootPayload, previous: RootPayload | null, signers: readonly SigningOfficer[]): Promise<Result<Envelope, SignProblem>> => {
  const payload = bytesOfText(normalisedJson(root));
  const read = readRoot(payload);
  return read.ok ? signEnvelope(payload, ROOT_NAMESPACE, signersOf(root, previous), signers) : failed({ code: "not_verified", refusal: read.failure });
};

/**
 * Adds signatures to a root that others have signed. That it says what these signers want is for the caller to have seen.
 * @param previous the root that it follows
 */
export const countersignRoot = async (draft: Envelope, previous: RootPayload, signers: readonly SigningOfficer[]): Promise<Result<Envelope, SignProblem>> => {
  const opened = openEnvelope(draft);
  if (!opened.ok) return failed({ code: "not_verified", refusal: opened.failure });
  const { payload, signatures } = opened.value;
  const root = readRoot(payload);
  if (!root.ok) return failed({ code: "not_verified", refusal: root.failure });
  const may = signersOf(root.value, previous);
  const before = await verifiedSigners(opened.value, ROOT_NAMESPACE, may);
  return before.ok ? signEnvelope(payload, ROOT_NAMESPACE, may, signers, signatures) : failed({ code: "not_verified", refusal: before.failure });
};

/** An OpenSSH public key as the root has it: without its comment. @param line the content of a `.pub` file */
export const officerKey = (line: string): Result<string, "key_unsupported"> => {
  const [type, key] = line.trim().split(/\s+/);
  const bare = `${type ?? ""} ${key ?? ""}`;
  return signingKeyOf(bare) === null ? failed("key_unsupported") : ok(bare);
};
