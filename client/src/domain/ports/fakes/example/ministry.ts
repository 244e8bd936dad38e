/** The rules of the Ministry of the Interior, which narrow those of the example state. */
import type { Policy } from "#policies/model/policy.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { LayerStatus } from "../../policy-advisor.ts";
import { EXAMPLE_BUNDLE, EXAMPLE_POLICY, RULES } from "./policy.ts";
import { EXAMPLE_NOW } from "./rooms.ts";

const [first] = RULES;
if (first === undefined) throw new Error("the example has rules");

const MINISTRY_POLICY: Policy = {
  ...EXAMPLE_POLICY,
  id: "etat.example/interieur",
  title: { fr: "Règles du ministère de l’Intérieur", en: "Rules of the Ministry of the Interior" },
  owner: { fr: "Cabinet du ministre de l’Intérieur", en: "Office of the Minister of the Interior" },
  contact: "regles@interieur.etat.example",
  layer: "ministry",
  rules: [
    {
      ...first,
      // the state has a rule of this number too
      id: "R-0200",
      actions: ["create_room"],
      room: { class: ["open_external"], class_not: null, sets: null, sets_not: null },
      title: { fr: "Salons ouverts aux externes", en: "Rooms open to externals" },
      because: {
        reason: { fr: "Les échanges avec des externes passent par le cabinet.", en: "Exchanges with externals go through the office." },
        remedy: { fr: "Demandez au cabinet d’ouvrir le salon.", en: "Ask the office to open the room." },
        contact: null,
      },
    },
  ],
};

const MINISTRY_BUNDLE: PolicyBundle = { ...EXAMPLE_BUNDLE, layer: "ministry", version: 3, sha256: "5".repeat(64), policy: MINISTRY_POLICY };

export const EXAMPLE_MINISTRY: LayerStatus = {
  bundle: MINISTRY_BUNDLE,
  deciding: MINISTRY_BUNDLE,
  overlay: null,
  officers: 3,
  staleSince: null,
  staleBy: "expiry",
  receivedAt: EXAMPLE_NOW - 3_600_000,
};

/** The same while the ministry's rules have not reached the device. */
export const MISSING_MINISTRY: LayerStatus = {
  ...EXAMPLE_MINISTRY,
  bundle: null,
  deciding: { ...EXAMPLE_BUNDLE, layer: "ministry", version: 0, issued_at: "2026-11-01T00:00:00Z", expires: "2026-11-01T00:00:00Z" },
  staleSince: "2026-11-01T00:00:00Z",
  staleBy: "behind",
  receivedAt: null,
};
