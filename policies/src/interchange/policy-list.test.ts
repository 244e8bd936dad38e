import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compilePolicy } from "../compile/compile-policy.ts";
import type { Policy, Rule } from "../model/policy.ts";
import type { ForeignEvent } from "./not-taken.ts";
import { exportPolicyList, importPolicyList } from "./policy-list.ts";

const ban = (type: "user" | "server" | "room", entity: unknown, more: Readonly<Record<string, unknown>> = {}): ForeignEvent => ({
  type: `m.policy.rule.${type}`,
  state_key: `rule:${String(entity)}`,
  room_id: null,
  content: { entity, recommendation: "m.ban", reason: "spam", ...more },
});
const because = { reason: { fr: "Raison", en: "Reason" }, remedy: { fr: "Remède", en: "Remedy" } };
const imported = (...events: readonly ForeignEvent[]) => importPolicyList(events, ["R-0900", "R-0901"], because);

const compiled = compilePolicy({ policy: { file: "policy.yaml", text: readFileSync(new URL("../../documents/policy.yaml", import.meta.url), "utf8") }, publicRooms: null }, "2026-11-23T12:00:00Z");
if (!compiled.ok) throw new Error("the example compiles");
const example: Policy = compiled.value.policy;

describe("taking up a policy list", () => {
  it("makes two denying rules: they do nothing here, and nobody brings them in", () => {
    const { rules, reasons, notTaken, withdrawn } = imported(ban("server", "*.evil.example"), ban("user", "@spam*:other.example"), ban("user", "@spam*:other.example"), { ...ban("user", "@gone:x.example"), content: {} });
    expect([notTaken, withdrawn]).toEqual([[], 1]);
    const users = ["@*:*.evil.example", "@*:*.evil.example:*", "@spam*:other.example"];
    expect(rules.map(({ id, effect, actions, who, target, room }) => [id, effect, actions.length, who?.users ?? null, target?.users ?? null, room])).toEqual([
      ["R-0900", "deny", 11, users, null, null],
      ["R-0901", "deny", 2, null, users, null],
    ]);
    expect(reasons.get("@spam*:other.example")).toBe("spam");
  });

  it.each([
    ["everybody", ban("server", "*")],
    ["everybody", ban("user", "@*:*")],
    ["everybody", ban("user", "*")],
    ["room_rule", ban("room", "!bad:x.example")],
    ["recommendation_unknown", ban("user", "@a:x.example", { recommendation: "m.allow" })],
    ["recommendation_unknown", ban("user", "@a:x.example", { recommendation: "org.matrix.msc4204.takedown" })],
    ["recommendation_unknown", ban("user", "@a:x.example", { recommendation: ["m.ban"] })],
    ["entity_invalid", ban("user", { glob: "@a:x.example" })],
    ["entity_invalid", { ...ban("user", ""), content: { recommendation: "m.ban", hashes: { sha256: "QUJD" } } }],
    ["entity_too_long", ban("user", `@${"a".repeat(300)}:x.example`)],
    ["regex_glob", ban("server", "(evil|worse).example")],
    ["glob_never_matches", ban("user", "spam:x.example")],
    ["glob_server_not_lower_case", ban("server", "Evil.example")],
    ["look_alike", ban("server", "еvil.example")],
    ["type_unknown", { ...ban("user", "@a:x.example"), type: "m.room.member" }],
  ])("tells %s instead of guessing: %j", (code, event) => {
    const { rules, notTaken } = imported(ban("user", "@b:x.example"), event);
    expect(notTaken.map((one) => [one.code, one.place])).toEqual([[code, "events[1]"]]);
    expect(rules[0]?.who?.users).toEqual(["@b:x.example"]);
    expect(imported(event).rules).toEqual([]);
  });

  it("lets no reason out of its comment", () => {
    const { reasons } = imported(ban("user", "@b:x.example", { reason: "spam\nrules: []\u202e\u0007" }));
    expect([...reasons.values()]).toEqual(["spam rules"].map((text) => `${text}: []`));
  });
});

describe("giving a policy list", () => {
  const bans = imported(ban("server", "evil.example"), ban("user", "@spam*:other.example")).rules;

  it("gives bans, and comes back as the same rules", () => {
    const { events } = exportPolicyList({ ...example, rules: bans });
    expect(events.map(({ type, state_key, content }) => [type, state_key, content.entity, content.recommendation])).toEqual([
      ["m.policy.rule.server", "rule:evil.example", "evil.example", "m.ban"],
      ["m.policy.rule.user", "rule:@spam*:other.example", "@spam*:other.example", "m.ban"],
    ]);
    expect(imported(...events.map((event) => ({ ...event, room_id: null }))).rules).toEqual(bans);
  });

  it("never says that anybody is allowed, and says why a refusal is no ban", () => {
    const one = bans[0] as Rule; // made above
    const changed: readonly Rule[] = [
      { ...one, id: "R-0001", effect: "allow" },
      { ...one, id: "R-0002", effect: "require", requires: ["confirmed"] },
      { ...one, id: "R-0003", mode: "evaluate" },
      { ...one, id: "R-0004", actions: ["send"] },
      { ...one, id: "R-0005", room: { class: ["direct"], class_not: null, sets: null, sets_not: null } },
      { ...one, id: "R-0006", exceptions: [{ who: null, target: null, room_id: "!a", until: "2027-01-01T00:00:00Z", approved_by: "a", ticket: null }] },
      { ...one, id: "R-0007", target: one.who },
      { ...one, id: "R-0008", who: null },
      { ...one, id: "R-0009", who: { sets: ["sg"], sets_not: null, users: ["@a:b"], external: null } },
    ];
    const { events, notTaken } = exportPolicyList({ ...example, rules: changed });
    expect(events).toEqual([]);
    expect(notTaken.map(({ place, code }) => `${place} ${code}`)).toEqual([
      "R-0002 requires", "R-0003 on_trial", "R-0004 joining_stays", "R-0005 some_rooms", "R-0006 exceptions", "R-0007 not_by_user_id", "R-0008 not_by_user_id", "R-0009 not_by_user_id",
    ]);
    expect(exportPolicyList(example).events).toEqual([]);
  });
});
