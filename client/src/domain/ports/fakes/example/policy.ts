/** The rules of the example state, as `decide` would hold them once verified. */
import type { Action, ClassPowerLevels, Matcher, Policy, RoomClass, Rule } from "#policies/model/policy.ts";
import type { Officer, PolicyBundle } from "#policies/model/policy-bundle.ts";

const POWER: ClassPowerLevels = { invite: 50, kick: 50, ban: 50, redact: 50, events_default: 0, state_default: 50 };

const interministerial: RoomClass = {
  title: { fr: "Interministériel", en: "Interministerial" },
  summary: { fr: "Chiffré de bout en bout, ministères seulement.", en: "End-to-end encrypted, ministries only." },
  kind: "room",
  mark: "ministries",
  encryption: "required",
  public: false,
  join_rule: "invite",
  history_visibility: "shared",
  federate: true,
  members: { sets: null, externals: false },
  new_member: "announce",
  power_levels: POWER,
};

export const CLASSES: { readonly [id: string]: RoomClass } = {
  interministerial,
  open_external: {
    ...interministerial,
    title: { fr: "Ouvert aux externes", en: "Open to externals" },
    summary: { fr: "Chiffré, avec des personnes hors des ministères.", en: "Encrypted, with people from outside the ministries." },
    mark: "externals",
    members: { sets: null, externals: true },
    history_visibility: "joined",
    new_member: "hold",
  },
  announcements: {
    ...interministerial,
    title: { fr: "Annonces publiques", en: "Public announcements" },
    summary: { fr: "Lisible par tous, non chiffré.", en: "Readable by everybody, not encrypted." },
    mark: "public",
    members: { sets: null, externals: true },
    encryption: "none",
    public: true,
    join_rule: "public",
    history_visibility: "world_readable",
    power_levels: { ...POWER, events_default: 50 },
  },
  direct: {
    ...interministerial,
    title: { fr: "Conversation", en: "Direct conversation" },
    summary: { fr: "Chiffrée, entre deux personnes.", en: "Encrypted, between two people." },
    kind: "direct",
    mark: "direct",
    members: { sets: null, externals: true },
    history_visibility: "joined",
    new_member: "hold",
  },
  space: {
    ...interministerial,
    title: { fr: "Espace", en: "Space" },
    summary: { fr: "Range des salons ensemble.", en: "Keeps rooms together." },
    kind: "space",
    mark: "space",
    encryption: "none",
  },
  governance: {
    ...interministerial,
    title: { fr: "Gouvernance", en: "Governance" },
    summary: { fr: "Porte les versions des règles.", en: "Carries the versions of the rules." },
    kind: "governance",
    mark: "governance",
    members: { sets: null, externals: true },
    encryption: "none",
    join_rule: "public",
    power_levels: { ...POWER, events_default: 100, state_default: 100 },
  },
};

const nobodyIn: Matcher = { sets: null, sets_not: null, users: null, external: null };

const rule = (id: string, effect: Rule["effect"], actions: readonly Action[], room: readonly string[], words: Pick<Rule, "title" | "because">): Rule => ({
  id,
  ...words,
  effect,
  actions,
  who: null,
  target: null,
  room: { class: room, class_not: null, sets: null, sets_not: null },
  mode: "enforce",
  requires: [],
  obligations: [],
  exceptions: [],
});

export const RULES: readonly Rule[] = [
  rule("R-0101", "deny", ["make_public", "publish"], ["interministerial"], {
    title: { fr: "Rendre public un salon interministériel", en: "Making an interministerial room public" },
    because: {
      reason: { fr: "Les échanges interministériels sont confidentiels.", en: "Interministerial exchanges are confidential." },
      remedy: { fr: "Ouvrez un salon d’annonces publiques.", en: "Open a room for public announcements." },
      contact: null,
    },
  }),
  {
    ...rule("R-0200", "deny", ["join", "invite"], ["interministerial"], {
      title: { fr: "Externes dans les salons interministériels", en: "Externals in interministerial rooms" },
      because: {
        reason: {
          fr: "Ce salon est réservé aux agents des ministères. Votre compte est un compte externe.",
          en: "This room is for agents of the ministries. Your account is an external one.",
        },
        remedy: {
          fr: "Demandez à la personne qui vous a invité d’ouvrir un salon «\u202fouvert aux externes\u202f».",
          en: "Ask the person who invited you to open a room that is “open to externals”.",
        },
        contact: null,
      },
    }),
    target: { ...nobodyIn, external: true },
    exceptions: [
      {
        who: null,
        target: { ...nobodyIn, users: ["@nora.diallo-externe:etat.example"] },
        room_id: "!logistique",
        until: "2027-03-31T00:00:00Z",
        approved_by: "Anne Morel",
        ticket: "SG-114",
      },
    ],
  },
  {
    ...rule("R-0202", "allow", ["join", "invite", "send"], ["open_external"], {
      title: { fr: "Externes dans les salons ouverts", en: "Externals in open rooms" },
      because: {
        reason: { fr: "Un bandeau signale leur présence.", en: "A strip says that they are present." },
        remedy: { fr: "Rien à faire.", en: "Nothing to do." },
        contact: null,
      },
    }),
    target: { ...nobodyIn, external: true },
  },
  rule("R-0301", "deny", ["upgrade_room"], ["governance"], {
    title: { fr: "Remplacer le salon de gouvernance", en: "Replacing the governance room" },
    because: {
      reason: { fr: "Les règles doivent rester au même endroit.", en: "The rules must stay in one place." },
      remedy: { fr: "Écrivez au Secrétariat général.", en: "Write to the General Secretariat." },
      contact: null,
    },
  }),
];

export const EXAMPLE_POLICY: Policy = {
  lang: "chancery/1",
  id: "etat.example/national",
  title: { fr: "Règles des salons", en: "Rules about rooms" },
  owner: { fr: "Secrétariat général", en: "General Secretariat" },
  contact: "politique.salons@etat.example",
  layer: "national",
  defaults: { change_history: "deny", change_power: "allow", create_room: "allow", invite: "deny", join: "deny", make_public: "deny", publish: "deny", send: "allow", set_alias: "allow", start_call: "deny", upgrade_room: "deny" },
  sets: {
    interieur: { title: { fr: "Ministère de l’Intérieur", en: "Ministry of the Interior" }, kind: "agents", servers: [], users: ["@*-interieur:etat.example"] },
    finances: { title: { fr: "Ministère des Finances", en: "Ministry of Finance" }, kind: "agents", servers: [], users: ["@*-finances:etat.example"] },
    secretariat: { title: { fr: "Secrétariat général", en: "General Secretariat" }, kind: "agents", servers: [], users: ["@*-sg:etat.example"] },
  },
  room_sets: {},
  room_classes: CLASSES,
  public_rooms: ["!presse"],
  rules: RULES,
};

const officer = (id: string, name: string, fr: string, en: string): Officer => ({ id, name, title: { fr, en }, key: `ssh-ed25519 ${id}` });

export const EXAMPLE_BUNDLE: PolicyBundle = {
  layer: "national",
  version: 7,
  issued_at: "2026-11-20T09:00:00Z",
  expires: "2027-02-18T09:00:00Z",
  sha256: "9f2c41d07a53be6608c1f4e2d97b30a5c86e1f72b40d95a3e7186c02fd4ab91e",
  signed_by: [
    officer("anne.morel", "Anne Morel", "Secrétariat général", "General Secretariat"),
    officer("claire.roux", "Claire Roux", "Sécurité des systèmes", "Systems security"),
  ],
  threshold: 2,
  policy: EXAMPLE_POLICY,
};
