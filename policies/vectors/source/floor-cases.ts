/** Policies that try to lower the floor, each refused with its own reason; and some that go right up to it. */
import type { Policy, RoomClass, Rule } from "../../src/model/policy.ts";
import { referencePolicy } from "./reference-policy.ts";

export interface FloorCase {
  readonly name: string;
  /** the policy in force; null: there is none */
  readonly held: Policy | null;
  readonly policy: Policy;
  /** what is violated, where; null: nothing */
  readonly expect: { readonly of: "class" | "set" | "rule"; readonly name: string; readonly violation: string } | null;
}

type ClassName = "announcements" | "direct" | "governance" | "interministerial" | "open_external" | "space" | "staff";
const classOf = (name: ClassName): RoomClass => {
  const found = referencePolicy.room_classes[name];
  if (found === undefined) throw new Error("the reference policy lost a class");
  return found;
};

const becomes = (name: ClassName, changes: Partial<RoomClass>, policy: Policy = referencePolicy): Policy => ({ ...policy, room_classes: { ...policy.room_classes, [name]: { ...classOf(name), ...changes } } });
const levels = (name: ClassName, changes: Partial<RoomClass["power_levels"]>): Partial<RoomClass> => ({ power_levels: { ...classOf(name).power_levels, ...changes } });
const lower = (about: string, name: ClassName, changes: Partial<RoomClass>, violation: string, held: Policy | null = null): FloorCase => ({
  name: about,
  held,
  policy: becomes(name, changes),
  expect: { of: "class", name, violation },
});
/** The class changes from what the policy in force says. */
const widened = (about: string, name: ClassName, changes: Partial<RoomClass>, violation: string, before: Partial<RoomClass> = {}): FloorCase =>
  lower(about, name, changes, violation, becomes(name, before));
const kept = (about: string, policy: Policy, held: Policy | null = null): FloorCase => ({ name: `kept: ${about}`, held, policy, expect: null });

const [template] = referencePolicy.rules;
if (template === undefined) throw new Error("the reference policy has no rules");
const anyRule: Rule = { ...template, id: "R-9000", effect: "deny", who: null, target: null, room: null };
const withRule = (changes: Partial<Rule>): Policy => ({ ...referencePolicy, rules: [...referencePolicy.rules, { ...anyRule, ...changes }] });
const ruled = (about: string, changes: Partial<Rule>): FloorCase => ({ name: about, held: null, policy: withRule(changes), expect: { of: "rule", name: "R-9000", violation: "encryption_refused" } });
const rooms = (parts: Partial<NonNullable<Rule["room"]>>) => ({ class: null, class_not: null, sets: null, sets_not: null, ...parts });
const named = (about: string, users: readonly string[]): FloorCase => ({
  name: about,
  held: null,
  policy: { ...referencePolicy, sets: { ...referencePolicy.sets, sg: { title: { fr: "SG", en: "GS" }, kind: "agents", servers: [], users } } },
  expect: { of: "set", name: "sg", violation: "everybody_named" },
});

