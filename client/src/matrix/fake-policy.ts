/** A verified bundle for tests, with one class of each kind and the sets of the example state. */
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { RoomClass } from "#policies/model/policy.ts";
import type { DecidingLayers } from "../domain/deciding-layers.ts";

const both = (text: string) => ({ fr: text, en: text });

const CLASS: RoomClass = {
  title: both("class"),
  summary: both("summary"),
  kind: "room",
  mark: "ministries",
  encryption: "required",
  public: false,
  join_rule: "invite",
  history_visibility: "joined",
  federate: true,
  members: { sets: null, externals: true },
  new_member: "announce",
  power_levels: { invite: 0, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 },
};

export const FAKE_BUNDLE: PolicyBundle = {
  layer: "national",
  version: 1,
  issued_at: "2026-01-01T00:00:00Z",
  expires: "2027-01-01T00:00:00Z",
  sha256: "0".repeat(64),
  signed_by: [],
  threshold: 2,
  policy: {
    lang: "chancery/1",
    id: "fake",
    title: both("Fake"),
    owner: both("Owner"),
    contact: "regles@etat.example",
    layer: "national",
    defaults: { change_history: "deny", change_power: "allow", create_room: "deny", invite: "deny", join: "deny", make_public: "deny", publish: "deny", send: "allow", set_alias: "allow", start_call: "deny", upgrade_room: "deny" },
    sets: {
      interieur: { title: both("Intérieur"), kind: "agents", servers: [], users: ["@*-interieur:etat.example"] },
      services: { title: both("Services"), kind: "service", servers: [], users: ["@chancery-service:etat.example"] },
    },
    room_sets: {},
    room_classes: {
      interministerial: CLASS,
      sensitive: { ...CLASS, new_member: "hold" },
      direct: { ...CLASS, kind: "direct", mark: "direct", new_member: "hold" },
    },
    public_rooms: [],
    rules: [],
  },
};

/** The state's rules alone. */
export const FAKE_LAYERS: DecidingLayers = { national: FAKE_BUNDLE, narrower: [] };
