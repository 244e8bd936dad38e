/** The signed policy of an example deployment, made or brought up to date: documents, tests, officers, root, bundle. */
import { normalisedJson } from "#policies/compile/normalised-json.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { signBundle } from "#policies/sign/sign-bundle.ts";
import { bytesOfText, sameBytes } from "#policies/verify/bytes.ts";
import type { DeploymentLayout, RepositoryLayout } from "../deployment/layout.ts";
import { both, type LocalisedText } from "../output/language.ts";
import type { Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { DAY } from "./day.ts";
import { runDocumentTests } from "./document-tests.ts";
import { readDocuments, textsOf, type Documents } from "./documents.ts";
import { EXAMPLE_OFFICERS, EXAMPLE_THRESHOLD, ensureExampleOfficers, officerKeyPath } from "./example-officers.ts";
import { makeExampleRoot } from "./example-root.ts";
import { keepVersion } from "./kept-versions.ts";
import { readHeldPolicy, writeInTransit, writeRoots, type HeldLayer, type HeldPolicy } from "./policy-files.ts";
import { addPublicRooms, type PublicRoom } from "./public-rooms.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { signProblems } from "./sign-problem.ts";
import type { HeldBundle, Roots } from "./under-roots.ts";
import { ensureWorkingCopy } from "./working-copy.ts";

/** How long the example's rules hold, and how near to their end they are signed anew. */
const VALID_DAYS = 30;
const RENEW_DAYS = 7;

export interface PolicyPreparation {
  readonly layout: DeploymentLayout;
  readonly repository: RepositoryLayout;
  /** milliseconds since the epoch */
  readonly now: number;
  readonly onNote: (text: LocalisedText) => void;
}

export interface PreparedPolicy {
  readonly roots: Roots;
  /** whether the root says that this is an example state */
  readonly example: boolean;
  /** names of the classes whose rooms carry policy */
  readonly governanceClasses: ReadonlySet<string>;
  /** Has these rooms listed: signs a further version of the nation's rules when one is missing. With what is held of the further layers. */
  withPublicRooms(rooms: readonly PublicRoom[]): Promise<Result<HeldLayer, readonly Problem[]>>;
}

type Problems = readonly Problem[];

/** Makes keys and root when there are none. */
export async function ensureExampleRoot(layout: DeploymentLayout, now: number): Promise<Result<HeldPolicy, Problems>> {
  const held = await readHeldPolicy(layout, now);
  if (!held.ok) return failed([held.failure]);
  if (held.value !== null) return ok(held.value);
  const officers = await ensureExampleOfficers(layout);
  if (!officers.ok) return failed([officers.failure]);
  const root = await makeExampleRoot(layout, officers.value, now);
  if (!root.ok) return root;
  const written = await writeRoots(layout, [root.value]);
  if (!written.ok) return failed([written.failure]);
  const made = await readHeldPolicy(layout, now);
  if (!made.ok) return failed([made.failure]);
  if (made.value === null) throw new Error("the root that was just written is gone");
  return ok(made.value);
}

/** Why the current bundle will not do, or null. */
function reasonToSign(current: HeldBundle | null, documents: Documents, now: number): LocalisedText | null {
  if (current === null) return both("première version", "first version");
  if (!sameBytes(bytesOfText(normalisedJson(current.bundle.policy)), documents.compiled.bytes)) return both("les documents ont changé", "the documents have changed");
  if (current.bundle.expires < instantOf(now + RENEW_DAYS * DAY)) return both("l’échéance approche", "expiry is near");
  return null;
}

/** Signs the next version with as many of the example's officers as it takes, when there is a reason to. */
async function signWhenNeeded(asked: PolicyPreparation, held: HeldPolicy, documents: Documents): Promise<Result<HeldPolicy, Problems>> {
  const { layout, now } = asked;
  const files = layout.layers.national;
  const current = held.bundles.get("national") ?? null;
  const reason = reasonToSign(current, documents, now);
  if (reason === null) return ok(held);
  const signed = await signBundle({
    sources: documents.sources,
    root: held.trusted.root,
    previous: current?.bundle ?? null,
    terms: { issuedAt: instantOf(now), expires: instantOf(now + VALID_DAYS * DAY) },
    signers: EXAMPLE_OFFICERS.slice(0, EXAMPLE_THRESHOLD).map(({ id }) => ({ officer: id, keyFile: officerKeyPath(layout, id) })),
  });
  if (!signed.ok) return failed(signProblems(signed.failure, textsOf(documents.sources), layout.layers.national.documents));
  // INVARIANT: nothing is written that the holder of the current version would not accept.
  const accepted = await held.trusted.offerBundle(signed.value, instantOf(now));
  if (!accepted.ok) return failed([refusalProblem(layout.layers.national.documents, accepted.failure)]);
  const kept = await keepVersion(files, documents, signed.value, accepted.value.version);
  if (!kept.ok) return failed([kept.failure]);
  const written = await writeInTransit(layout.layers.national.bundle, signed.value);
  if (!written.ok) return failed([written.failure]);
  const { version, signed_by } = accepted.value;
  const names = signed_by.map(({ name }) => name).join(", ");
  asked.onNote(both(`Version ${version} signée par ${names} (${reason.fr})`, `Version ${version} signed by ${names} (${reason.en})`));
  const { national: _ended, ...overlays } = held.envelopes.overlays; // it was upon the bundle before
  return ok({ ...held, bundles: new Map(held.bundles).set("national", { bundle: accepted.value, inTransit: signed.value }), envelopes: { ...held.envelopes, overlays } });
}

/** Documents that compile and pass their tests. */
async function soundDocuments(asked: PolicyPreparation): Promise<Result<Documents, Problems>> {
  const documents = await readDocuments(asked.layout.layers.national.documents, asked.now);
  if (!documents.ok) return documents;
  const tested = await runDocumentTests(documents.value);
  return tested.ok ? documents : tested;
}

export async function preparePolicy(asked: PolicyPreparation): Promise<Result<PreparedPolicy, Problems>> {
  const { layout, repository, now, onNote } = asked;
  const copied = await ensureWorkingCopy(layout, repository.documents, onNote);
  if (!copied.ok) return failed([copied.failure]);
  const documents = await soundDocuments(asked);
  if (!documents.ok) return documents;
  const root = await ensureExampleRoot(layout, now);
  if (!root.ok) return root;
  const first = await signWhenNeeded(asked, root.value, documents.value);
  if (!first.ok) return first;
  const { roots, trusted } = first.value;
  const classes = Object.entries(documents.value.compiled.policy.room_classes);
  return ok({
    roots,
    example: trusted.root.example,
    governanceClasses: new Set(classes.filter(([, { kind }]) => kind === "governance").map(([name]) => name)),
    async withPublicRooms(rooms) {
      const added = await addPublicRooms(layout, rooms, now);
      if (!added.ok) return added;
      const latest = await soundDocuments(asked);
      if (!latest.ok) return latest;
      const held = await signWhenNeeded(asked, first.value, latest.value);
      if (!held.ok) return held;
      const current = held.value.bundles.get("national");
      if (current === undefined) throw new Error("a policy that was signed is not held");
      return ok({ ...held.value, current });
    },
  });
}
