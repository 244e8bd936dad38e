/** The documents that a ministry's or a service's layer begins with: the nation's classes and sets, word for word, and no rule of its own yet. They pass their own test. */
import { kindsOfPeople } from "../analyse/kinds-of-people.ts";
import { unsignedBundle } from "../analyse/unsigned-bundle.ts";
import { decide } from "../evaluate/decide.ts";
import { ACTIONS, type Instant, type Layer, type Policy } from "../model/policy.ts";
import type { StarterDocuments } from "./starter-documents.ts";

export interface LayerAnswers {
  readonly layer: Layer;
  /** the ministry, in French and in English */
  readonly nameFr: string;
  readonly nameEn: string;
  /** whom a refused person may ask */
  readonly contact: string;
}

/** The nation's rules, and the texts that they were compiled from. */
export interface NationalTexts {
  readonly policy: Policy;
  readonly text: string;
  /** null: there is no such document */
  readonly publicRooms: string | null;
}

const HEADING = "# yaml-language-server: $schema=schema/";
/** What a layer has in common with the nation: a room has to be as both say, and people the same to both. */
const SHARED = ["sets", "room_sets", "room_classes"];

/** JSON strings are YAML strings, so nothing in an answer can break out. */
const quoted = (text: string): string => JSON.stringify(text);

/** The parts of a document by their key, each with the comments above it. */
const partsOf = (text: string): ReadonlyMap<string, string> => {
  const parts = new Map<string, string>();
  let above: string[] = [];
  let key: string | null = null;
  for (const line of text.split("\n")) {
    const begins = /^([a-z_]+)\s*:/.exec(line)?.[1];
    if (begins !== undefined) {
      key = begins;
      parts.set(key, [...above, line].join("\n"));
      above = [];
    } else if (line.trim() === "" || line.startsWith("#")) above.push(line);
    else if (key !== null) {
      parts.set(key, [parts.get(key) ?? "", ...above, line].join("\n"));
      above = [];
    }
  }
  return parts;
};

/** A first test: somebody whom the nation names enters a room of one of its classes, and the layer leaves it to the nation. */
const testOf = (policy: Policy, now: Instant): string => {
  const { kinds } = kindsOfPeople([policy]);
  for (const [classId, { kind }] of Object.entries(policy.room_classes)) {
    for (const { userId, sets } of kinds) {
      if (kind !== "room" || sets[0]?.length === 0) continue;
      const joins = { action: "join", actor: userId, target: userId, room: { id: null, class: classId, encrypted: null }, event_encrypted: null, creation: null, met: [], now } as const;
      if (decide(unsignedBundle(policy, now), joins).effect === "allow") {
        return `  - name: "Ce que cette couche ne resserre pas, elle le laisse · What this layer does not narrow it leaves"\n    action: join\n    actor: ${quoted(userId)}\n    class: ${classId}\n    expect: allow\n    rule: D-join\n`;
      }
    }
  }
  return `  - name: "Chacun lit les règles · Everybody reads the rules"\n    action: join\n    actor: "@someone:elsewhere.example"\n    class: governance\n    expect: allow\n    rule: D-join\n`;
};

export const layerDocuments = (national: NationalTexts, { layer, nameFr, nameEn, contact }: LayerAnswers, now: Instant): StarterDocuments => {
  const parts = partsOf(national.text);
  const shared = SHARED.flatMap((key) => parts.get(key) ?? []).map((part) => part.trim());
  const defaults = ACTIONS.map((action) => `  ${action}: allow`).join("\n");
  const allowing = Object.fromEntries(ACTIONS.map((action) => [action, "allow"])) as Policy["defaults"]; // one for each action
  const publicRooms = (national.publicRooms ?? "rooms: []\n").replace(/^# yaml-language-server: .*\n/, "");
  return {
    policy: `${HEADING}policy-document.schema.json
lang: chancery/1
id: ${`${national.policy.id}-${layer}`.slice(-64)}
title: {fr: ${quoted(nameFr)}, en: ${quoted(nameEn)}}
owner: {fr: ${quoted(nameFr)}, en: ${quoted(nameEn)}}
contact: ${quoted(contact)}
layer: ${layer}

# Cette couche ne dit que ce qu’elle refuse : le reste est à la règle nationale.
# This layer says only what it refuses: the rest is the national policy’s.
defaults:
${defaults}

# D’ici aux règles : mot pour mot ce que dit l’État. Un salon se crée comme les deux couches le disent, et qui n’est pas nommé est un externe.
# From here to the rules: word for word what the nation says. A room is created as both layers say, and whom nobody names is an external.
${shared.join("\n\n")}

# Vos règles : refuser (deny) ou exiger (require). Permettre n’appartient qu’à l’État. · Your rules: deny or require. To allow is the nation’s alone.
rules: []
`,
    publicRooms: `${HEADING}public-rooms.schema.json\n${publicRooms}`,
    tests: `${HEADING}policy-tests.schema.json\nnow: ${now}\ntests:\n${testOf({ ...national.policy, layer, rules: [], defaults: allowing }, now)}`,
  };
};
