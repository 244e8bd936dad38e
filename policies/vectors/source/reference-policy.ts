/** The policy that the decision vectors are asked of. It has one of everything the language has; nobody runs it. */
import type { ClassPowerLevels, Matcher, Policy, RoomClass, RoomMatcher, Rule, RuleException } from "../../src/model/policy.ts";

const both = (fr: string, en: string) => ({ fr, en });

const levels = (changes: Partial<ClassPowerLevels> = {}): ClassPowerLevels => ({
  invite: 0,
  kick: 50,
  ban: 50,
  redact: 50,
  events_default: 0,
  state_default: 50,
  ...changes,
});

const matcher = (parts: Partial<Matcher>): Matcher => ({ sets: null, sets_not: null, users: null, external: null, ...parts });

const rooms = (parts: Partial<RoomMatcher>): RoomMatcher => ({ class: null, class_not: null, sets: null, sets_not: null, ...parts });

const exception = (parts: Partial<RuleException> & { readonly until: string }): RuleException => ({
  who: null,
  target: null,
  room_id: null,
  approved_by: "anne.morel",
  ticket: null,
  ...parts,
});

const rule = (parts: Partial<Rule> & Pick<Rule, "id" | "effect" | "actions">): Rule => ({
  title: both(`Règle ${parts.id}`, `Rule ${parts.id}`),
  who: null,
  target: null,
  room: null,
  mode: "enforce",
  requires: [],
  obligations: [],
  because: { reason: both("Parce que.", "Because."), remedy: both("Demandez.", "Ask."), contact: null },
  exceptions: [],
  ...parts,
});

const encryptedRoom: RoomClass = {
  title: both("Interministériel", "Interministerial"),
  summary: both("Entre ministères.", "Between ministries."),
  kind: "room",
  mark: "ministries",
  encryption: "required",
  public: false,
  join_rule: "invite",
  history_visibility: "joined",
  federate: true,
  members: { sets: null, externals: true },
  new_member: "announce",
  power_levels: levels(),
};

