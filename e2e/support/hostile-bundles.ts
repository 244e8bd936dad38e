/** Bundles that a hostile homeserver could offer, made from the one in force with the real officers' keys where it helps the attack. */
import type { BundleInTransit, BundlePayload, PolicyEndpointAnswer, RootPayload } from "#policies/model/policy-bundle.ts";
import { POLICY_ENDPOINT } from "#policies/model/wire-names.ts";
import { signEnvelope } from "#policies/sign/sign-envelope.ts";
import { base64OfBytes, bytesOfText } from "#policies/verify/bytes.ts";
import { BUNDLE_NAMESPACE } from "#policies/verify/envelope.ts";
import { join } from "node:path";
import type { RunningDeployment } from "./deployment.ts";

export interface Offered {
  readonly answer: PolicyEndpointAnswer;
  readonly bundle: BundleInTransit;
  readonly payload: BundlePayload;
}

const decoded = (base64: string): unknown => JSON.parse(Buffer.from(base64, "base64").toString("utf8"));

/** @returns what the homeserver serves now */
export async function offeredNow(deployment: RunningDeployment): Promise<Offered> {
  // The journey asks the real endpoint, whose form is the module's own test; a wrong one fails below.
  const answer = (await (await fetch(new URL(POLICY_ENDPOINT, deployment.homeserver))).json()) as PolicyEndpointAnswer;
  const bundle = answer.bundles.national;
  if (bundle === undefined) throw new Error("the homeserver serves a national bundle");
  return { answer, bundle, payload: decoded(bundle.envelope.payload) as BundlePayload };
}

/** Signs `payload` by `officers`, with the keys of the example. */
async function signed(deployment: RunningDeployment, offered: Offered, payload: BundlePayload, officers: readonly string[]): Promise<BundleInTransit> {
  const newest = offered.answer.roots.at(-1);
  if (newest === undefined) throw new Error("the homeserver serves a root");
  const root = decoded(newest.payload) as RootPayload;
  const envelope = await signEnvelope(
    bytesOfText(JSON.stringify(payload)),
    BUNDLE_NAMESPACE,
    root.officers,
    officers.map((officer) => ({ officer, keyFile: join(deployment.deployment, "officers", officer, "key") })),
  );
  if (!envelope.ok) throw new Error(`the example's officers can sign: ${JSON.stringify(envelope.failure)}`);
  return { envelope: envelope.value, chunks: offered.bundle.chunks };
}

const TWO = ["anne.morel", "bruno.petit"] as const;

/** The next version, as the officers would sign it: every attack below is this one, spoilt in one way. */
const nextVersion = ({ payload }: Offered): BundlePayload => ({ ...payload, version: payload.version + 1 });

/** A version that was in force before; the first one follows none. */
const olderVersion = ({ payload }: Offered): BundlePayload => {
  const version = payload.version - 1;
  return { ...payload, version, prev_sha256: version === 1 ? null : payload.prev_sha256 };
};

/** Each attack with the reason code that it must be refused with (policies/SPECIFICATION.md section 7). */
export const ATTACKS: readonly {
  readonly name: string;
  readonly code: string;
  /** what the client's page of rules says of it */
  readonly reason: string;
  readonly make: (deployment: RunningDeployment, offered: Offered) => Promise<BundleInTransit>;
}[] = [
  {
    name: "forged",
    code: "signature_invalid",
    reason: "une signature ne correspond pas",
    make: async (_deployment, offered) => ({
      envelope: { payload: base64OfBytes(bytesOfText(JSON.stringify(nextVersion(offered)))), signatures: offered.bundle.envelope.signatures },
      chunks: offered.bundle.chunks,
    }),
  },
  {
    name: "half-signed",
    code: "threshold_not_met",
    reason: "pas assez de signatures",
    make: (deployment, offered) => signed(deployment, offered, nextVersion(offered), TWO.slice(0, 1)),
  },
  {
    name: "unsigned",
    code: "unsigned",
    reason: "aucune signature",
    make: async (_deployment, offered) => ({
      envelope: { payload: base64OfBytes(bytesOfText(JSON.stringify(nextVersion(offered)))), signatures: [] },
      chunks: offered.bundle.chunks,
    }),
  },
  {
    name: "expired",
    code: "expired",
    reason: "déjà expirée",
    make: (deployment, offered) => signed(deployment, offered, { ...nextVersion(offered), issued_at: "2020-01-01T00:00:00Z", expires: "2020-02-01T00:00:00Z" }, TWO),
  },
  {
    name: "older",
    code: "version_old",
    reason: "plus ancienne que la version en vigueur",
    make: (deployment, offered) => signed(deployment, offered, olderVersion(offered), TWO),
  },
];
