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
/** Several rules of which none refuses encryption alone. */
const together = (about: string, rules: readonly (Partial<Rule> & Pick<Rule, "id">)[], first: string | null, changes: Partial<Policy> = {}): FloorCase => ({
  name: about,
  held: null,
  policy: { ...referencePolicy, ...changes, rules: [...referencePolicy.rules, ...rules.map((rule) => ({ ...anyRule, ...rule }))] },
  expect: first === null ? null : { of: "rule", name: first, violation: "encryption_refused" },
});
const untilDecember = (room_id: string | null): Rule["exceptions"] => [{ who: room_id === null ? { sets: null, sets_not: null, users: ["@*:etat.example"], external: null } : null, target: null, room_id, until: "2026-12-01T00:00:00Z", approved_by: "anne.morel", ticket: null }];
const rooms = (parts: Partial<NonNullable<Rule["room"]>>) => ({ class: null, class_not: null, sets: null, sets_not: null, ...parts });
const ENCRYPTED: readonly ClassName[] = ["direct", "interministerial", "open_external", "staff"];
const roomsOf = (...classes: readonly ClassName[]) => ({ title: { fr: "Salons", en: "Rooms" }, rooms: [], classes });
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
  // a port is no server: * takes in what stands before it
  named("a set of everybody on one port", ["@*:8448"]),
  named("a set of everybody at the end of an address", ["@*:db8::1]"]),
  named("a set of a server with a port that is not one", ["@*:etat.example:https"]),
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
  ruled("nobody but in one room sends into any encrypted room", { actions: ["send"], room: rooms({ class_not: ["announcements"] }), exceptions: untilDecember("!crue:etat.example") }),
  ruled("nobody sends but into a public room by its ID, for a while", { actions: ["send"], exceptions: untilDecember("!presse:etat.example") }),
  together("nobody sends but into a public room by its ID", [{ id: "R-9000", actions: ["send"], room: rooms({ sets_not: ["press"] }) }], "R-9000", { room_sets: { ...referencePolicy.room_sets, press: { title: { fr: "Presse", en: "Press" }, rooms: ["!presse:etat.example"], classes: [] } } }),
  together("two rules, each of some encrypted classes", [
    { id: "R-9000", actions: ["publish"], room: null },
    { id: "R-9001", actions: ["send"], room: rooms({ class: ["direct", "interministerial"] }) },
    { id: "R-9002", actions: ["send"], room: rooms({ class: ["open_external", "staff"] }) },
  ], "R-9001"),
  together("three rules, each of some encrypted classes and of another action", [
    { id: "R-9000", actions: ["join"], room: rooms({ class: ["direct"] }) },
    { id: "R-9001", actions: ["create_room"], room: rooms({ class: ["interministerial", "staff"] }) },
    { id: "R-9002", actions: ["send"], room: rooms({ class: ["open_external"] }) },
  ], "R-9000"),
  together("a rule of all encrypted classes, beside one that closes the public one otherwise", [
    { id: "R-9000", actions: ["send"], room: rooms({ class_not: ["announcements"] }) },
    { id: "R-9001", actions: ["join"], room: rooms({ class: ["announcements"] }) },
  ], "R-9000"),
  together("a rule of all encrypted classes, beside one that closes some public rooms by their ID", [
    { id: "R-9000", actions: ["send"], room: rooms({ class_not: ["announcements"] }) },
    { id: "R-9001", actions: ["send"], room: rooms({ sets: ["crisis"] }) },
  ], "R-9000"),
  together("nobody sends but into a public room by its ID, beside a rule of other rooms by theirs", [
    { id: "R-9000", actions: ["send"], exceptions: untilDecember("!presse:etat.example") },
    { id: "R-9001", actions: ["send"], room: rooms({ sets: ["crisis"] }) },
  ], "R-9000"),
  together("nobody sends but into a public room by its ID, beside a rule of public rooms that spares somebody", [
    { id: "R-9000", actions: ["send"], exceptions: untilDecember("!presse:etat.example") },
    { id: "R-9001", actions: ["send"], room: rooms({ class: ["announcements"] }), exceptions: untilDecember(null) },
  ], "R-9000"),
  together("nobody sends into any room of two sets, one of them of all encrypted classes", [{ id: "R-9000", actions: ["send"], room: rooms({ sets: ["crisis", "encrypted"] }) }], "R-9000", { room_sets: { ...referencePolicy.room_sets, encrypted: roomsOf(...ENCRYPTED) } }),
  together("nobody sends into any room but those of two sets, one of them of the public class", [{ id: "R-9000", actions: ["send"], room: rooms({ sets_not: ["public", "spaces"] }) }], "R-9000", { room_sets: { ...referencePolicy.room_sets, public: roomsOf("announcements"), spaces: roomsOf("space") } }),
  together("two public classes, of which the first by name is asked first, however they were written down", [
    { id: "R-9000", actions: ["send"], room: rooms({ class: ["announcements", ...ENCRYPTED] }) },
    { id: "R-9001", actions: ["join"], room: rooms({ class: ENCRYPTED }) },
  ], "R-9001", { room_classes: { zoo: classOf("announcements"), ...referencePolicy.room_classes } }),
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
  kept("nobody but some send into any encrypted room", withRule({ actions: ["send"], room: rooms({ class_not: ["announcements"] }), exceptions: untilDecember(null) })),
  kept("nobody sends into some rooms by their ID", withRule({ actions: ["send"], room: rooms({ sets: ["crisis"] }) })),
  kept("nobody sends into some encrypted rooms by their ID", withRule({ actions: ["send"], room: rooms({ class: ["direct", "interministerial", "open_external", "staff"], sets: ["crisis"] }) })),
  together("kept: two rules by which nobody sends at all", [
    { id: "R-9000", actions: ["send"], room: rooms({ class: ["direct", "interministerial", "open_external", "staff"] }) },
    { id: "R-9001", actions: ["send"], room: rooms({ class: ["announcements", "governance", "space"] }) },
  ], null),
  together("kept: two rules that leave one encrypted class", [
    { id: "R-9000", actions: ["send"], room: rooms({ class: ["direct", "interministerial"] }) },
    { id: "R-9001", actions: ["join"], room: rooms({ class: ["open_external", "direct"] }) },
  ], null),
  together("kept: two rules of which one speaks of some people", [
    { id: "R-9000", actions: ["send"], room: rooms({ class: ["direct", "interministerial"] }) },
    { id: "R-9001", actions: ["send"], who: { sets: null, sets_not: null, users: null, external: false }, room: rooms({ class: ["open_external", "staff"] }) },
  ], null),
  kept("nobody enters spaces, where nothing is encrypted", {
    ...referencePolicy, room_sets: {}, room_classes: { announcements: classOf("announcements"), space: classOf("space") },
    rules: [{ ...anyRule, actions: ["join"], room: rooms({ class: ["space"] }) }],
  }),
  kept("nobody sends but into one room, where no class is public", { ...referencePolicy, room_sets: {}, room_classes: { staff: classOf("staff") }, rules: [{ ...anyRule, actions: ["send"], exceptions: untilDecember("!crue:etat.example") }] }),
  kept("nobody makes any room, be there an exception for one that is made already", withRule({ actions: ["create_room"], exceptions: untilDecember("!presse:etat.example") })),
  kept("servers by a name that begins with a digit, by an address and with a port", {
    ...referencePolicy, sets: { ...referencePolicy.sets, sg: { title: { fr: "SG", en: "GS" }, kind: "agents", servers: [], users: ["@*:1.etat.example", "@*:[::1]", "@*:[2001:db8::1]:8448", "@*:etat.example:8448"] } },
  }),
  kept("nobody publishes encrypted rooms", withRule({ actions: ["publish"], room: rooms({ class_not: ["announcements"] }) })),
]);
