/** How a decision case is written down here; `generate.ts` completes the request. */
import { referencePolicy } from "./reference-policy.ts";

export const CAMILLE = "@camille.laurent-interieur:etat.example";
export const IDRIS = "@idris.benali-interieur:etat.example";
export const SAMUEL = "@samuel.caron-finances:etat.example";
export const ANNE = "@anne.morel-sg:etat.example";
export const NORA = "@nora.diallo-externe:etat.example";
export const DEFENCE = "@paul.petit:defense.example";
export const SERVICE = "@chancery-service:etat.example";

export const NOW = "2026-11-23T12:00:00Z";
export const STALE = "2027-02-21T12:00:00Z";

/** The bundle the cases are asked of, but for its signatures, on which nothing in `decide` depends. */
export const referenceBundle = {
  layer: "national",
  version: 7,
  issued_at: "2026-11-23T00:00:00Z",
  expires: "2027-02-21T12:00:00Z",
  policy: referencePolicy,
} as const;

export interface DecisionCase {
  readonly name: string;
  /** asked of the corners, not of the reference policy */
  readonly corners?: true;
  readonly request: unknown;
  readonly expect: readonly [effect: "allow" | "deny", ruleId: string, wouldDeny?: readonly string[], more?: { readonly obligations?: readonly string[]; readonly unmet?: readonly string[] }];
  /** denied because a person, a class, a room or a state is not known */
  readonly unknown?: true;
}

interface Parts {
  readonly [field: string]: unknown;
  readonly room?: { readonly id?: unknown; readonly class?: unknown; readonly encrypted?: unknown };
}

/** A whole request from the parts that a case is about. */
export const ask = (action: string, actor: unknown, classId: unknown, parts: Parts = {}): { readonly [field: string]: unknown } => {
  const { room, ...others } = parts;
  return {
    action,
    actor,
    target: action === "join" ? actor : null,
    room: { id: "!salon:etat.example", class: classId, encrypted: null, ...room },
    event_encrypted: null,
    creation: null,
    met: null,
    now: NOW,
    ...others,
  };
};

/** A message about to be sent: an encrypted one into a room known as encrypted, unless told otherwise. */
export const message = (actor: unknown, classId: unknown, parts: Parts = {}): { readonly [field: string]: unknown } =>
  ask("send", actor, classId, { event_encrypted: true, ...parts, room: { encrypted: true, ...parts.room } });

/** What the creation of an interministerial room fixes. */
export const creation = {
  encryption: true,
  history_visibility: "joined",
  join_rule: "invite",
  federate: true,
  additional_creators: false,
  trusted_private_chat: false,
  space: false,
  power_levels: { invite: 0, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 },
} as const;

/** A creation of a room of a class, by default the right one for `interministerial`. */
export const create = (
  actor: unknown,
  classId: unknown,
  changes: { readonly [field: string]: unknown } | null = {},
  parts: Parts = {},
): { readonly [field: string]: unknown } =>
  ask("create_room", actor, classId, {
    creation: changes === null ? null : { ...creation, ...changes },
    ...parts,
    room: { id: null, ...parts.room },
  });