export const floorCases: readonly FloorCase[] = [
  // what a class may not be
  lower("a public class with encryption", "announcements", { encryption: "required", history_visibility: "joined" }, "public_encrypted"),
  lower("a public class of direct conversations", "direct", { encryption: "none", public: true }, "public_not_a_room"),
  lower("a public space", "space", { public: true }, "public_not_a_room"),
  lower("a space with encryption", "space", { encryption: "required" }, "unwritten_room_encrypted"),
  lower("a governance room with encryption", "governance", { encryption: "required" }, "unwritten_room_encrypted"),
  lower("a room without encryption that is not called public", "staff", { encryption: "none" }, "written_in_the_clear"),
  lower("a direct conversation without encryption", "direct", { encryption: "none" }, "written_in_the_clear"),
  lower("a direct conversation with a shared history", "direct", { history_visibility: "shared" }, "direct_history"),
  lower("a direct conversation that holds nothing back", "direct", { new_member: "announce" }, "direct_announces"),
  lower("a direct conversation that anybody may enter", "direct", { join_rule: "public" }, "direct_open"),
  lower("an encrypted room that the world reads", "staff", { history_visibility: "world_readable" }, "encrypted_world_readable"),
  lower("externals who read what was before them", "open_external", { history_visibility: "shared" }, "externals_read_history"),
  lower("externals who read from their invitation on", "open_external", { history_visibility: "invited" }, "externals_read_history"),
  lower("a service account among those who get keys", "staff", { members: { sets: ["interieur", "services"], externals: false } }, "service_gets_keys"),
  lower("state that everybody changes", "staff", levels("staff", { state_default: 0 }), "state_unprotected"),
  lower("state that is changed one level too low", "staff", levels("staff", { state_default: 49 }), "state_unprotected"),
  lower("a governance room that moderators write into", "governance", levels("governance", { events_default: 50 }), "governance_unprotected"),
  lower("a governance room whose state moderators change", "governance", levels("governance", { state_default: 99 }), "governance_unprotected"),
  // what a class may not become
  widened("an encrypted class that loses its encryption", "staff", { encryption: "none", public: true }, "encryption_lost"),
  widened("a space that becomes a room", "space", { kind: "room", encryption: "required" }, "kind_changed"),
  widened("a class that becomes public", "announcements", {}, "turned_public", { public: false }),
  widened("a class that lets externals in", "staff", { members: { sets: ["interieur", "sg"], externals: true } }, "externals_let_in"),
  widened("a class that opens its history", "staff", { history_visibility: "shared" }, "history_opened"),
  widened("a class that opens its history by one step", "staff", { history_visibility: "invited" }, "history_opened"),
  widened("a class that anybody may enter now", "staff", { join_rule: "public" }, "entry_opened"),
  widened("a class that begins to federate", "staff", { federate: true }, "federation_opened", { federate: false }),
  widened("a class in which everybody throws out", "staff", levels("staff", { kick: 0 }), "power_lowered"),
  widened("a class in which everybody invites", "announcements", levels("announcements", { invite: 49 }), "power_lowered"),
  // who is who
  named("a set of everybody", ["@*"]),
  named("a set of everybody on every server", ["@*:*"]),
  named("a set of a name on every server", ["@*-sg:etat.example", "@*-sg:*"]),
  named("a set of servers that end alike", ["@*:*.example"]),
  named("a set of servers one letter apart", ["@*:etat?example"]),
  named("a set whose server is written out behind another", ["@a:*:etat.example"]),
  // what comes first by name is named first, however it was written down
  {
    name: "two classes that are wrong",
    held: null,
    policy: { ...referencePolicy, room_sets: {}, rules: [], room_classes: { staff: { ...classOf("staff"), encryption: "none" as const }, direct: { ...classOf("direct"), join_rule: "public" as const } } },
    expect: { of: "class" as const, name: "direct", violation: "direct_open" },
  },
  {
    name: "two sets that are wrong",
    held: null,
    policy: { ...referencePolicy, sets: { zebra: { title: { fr: "Z", en: "Z" }, kind: "agents" as const, servers: [], users: ["@*"] }, ...referencePolicy.sets, ant: { title: { fr: "A", en: "A" }, kind: "agents" as const, servers: [], users: ["@*"] } } },
    expect: { of: "set" as const, name: "ant", violation: "everybody_named" },
  },
  // refusing because of encryption
  ruled("nobody sends into any encrypted room", { actions: ["send"], room: rooms({ class: ["direct", "interministerial", "open_external", "staff"] }) }),
  ruled("nobody makes any room but a public one", { actions: ["create_room"], room: rooms({ class_not: ["announcements"] }) }),
  ruled("nobody enters any room but a public one", { actions: ["join", "publish"], room: rooms({ sets_not: ["public"] }) }),
  // the classes of the rule and those of its sets must both name a class: a wide set beside a narrow list hides nothing
  {
    name: "nobody sends into any encrypted room, said twice over",
    held: null,
    policy: {
      ...withRule({ actions: ["send"], room: rooms({ class: ["direct", "interministerial", "open_external", "staff"], sets: ["everything"] }) }),
      room_sets: { ...referencePolicy.room_sets, everything: { title: { fr: "Tout", en: "Everything" }, rooms: [], classes: ["announcements", "direct", "interministerial", "open_external", "staff"] } },
    },
    expect: { of: "rule" as const, name: "R-9000", violation: "encryption_refused" },
  },
].map((one) => (one.name.includes("enters any room but") ? { ...one, policy: { ...one.policy, room_sets: { ...one.policy.room_sets, public: { title: { fr: "Publics", en: "Public" }, rooms: [], classes: ["announcements"] } } } } : one)).concat([
  // right up to the floor
  kept("the reference policy", referencePolicy),
  kept("the reference policy after itself", referencePolicy, referencePolicy),
  kept("a class narrower than before", becomes("interministerial", { members: { sets: ["sg"], externals: false }, federate: false }), referencePolicy),
  kept("a history narrower than before", becomes("announcements", { history_visibility: "joined" }), referencePolicy),
  kept("levels higher than before", becomes("staff", levels("staff", { kick: 51, state_default: 100 })), referencePolicy),
  kept("state at the least level", becomes("staff", levels("staff", { state_default: 50 }))),
  kept("externals who read from their arrival", becomes("open_external", { history_visibility: "joined" })),
  kept("agents who read everything", becomes("staff", { history_visibility: "shared" })),
  kept("a class that goes", { ...referencePolicy, rules: [], room_sets: {}, room_classes: { staff: classOf("staff") } }, referencePolicy),
  kept("nobody sends at all", withRule({ actions: ["send"] })),
  kept("nobody sends into one encrypted class", withRule({ actions: ["send"], room: rooms({ class: ["staff"] }) })),
  kept("externals send into no encrypted room", withRule({ actions: ["send"], who: { sets: null, sets_not: null, users: null, external: true }, room: rooms({ class_not: ["announcements"] }) })),
  kept("on trial: nobody sends into any encrypted room", withRule({ actions: ["send"], mode: "evaluate", room: rooms({ class_not: ["announcements"] }) })),
  kept("everybody may send into any encrypted room", withRule({ actions: ["send"], effect: "allow", room: rooms({ class_not: ["announcements"] }) })),
  kept("some enter no encrypted room", withRule({ actions: ["join"], target: { sets: null, sets_not: null, users: null, external: true }, room: rooms({ class_not: ["announcements"] }) })),
  kept("nobody but one sends into any encrypted room", withRule({
    actions: ["send"], room: rooms({ class_not: ["announcements"] }),
    exceptions: [{ who: null, target: null, room_id: "!crue:etat.example", until: "2026-12-01T00:00:00Z", approved_by: "anne.morel", ticket: null }],
  })),
  kept("nobody enters spaces, where nothing is encrypted", {
    ...referencePolicy, room_sets: {}, room_classes: { announcements: classOf("announcements"), space: classOf("space") },
    rules: [{ ...anyRule, actions: ["join"], room: rooms({ class: ["space"] }) }],
  }),
  kept("nobody publishes encrypted rooms", withRule({ actions: ["publish"], room: rooms({ class_not: ["announcements"] }) })),
]);
