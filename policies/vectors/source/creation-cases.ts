/** createRoom bodies, and what they say. */
import { creation } from "./decision-case.ts";

export interface CreationCase {
  readonly name: string;
  readonly body: unknown;
  readonly expect: { readonly class: string | null; readonly creation: unknown };
}

const state = (type: string, content: unknown, state_key = "") => ({ type, state_key, content });
const encryption = state("m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" });
const joinRules = state("m.room.join_rules", { join_rule: "invite" });
const history = state("m.room.history_visibility", { history_visibility: "joined" });
const guests = state("m.room.guest_access", { guest_access: "forbidden" });
const content = { "org.chancery.room_class": "interministerial", "m.federate": true };

const body = {
  room_version: "12",
  preset: "private_chat",
  is_direct: false,
  invite: ["@idris.benali-interieur:etat.example"],
  name: "Coordination",
  topic: "Crue de la Seine",
  room_alias_name: "coordination",
  creation_content: content,
  initial_state: [encryption, joinRules, history, guests],
  power_level_content_override: creation.power_levels,
};

const says = (name: string, changes: { readonly [field: string]: unknown }, differs: { readonly [field: string]: unknown } = {}): CreationCase => ({
  name,
  body: { ...body, ...changes },
  expect: { class: "interministerial", creation: { ...creation, ...differs } },
});

const unreadable = (name: string, changes: unknown, classId: string | null = "interministerial"): CreationCase => ({
  name: `unreadable: ${name}`,
  body: typeof changes === "object" && changes !== null && !Array.isArray(changes) ? { ...body, ...changes } : changes,
  expect: { class: classId, creation: null },
});

const without = (field: string): unknown => Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));
const withState = (...events: readonly unknown[]) => ({ initial_state: events });

export const creationCases: readonly CreationCase[] = [
  says("everything is as the class says", {}),
  says("no encryption", withState(joinRules, history, guests), { encryption: false }),
  says("no join rule", withState(encryption, history, guests), { join_rule: null }),
  says("no history", withState(encryption, joinRules, guests), { history_visibility: null }),
  says("a restricted join rule in so many words", withState(encryption, state("m.room.join_rules", { join_rule: "restricted" }), history, guests), { join_rule: "restricted" }),
  says("not federated", { creation_content: { ...content, "m.federate": false } }, { federate: false }),
  says("federated unless it says otherwise", { creation_content: { "org.chancery.room_class": "interministerial" } }),
  says("a space", { creation_content: { ...content, type: "m.space" } }, { space: true }),
  says("further creators", { creation_content: { ...content, additional_creators: ["@x:etat.example"] } }, { additional_creators: true }),
  says("an empty list of further creators", { creation_content: { ...content, additional_creators: [] } }, { additional_creators: true }),
  says("the preset trusted_private_chat", { preset: "trusted_private_chat" }, { trusted_private_chat: true }),
  says("the preset public_chat", { preset: "public_chat" }),
  says("a successor", { creation_content: { ...content, predecessor: { room_id: "!old:etat.example" } } }),
  says("a private room in so many words", { visibility: "private", invite_3pid: [] }),
  says("an avatar and a parent space", withState(encryption, joinRules, history, guests, state("m.room.avatar", { url: "mxc://etat.example/a" }), state("m.space.parent", { via: ["etat.example"] }, "!espace:etat.example"))),
  says("an avatar under a state key, which nobody reads", withState(encryption, joinRules, history, guests, state("m.room.avatar", { url: "mxc://etat.example/a" }, "x"))),
  says("a state key that is left out", withState(encryption, joinRules, history, { type: "m.room.guest_access", content: { guest_access: "forbidden" } })),
  { name: "no power levels", body: without("power_level_content_override"), expect: { class: "interministerial", creation: { ...creation, power_levels: null } } },
  { name: "no class", body: { ...body, creation_content: { "m.federate": true } }, expect: { class: null, creation } },
  { name: "a class that is no string", body: { ...body, creation_content: { ...content, "org.chancery.room_class": ["interministerial"] } }, expect: { class: null, creation } },
  unreadable("nothing", null, null),
  unreadable("a list", [], null),
  unreadable("an older room version", { room_version: "11" }),
  { name: "unreadable: no room version", body: without("room_version"), expect: { class: "interministerial", creation: null } },
  { name: "unreadable: no initial state", body: without("initial_state"), expect: { class: "interministerial", creation: null } },
  { name: "unreadable: what a bare upgrade sends", body: { creation_content: { "m.federate": true }, initial_state: [] }, expect: { class: null, creation: null } },
  unreadable("listed in the directory", { visibility: "public" }),
  unreadable("a preset nobody knows", { preset: "open_house" }),
  unreadable("an invitation by e-mail", { invite_3pid: [{ medium: "email", address: "a@b.example" }] }),
  unreadable("a field nobody knows", { "org.example.bypass": true }),
  unreadable("a create field nobody knows", { creation_content: { ...content, creator: "@x:etat.example" } }),
  unreadable("a room type nobody knows", { creation_content: { ...content, type: "m.server_notice" } }),
  unreadable("m.federate that is no boolean", { creation_content: { ...content, "m.federate": "false" } }),
  unreadable("create content that is no object", { creation_content: "interministerial" }, null),
  unreadable("another algorithm", withState(state("m.room.encryption", { algorithm: "m.olm.v1.curve25519-aes-sha2" }), joinRules, history, guests)),
  unreadable("encryption with more than an algorithm", withState(state("m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2", rotation_period_msgs: 100000 }), joinRules, history, guests)),
  unreadable("encryption under another state key", withState(state("m.room.encryption", { algorithm: "m.megolm.v1.aes-sha2" }, "x"), joinRules, history, guests)),
  unreadable("two join rules", withState(encryption, joinRules, history, guests, state("m.room.join_rules", { join_rule: "public" }))),
  unreadable("a join rule that lets members of another room in", withState(encryption, state("m.room.join_rules", { join_rule: "restricted", allow: [] }), history, guests)),
  unreadable("guests may come", withState(encryption, joinRules, history, state("m.room.guest_access", { guest_access: "can_join" }))),
  unreadable("guests are left to the server", withState(encryption, joinRules, history)),
  unreadable("power levels as a state event", withState(encryption, joinRules, history, guests, state("m.room.power_levels", { users: {} }))),
  unreadable("a state event nobody knows", withState(encryption, joinRules, history, guests, state("m.room.third_party_invite", {}))),
  unreadable("a state event with a field more", withState(encryption, joinRules, history, { ...guests, sender: "@x:etat.example" })),
  unreadable("a state event without content", withState(encryption, joinRules, history, guests, { type: "m.room.avatar", state_key: "" })),
  unreadable("power for one user", { power_level_content_override: { ...creation.power_levels, users: { "@x:etat.example": 100 } } }),
  unreadable("a power level missing", { power_level_content_override: { invite: 0 } }),
  unreadable("a power level that is true", { power_level_content_override: { ...creation.power_levels, invite: true } }),
];