export const referencePolicy: Policy = {
  lang: "chancery/1",
  id: "vectors",
  title: both("Règles d’essai", "Rules for trying"),
  owner: both("Secrétariat général", "General Secretariat"),
  contact: "regles@etat.example",
  layer: "national",
  defaults: {
    change_history: "deny",
    change_power: "allow",
    create_room: "deny",
    invite: "deny",
    join: "deny",
    make_public: "deny",
    publish: "deny",
    send: "deny",
    set_alias: "deny",
    start_call: "deny",
    upgrade_room: "allow",
  },
  sets: {
    defense: { title: both("Défense", "Defence"), kind: "agents", servers: ["defense.example"], users: [] },
    finances: { title: both("Finances", "Finance"), kind: "agents", servers: [], users: ["@*-finances:etat.example"] },
    interieur: { title: both("Intérieur", "Interior"), kind: "agents", servers: [], users: ["@*-interieur:etat.example"] },
    services: { title: both("Services", "Services"), kind: "service", servers: [], users: ["@chancery-service:etat.example"] },
    sg: { title: both("SG", "GS"), kind: "agents", servers: [], users: ["@*-sg:etat.example", "@sg.?:etat.example"] },
  },
  room_sets: {
    crisis: { title: both("Crise", "Crisis"), rooms: ["!crue:etat.example", "!seisme:etat.example"], classes: [] },
    open: { title: both("Ouverts", "Open"), rooms: ["!pilote:etat.example"], classes: ["announcements", "open_external"] },
  },
  room_classes: {
    announcements: {
      ...encryptedRoom,
      title: both("Annonces", "Announcements"),
      mark: "public",
      encryption: "none",
      public: true,
      join_rule: "public",
      history_visibility: "world_readable",
      power_levels: levels({ invite: 50, events_default: 50 }),
    },
    direct: { ...encryptedRoom, title: both("Direct", "Direct"), kind: "direct", mark: "direct", new_member: "hold" },
    governance: {
      ...encryptedRoom,
      title: both("Gouvernance", "Governance"),
      kind: "governance",
      mark: "governance",
      encryption: "none",
      join_rule: "public",
      history_visibility: "shared",
      power_levels: levels({ invite: 50, events_default: 100, state_default: 100 }),
    },
    interministerial: encryptedRoom,
    open_external: { ...encryptedRoom, title: both("Ouvert aux externes", "Open to externals"), mark: "externals", new_member: "hold" },
    space: { ...encryptedRoom, title: both("Espace", "Space"), kind: "space", mark: "space", encryption: "none", history_visibility: "shared" },
    staff: { ...encryptedRoom, title: both("Équipe", "Staff"), members: { sets: ["interieur", "sg"], externals: false } },
  },
  public_rooms: ["!interministerial-by-mistake:etat.example", "!presse:etat.example"],
  rules: [
    rule({ id: "R-0100", effect: "allow", actions: ["create_room"], who: matcher({ external: false }) }),
    rule({
      id: "R-0110",
      effect: "deny",
      actions: ["create_room"],
      who: matcher({ sets_not: ["services"] }),
      room: rooms({ class: ["governance"] }),
    }),
    rule({
      id: "R-0120",
      effect: "deny",
      actions: ["publish", "make_public"],
      who: matcher({ sets_not: ["sg"] }),
    }),
    rule({
      id: "R-0130",
      effect: "allow",
      actions: ["make_public", "publish"],
      who: matcher({ sets: ["sg"] }),
      room: rooms({ class_not: ["space"] }),
    }),
    rule({
      id: "R-0200",
      effect: "deny",
      actions: ["invite", "join"],
      target: matcher({ external: true }),
      room: rooms({ class: ["interministerial"] }),
      exceptions: [
        exception({ target: matcher({ users: ["@nora.diallo-externe:etat.example"] }), room_id: "!crue:etat.example", until: "2026-12-01T00:00:00Z" }),
        exception({ who: matcher({ users: ["@idris.benali-interieur:*"] }), until: "2026-11-30T00:00:00Z" }),
      ],
    }),
    rule({
      id: "R-0201",
      effect: "deny",
      actions: ["invite", "join"],
      target: matcher({ external: true, users: ["@*-externe:ailleurs.example"] }),
    }),
    rule({
      id: "R-0202",
      effect: "allow",
      actions: ["invite", "join", "send"],
      room: rooms({ class: ["announcements", "direct", "governance", "interministerial", "open_external"] }),
    }),
    rule({
      id: "R-0203",
      effect: "allow",
      actions: ["invite", "join"],
      who: matcher({ sets: ["finances", "interieur", "sg"] }),
      target: matcher({ external: false, sets_not: ["defense"] }),
      room: rooms({ class: ["space"] }),
    }),
    rule({
      id: "R-0300",
      effect: "deny",
      actions: ["invite", "send"],
      who: matcher({ users: ["@*.?-finances:etat.example", "@samuel.*-finances:etat.example"] }),
      mode: "evaluate",
      exceptions: [exception({ room_id: "!essai:etat.example", until: "2026-12-01T00:00:00Z" })],
    }),
    rule({ id: "R-0301", effect: "allow", actions: ["join"], room: rooms({ class: ["space"] }), mode: "evaluate" }),
    rule({
      id: "R-0400",
      effect: "deny",
      actions: ["upgrade_room"],
      who: matcher({ sets: ["interieur"], external: false }),
      room: rooms({ class_not: ["interministerial"] }),
    }),
    // conditions, obligations, sets of rooms
    rule({ id: "R-0500", effect: "allow", actions: ["join", "invite"], room: rooms({ class: ["staff"] }), obligations: ["log", "banner"] }),
    rule({ id: "R-0501", effect: "allow", actions: ["invite"], who: matcher({ sets: ["sg"] }), room: rooms({ class: ["staff"] }), obligations: ["no_forward", "log"] }),
    rule({
      id: "R-0510",
      effect: "require",
      actions: ["invite"],
      target: matcher({ external: true }),
      room: rooms({ class: ["open_external"] }),
      requires: ["identity_verified", "confirmed"],
      exceptions: [exception({ room_id: "!pilote:etat.example", until: "2026-12-01T00:00:00Z" })],
    }),
    rule({ id: "R-0511", effect: "require", actions: ["invite"], room: rooms({ sets: ["crisis"] }), requires: ["confirmed"] }),
    rule({ id: "R-0512", effect: "require", actions: ["send"], who: matcher({ sets: ["sg"] }), requires: ["device_verified"], mode: "evaluate" }),
    rule({ id: "R-0520", effect: "deny", actions: ["set_alias"], room: rooms({ sets_not: ["open"] }) }),
    rule({ id: "R-0521", effect: "allow", actions: ["set_alias", "start_call"], room: rooms({ sets: ["open", "crisis"] }) }),
    rule({ id: "R-0530", effect: "deny", actions: ["change_power"], target: matcher({ external: true }) }),
    rule({ id: "R-0540", effect: "allow", actions: ["change_history"], who: matcher({ sets: ["sg"] }), room: rooms({ class: ["announcements"] }) }),
  ],
};
