/** What is allowed and refused, and by which rule. The expectations are written by hand from SPECIFICATION.md, never computed. */
import {
  ANNE, ask, CAMILLE, create, creation, DEFENCE, IDRIS, message, NORA, SAMUEL, SERVICE, STALE, type DecisionCase,
} from "./decision-case.ts";

const levels = creation.power_levels;
const spaceCreation = { encryption: false, history_visibility: "shared", space: true };
const announcementsCreation = {
  encryption: false, history_visibility: "world_readable", join_rule: "public",
  power_levels: { ...levels, invite: 50, events_default: 50 },
};
const governanceCreation = {
  encryption: false, history_visibility: "shared", join_rule: "public",
  power_levels: { ...levels, invite: 50, events_default: 100, state_default: 100 },
};
const press = { id: "!presse:etat.example", encrypted: false };

export const ordinaryCases: readonly DecisionCase[] = [
  // creation
  { name: "an agent creates an interministerial room", request: create(CAMILLE, "interministerial"), expect: ["allow", "R-0100"] },
  { name: "an agent known by the name of the server creates a room", request: create(DEFENCE, "interministerial"), expect: ["allow", "R-0100"] },
  { name: "an agent creates a direct conversation", request: create(SAMUEL, "direct"), expect: ["allow", "R-0100"] },
  { name: "an agent creates a space", request: create(CAMILLE, "space", spaceCreation), expect: ["allow", "R-0100"] },
  { name: "an agent creates an announcement room", request: create(ANNE, "announcements", announcementsCreation), expect: ["allow", "R-0100"] },
  { name: "the service account creates the governance room", request: create(SERVICE, "governance", governanceCreation), expect: ["allow", "R-0100"] },
  { name: "an agent does not create a governance room", request: create(CAMILLE, "governance", governanceCreation), expect: ["deny", "R-0110"] },
  { name: "an external creates no room", request: create(NORA, "interministerial"), expect: ["deny", "F-04"] },
  { name: "a room without encryption where the class demands it", request: create(CAMILLE, "interministerial", { encryption: false }), expect: ["deny", "F-04"] },
  { name: "a room with encryption where the class has none", request: create(CAMILLE, "space", { ...spaceCreation, encryption: true }), expect: ["deny", "F-04"] },
  { name: "a room with further creators", request: create(CAMILLE, "interministerial", { additional_creators: true }), expect: ["deny", "F-04"] },
  { name: "a room with the preset trusted_private_chat", request: create(CAMILLE, "interministerial", { trusted_private_chat: true }), expect: ["deny", "F-04"] },
  { name: "a room with a wider history than its class", request: create(CAMILLE, "interministerial", { history_visibility: "shared" }), expect: ["deny", "F-04"] },
  { name: "a room with another join rule than its class", request: create(CAMILLE, "interministerial", { join_rule: "restricted" }), expect: ["deny", "F-04"] },
  { name: "a room that is not federated where the class is", request: create(CAMILLE, "interministerial", { federate: false }), expect: ["deny", "F-04"] },
  { name: "a space under the class of rooms", request: create(CAMILLE, "interministerial", { space: true }), expect: ["deny", "F-04"] },
  { name: "a room under the class of spaces", request: create(CAMILLE, "space", { ...spaceCreation, space: false }), expect: ["deny", "F-04"] },
  { name: "a power level one too low", request: create(CAMILLE, "interministerial", { power_levels: { ...levels, state_default: 49 } }), expect: ["deny", "F-04"] },
  { name: "a power level one too high", request: create(CAMILLE, "interministerial", { power_levels: { ...levels, invite: 1 } }), expect: ["deny", "F-04"] },
  // joining
  { name: "a leap day of a century that has one", request: ask("join", CAMILLE, "interministerial", { now: "2000-02-29T12:00:00Z" }), expect: ["allow", "R-0202"] },
  { name: "all requirements are met, be they asked for or not", request: ask("join", CAMILLE, "interministerial", { met: ["identity_verified", "device_verified", "confirmed"] }), expect: ["allow", "R-0202"] },
  { name: "an agent joins an interministerial room", request: ask("join", CAMILLE, "interministerial"), expect: ["allow", "R-0202"] },
  { name: "an external is refused in an interministerial room", request: ask("join", NORA, "interministerial"), expect: ["deny", "R-0200"] },
  { name: "an external joins a room open to externals", request: ask("join", NORA, "open_external"), expect: ["allow", "R-0202"] },
  { name: "an exception lets one external into one room", request: ask("join", NORA, "interministerial", { room: { id: "!crue:etat.example" } }), expect: ["allow", "R-0202"] },
  { name: "an exception holds one second before its end", request: ask("join", NORA, "interministerial", { room: { id: "!crue:etat.example" }, now: "2026-11-30T23:59:59Z" }), expect: ["allow", "R-0202"] },
  { name: "an exception is over at its end", request: ask("join", NORA, "interministerial", { room: { id: "!crue:etat.example" }, now: "2026-12-01T00:00:00Z" }), expect: ["deny", "R-0200"] },
  { name: "an exception for one person is not for another", request: ask("join", "@karim-externe:etat.example", "interministerial", { room: { id: "!crue:etat.example" } }), expect: ["deny", "R-0200"] },
  { name: "an exception for one room is not for another", request: ask("join", NORA, "interministerial", { room: { id: "!crue2:etat.example" } }), expect: ["deny", "R-0200"] },
  { name: "the smallest of two denying rules is named", request: ask("join", "@zoe-externe:ailleurs.example", "interministerial"), expect: ["deny", "R-0200"] },
  { name: "a glob names externals of one server", request: ask("join", "@zoe-externe:ailleurs.example", "open_external"), expect: ["deny", "R-0201"] },
  { name: "an agent of a named set joins a space", request: ask("join", CAMILLE, "space"), expect: ["allow", "R-0203"] },
  { name: "an agent of a set left out does not join a space", request: ask("join", DEFENCE, "space"), expect: ["deny", "D-join"] },
  { name: "an allowing rule in mode evaluate allows nothing", request: ask("join", NORA, "space"), expect: ["deny", "D-join"] },
  { name: "a stale bundle still lets people join", request: ask("join", CAMILLE, "interministerial", { now: STALE }), expect: ["allow", "R-0202"] },
  // inviting
  { name: "an agent invites an agent", request: ask("invite", CAMILLE, "interministerial", { target: SAMUEL }), expect: ["allow", "R-0202"] },
  { name: "an agent does not invite an external into an interministerial room", request: ask("invite", CAMILLE, "interministerial", { target: NORA }), expect: ["deny", "R-0200"] },
  { name: "an exception names who invites", request: ask("invite", IDRIS, "interministerial", { target: NORA }), expect: ["allow", "R-0202"] },
  { name: "an exception for who invites is over", request: ask("invite", IDRIS, "interministerial", { target: NORA, now: "2026-11-30T00:00:00Z" }), expect: ["deny", "R-0200"] },
  { name: "an external invites an agent where externals may", request: ask("invite", NORA, "open_external", { target: CAMILLE }), expect: ["allow", "R-0202"] },
  { name: "nobody invites an external under a stale bundle", request: ask("invite", CAMILLE, "open_external", { target: NORA, now: STALE }), expect: ["deny", "F-05"] },
  { name: "agents are invited under a stale bundle", request: ask("invite", CAMILLE, "open_external", { target: SAMUEL, now: STALE }), expect: ["allow", "R-0202"] },
  { name: "a rule on trial is recorded and does not bite", request: ask("invite", SAMUEL, "interministerial", { target: CAMILLE }), expect: ["allow", "R-0202", ["R-0300"]] },
  { name: "a rule on trial is recorded beside a rule that bites", request: ask("invite", SAMUEL, "interministerial", { target: NORA }), expect: ["deny", "R-0200", ["R-0300"]] },
  { name: "an exception carves out of a rule on trial too", request: ask("invite", SAMUEL, "interministerial", { target: CAMILLE, room: { id: "!essai:etat.example" } }), expect: ["allow", "R-0202"] },
  { name: "a question mark is exactly one character", request: ask("invite", "@x.y-finances:etat.example", "interministerial", { target: CAMILLE }), expect: ["allow", "R-0202", ["R-0300"]] },
  { name: "a question mark is not two characters", request: ask("invite", "@x.yy-finances:etat.example", "interministerial", { target: CAMILLE }), expect: ["allow", "R-0202"] },
  // sending
  { name: "an encrypted message into an encrypted room", request: message(CAMILLE, "interministerial"), expect: ["allow", "R-0202"] },
  { name: "plaintext into an encrypted room", request: message(CAMILLE, "interministerial", { event_encrypted: false }), expect: ["deny", "F-02"] },
  { name: "plaintext into a listed public room", request: message(ANNE, "announcements", { event_encrypted: false, room: press }), expect: ["allow", "R-0202"] },
  { name: "plaintext into a room of the public class that is not listed", request: message(ANNE, "announcements", { event_encrypted: false, room: { encrypted: false } }), expect: ["deny", "F-02"] },
  { name: "plaintext into a listed room whose class is not public", request: message(ANNE, "interministerial", { event_encrypted: false, room: { id: "!interministerial-by-mistake:etat.example" } }), expect: ["deny", "F-02"] },
  { name: "an encrypted message into a room that is not encrypted", request: message(ANNE, "announcements", { room: press }), expect: ["deny", "F-09"] },
  { name: "no message into a space", request: message(CAMILLE, "space"), expect: ["deny", "F-02"] },
  { name: "no message into the governance room", request: message(SERVICE, "governance"), expect: ["deny", "F-02"] },
  { name: "a stale bundle still lets people send", request: message(CAMILLE, "interministerial", { now: STALE }), expect: ["allow", "R-0202"] },
  { name: "a rule on trial about senders", request: message(SAMUEL, "interministerial"), expect: ["allow", "R-0202", ["R-0300"]] },
  // publishing, opening, upgrading
  { name: "an agent does not publish", request: ask("publish", CAMILLE, "announcements"), expect: ["deny", "R-0120"] },
  { name: "the general secretariat publishes", request: ask("publish", ANNE, "announcements"), expect: ["allow", "R-0130"] },
  { name: "the general secretariat does not publish a space", request: ask("publish", ANNE, "space"), expect: ["deny", "D-publish"] },
  { name: "nobody publishes under a stale bundle", request: ask("publish", ANNE, "announcements", { now: STALE }), expect: ["deny", "F-05"] },
  { name: "nobody opens an encrypted room", request: ask("make_public", ANNE, "interministerial"), expect: ["deny", "F-03"] },
  { name: "a stale bundle is named before an encrypted class", request: ask("make_public", ANNE, "interministerial", { now: STALE }), expect: ["deny", "F-05"] },
  { name: "the general secretariat opens an announcement room", request: ask("make_public", ANNE, "announcements"), expect: ["allow", "R-0130"] },
  { name: "an agent of the interior upgrades an interministerial room", request: ask("upgrade_room", CAMILLE, "interministerial"), expect: ["allow", "D-upgrade_room"] },
  { name: "an agent of the interior upgrades no other room", request: ask("upgrade_room", CAMILLE, "open_external"), expect: ["deny", "R-0400"] },
  { name: "an agent of finance upgrades any room", request: ask("upgrade_room", SAMUEL, "open_external"), expect: ["allow", "D-upgrade_room"] },
  { name: "nobody upgrades under a stale bundle", request: ask("upgrade_room", SAMUEL, "open_external", { now: STALE }), expect: ["deny", "F-05"] },
  { name: "nobody creates under a stale bundle", request: create(CAMILLE, "interministerial", {}, { now: STALE }), expect: ["deny", "F-05"] },
  { name: "one second before its expiry a bundle is fresh", request: create(CAMILLE, "interministerial", {}, { now: "2027-02-21T11:59:59Z" }), expect: ["allow", "R-0100"] },
  // who somebody is
  { name: "a second glob of a set", request: ask("publish", "@sg.1:etat.example", "announcements"), expect: ["allow", "R-0130"] },
  { name: "globs are anchored at their end", request: ask("join", "@camille.laurent-interieur:etat.example.evil.example", "interministerial"), expect: ["deny", "R-0200"] },
  { name: "a star stands for anything, an at sign too", request: ask("join", "@x@a-interieur:etat.example", "space"), expect: ["allow", "R-0203"] },
  { name: "a user ID of 255 bytes is known", request: ask("join", `@${"a".repeat(231)}-interieur:etat.example`, "interministerial"), expect: ["allow", "R-0202"] },
  { name: "globs heed case", request: ask("join", "@camille.laurent-INTERIEUR:etat.example", "interministerial"), expect: ["deny", "R-0200"] },
  { name: "a server is compared whole", request: ask("join", "@paul.petit:sub.defense.example", "interministerial"), expect: ["deny", "R-0200"] },
  { name: "a server with another port is another server", request: ask("join", "@paul.petit:defense.example:8448", "interministerial"), expect: ["deny", "R-0200"] },
  { name: "many stars are matched without delay", request: ask("join", `@${"a".repeat(200)}:etat.example`, "open_external"), expect: ["allow", "R-0202"] },
];
