/** What this computer keeps of the rules: the last good ones, so that a start without a network has rules too. */
import type { BundleInTransit, Envelope } from "#policies/model/policy-bundle.ts";
import { LAYERS, type Layer } from "#policies/model/policy.ts";
import { isRecord } from "../domain/json-shape.ts";
import type { SecretStorage } from "../domain/ports/secret-storage.ts";
import { failed, ok, type Result } from "../domain/result.ts";

/** Of one layer: accepted bytes as they came, so that a start verifies them again; and the highest version ever accepted. */
export interface KeptLayer {
  readonly bundle: BundleInTransit;
  /** the newest overlay upon that bundle, be it over or not */
  readonly overlay: Envelope | null;
  readonly mark: { readonly version: number; readonly sha256: string };
  /** ms since the epoch */
  readonly receivedAt: number;
}

export interface KeptPolicy {
  /** roots after the pinned one, in order */
  readonly roots: readonly Envelope[];
  readonly layers: { readonly [layer in Layer]?: KeptLayer };
  readonly pulse: Envelope | null;
  /** ms since the epoch */
  readonly confirmedAt: number | null;
  readonly governanceRoomId: string | null;
}

export interface PolicyMemory {
  /** @returns null when nothing was ever kept. */
  read(): Promise<Result<KeptPolicy | null, { readonly code: "keyring_locked" | "damaged" }>>;
  write(policy: KeptPolicy): Promise<Result<void, { readonly code: "keyring_locked" | "storage_full" }>>;
}

/** The name under which the rules are sealed. */
export const POLICY_SECRET = "policy";

const isAbsentOrRecord = (value: unknown): boolean => value === null || isRecord(value);

/** Envelopes stay unread here: the trusted policy set reads them as strictly as if they had just come. */
function isKeptLayer(value: unknown): value is KeptLayer {
  if (!isRecord(value) || !isRecord(value["bundle"]) || !isAbsentOrRecord(value["overlay"]) || !isRecord(value["mark"])) return false;
  const { version, sha256 } = value["mark"];
  return Number.isSafeInteger(version) && typeof sha256 === "string" && typeof value["receivedAt"] === "number";
}

function parse(text: string): KeptPolicy | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value) || !Array.isArray(value["roots"]) || !isAbsentOrRecord(value["pulse"]) || !isRecord(value["layers"])) return null;
  const { confirmedAt, governanceRoomId, layers } = value;
  if (!Object.entries(layers).every(([name, layer]) => LAYERS.some((known) => known === name) && isKeptLayer(layer))) return null;
  if (!(confirmedAt === null || typeof confirmedAt === "number")) return null;
  if (!(governanceRoomId === null || typeof governanceRoomId === "string")) return null;
  return value as unknown as KeptPolicy; // envelopes inside are verified by whoever uses them
}

/** Seals with the platform's secret storage: a rolled-back or forged file would bring older rules back. */
export function sealedPolicyMemory(secrets: SecretStorage): PolicyMemory {
  return {
    async read() {
      const opened = await secrets.open(POLICY_SECRET);
      if (!opened.ok || opened.value === null) return opened.ok ? ok(null) : opened;
      const kept = parse(new TextDecoder().decode(opened.value));
      return kept === null ? failed({ code: "damaged" }) : ok(kept);
    },
    write: (policy) => secrets.seal(POLICY_SECRET, new TextEncoder().encode(JSON.stringify(policy))),
  };
}
