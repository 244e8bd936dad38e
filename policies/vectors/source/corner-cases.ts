/** What the corners decide: one part of a rule each. */
import type { Matcher, Policy, RoomMatcher, Rule } from "../../src/model/policy.ts";
import { ANNE, ask, CAMILLE, DEFENCE, IDRIS, referenceBundle, SAMUEL, type DecisionCase } from "./decision-case.ts";
import { referencePolicy } from "./reference-policy.ts";

const [template] = referencePolicy.rules;
if (template === undefined) throw new Error("the reference policy has no rules");
const denied = (id: string, action: Rule["actions"][number], parts: Partial<Rule>): Rule => ({ ...template, who: null, target: null, room: null, id, effect: "deny", actions: [action], ...parts });
const who = (parts: Partial<Matcher>): Matcher => ({ sets: null, sets_not: null, users: null, external: null, ...parts });
const rooms = (parts: Partial<RoomMatcher>): RoomMatcher => ({ class: null, class_not: null, sets: null, sets_not: null, ...parts });
const until = (moment: string): Rule["exceptions"][number] => ({ who: who({ sets: ["interieur"] }), target: null, room_id: null, until: moment, approved_by: "anne.morel", ticket: null });

const policy: Policy = {
  ...referencePolicy,
  defaults: { ...referencePolicy.defaults, publish: "allow", upgrade_room: "allow", set_alias: "allow", start_call: "allow", make_public: "allow" },
  room_sets: {
    crisis: { title: { fr: "Crise", en: "Crisis" }, rooms: ["!crue:etat.example"], classes: ["staff"] },
    open: { title: { fr: "Ouverts", en: "Open" }, rooms: ["!agora:etat.example"], classes: ["open_external"] },
  },
  rules: [
    denied("R-0010", "publish", { who: who({ sets_not: ["sg", "finances"] }) }),
    denied("R-0020", "upgrade_room", { room: rooms({ sets_not: ["crisis", "open"] }) }),
    denied("R-0030", "set_alias", { room: rooms({ class_not: ["direct", "staff"] }) }),
    denied("R-0040", "start_call", { exceptions: [until("2026-12-01T00:00:00Z"), until("2026-11-24T00:00:00Z")] }),
    denied("R-0050", "make_public", { room: rooms({ class: ["announcements", "space"], sets: ["crisis", "open"] }) }),
  ],
};

/**
 * Rules in which one part decides that is easily forgotten: the second of two names, the later of two exceptions, people and rooms by
 * their ID.
 */
export const cornersBundle = { ...referenceBundle, policy };

const corner = (name: string, request: unknown, expect: DecisionCase["expect"]): DecisionCase => ({ name: `corner: ${name}`, corners: true, request, expect });
const room = (id: string | null) => ({ room: { id } });

export const cornerCases: readonly DecisionCase[] = [
  corner("in neither of two sets", ask("publish", CAMILLE, "staff"), ["deny", "R-0010"]),
  corner("in the first of two sets that are left out", ask("publish", ANNE, "staff"), ["allow", "D-publish"]),
  corner("in the second of two sets that are left out", ask("publish", SAMUEL, "staff"), ["allow", "D-publish"]),
  corner("a room in neither of two room sets", ask("upgrade_room", CAMILLE, "direct"), ["deny", "R-0020"]),
  corner("a room in the first of two room sets that are left out, by its class", ask("upgrade_room", CAMILLE, "staff"), ["allow", "D-upgrade_room"]),
  corner("a room in the second of two room sets that are left out, by its ID", ask("upgrade_room", CAMILLE, "direct", room("!agora:etat.example")), ["allow", "D-upgrade_room"]),
  corner("a room without an ID is in no set by it", ask("upgrade_room", CAMILLE, "direct", room(null)), ["deny", "R-0020"]),
  corner("a room of another class than the two that are left out", ask("set_alias", CAMILLE, "open_external"), ["deny", "R-0030"]),
  corner("a room of the second of two classes that are left out", ask("set_alias", CAMILLE, "staff"), ["allow", "D-set_alias"]),
  corner("the later of two exceptions still holds", ask("start_call", IDRIS, "staff", { now: "2026-11-30T23:59:59Z" }), ["allow", "D-start_call"]),
  corner("the later of two exceptions has ended", ask("start_call", IDRIS, "staff", { now: "2026-12-01T00:00:00Z" }), ["deny", "R-0040"]),
  corner("two exceptions for others", ask("start_call", DEFENCE, "staff"), ["deny", "R-0040"]),
  corner("a class of the rule, in the room sets of the rule by its ID", ask("make_public", ANNE, "announcements", room("!crue:etat.example")), ["deny", "R-0050"]),
  corner("a class of the rule, in none of its room sets", ask("make_public", ANNE, "announcements"), ["allow", "D-make_public"]),
];
