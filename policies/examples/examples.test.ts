/** The worked examples: each compiles, answers as its own tests say, and leaves no rule untried. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { comparePolicies } from "../src/analyse/compare-policies.ts";
import { idleRules } from "../src/analyse/idle-rules.ts";
import { ruleCoverage } from "../src/analyse/rule-coverage.ts";
import { unsignedBundle } from "../src/analyse/unsigned-bundle.ts";
import { compilePolicy, type CompiledPolicy } from "../src/compile/compile-policy.ts";
import { runPolicyTests } from "../src/compile/run-policy-tests.ts";
import { creationOfClass } from "../src/evaluate/creation-of-class.ts";
import { decideLayers } from "../src/evaluate/decide.ts";
import { lintPolicy } from "../src/lint/lint-policy.ts";
import type { AccessRequest, Decision } from "../src/model/access-request.ts";
import type { Policy } from "../src/model/policy.ts";
import type { Result } from "../src/model/result.ts";
import { selfTestOf } from "../src/sign/self-test-of.ts";

const NOW = "2026-12-01T09:00:00Z";
const TIMEOUT = { timeout: 60_000 };

interface Listed {
  readonly name: string;
  readonly title: { readonly fr: string; readonly en: string };
}
const listed = JSON.parse(readFileSync(join(import.meta.dirname, "index.json"), "utf8")) as readonly Listed[];
const folders = [...listed.map(({ name }) => name), "merger/before"];

const source = (folder: string, file: string) => ({ file: join(folder, file), text: readFileSync(join(import.meta.dirname, folder, file), "utf8") });
const valueOf = <Value>(result: Result<Value, unknown>): Value => {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
};
const compiled = (folder: string): CompiledPolicy => valueOf(compilePolicy({ policy: source(folder, "policy.yaml"), publicRooms: source(folder, "public-rooms.yaml") }, NOW));
const policyOf = (folder: string): Policy => compiled(folder).policy;

it("index.json names every folder once, with a title in both languages", () => {
  const present = readdirSync(import.meta.dirname, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  expect(listed.map(({ name }) => name).sort()).toEqual(present.sort());
  expect(listed.length).toBe(10);
  for (const { title } of listed) expect(Object.values(title).every((words) => words.trim() !== "")).toBe(true);
});

describe.each(folders)("%s", TIMEOUT, (folder) => {
  it("answers as its own tests say, and they reach every branch of every rule", () => {
    const { policy } = compiled(folder);
    const report = valueOf(runPolicyTests(policy, source(folder, "policy.test.yaml")));
    expect(report.failures).toEqual([]);
    const coverage = ruleCoverage(policy, report.asked);
    expect(coverage.uncovered).toEqual([]);
    expect(coverage.rules.all).toBe(policy.rules.length);
  });

  it("has no rule without use, and nothing that lint would name", () => {
    const example = compiled(folder);
    expect(lintPolicy(example, NOW)).toEqual([]);
    expect(idleRules(example.policy, NOW)).toEqual({ rules: [], complete: true });
  });

  it("can be signed: it has questions for the self-test, and every document names its schema", () => {
    expect(selfTestOf(policyOf(folder), NOW).length).toBeGreaterThan(0);
    for (const file of ["policy.yaml", "policy.test.yaml", "public-rooms.yaml"]) {
      const { text } = source(folder, file);
      const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? "";
      expect(schema).not.toBe("");
      expect(existsSync(join(import.meta.dirname, folder, schema))).toBe(true);
    }
  });
});

describe("what one folder alone does not show", TIMEOUT, () => {
  const CAMILLE = "@camille.laurent:interieur.etat.example";
  const MAELLE = "@maelle.legoff:finances.etat.example";
  const asked = (policy: Policy, parts: Partial<AccessRequest>): AccessRequest => ({
    action: "join",
    actor: CAMILLE,
    target: null,
    room: { id: null, class: "interministerial", encrypted: null },
    event_encrypted: null,
    creation: parts.action === "create_room" ? creationOfClass(policy, "interministerial") : null,
    met: [],
    now: NOW,
    ...parts,
  });
  const answer = ({ effect, rule_id, layer }: Decision): readonly string[] => [effect, rule_id, layer];

  it("stricter-ministry narrows interministerial, and widens nothing", () => {
    const [national, ministry] = [policyOf("interministerial"), policyOf("stricter-ministry")];
    const layers = (parts: Partial<AccessRequest>) => answer(decideLayers(unsignedBundle(national, NOW), [unsignedBundle(ministry, NOW)], asked(national, parts)));
    // The nation lets every agent open a room; the ministry only its minister's office. A room must be as both say (F-04 else).
    expect(layers({ action: "create_room" })).toEqual(["deny", "R-1001", "ministry"]);
    expect(layers({ action: "create_room", actor: "@louis.petit-cabinet:interieur.etat.example" })).toEqual(["allow", "R-0103", "national"]);
    expect(layers({ action: "create_room", actor: MAELLE })).toEqual(["allow", "R-0103", "national"]);
    // What the nation refuses stays refused, though the ministry's defaults allow.
    expect(layers({ action: "publish" })).toEqual(["deny", "R-0101", "national"]);
    expect(layers({ action: "start_call" })).toEqual(["deny", "D-start_call", "national"]);
    expect(layers({ action: "invite", target: MAELLE })).toEqual(["deny", "R-1002", "ministry"]);
    expect(layers({ action: "invite", target: MAELLE, met: ["identity_verified"] })).toEqual(["allow", "R-0103", "national"]);
  });

  it("stricter-ministry and interministerial say the same of each class", () => {
    expect(policyOf("stricter-ministry").room_classes).toEqual(policyOf("interministerial").room_classes);
  });

  it("merger widens exactly what two ministries becoming one means", () => {
    const { changes, complete } = comparePolicies(policyOf("merger/before"), policyOf("merger"), NOW);
    expect(complete).toBe(true);
    const wider = changes.filter(({ direction }) => direction === "wider").map(({ action, classId, rules }) => `${action} ${classId} ${rules.before} -> ${rules.after}`);
    expect(wider.sort()).toMatchInlineSnapshot(`
      [
        "create_room transition_internal F-01 -> R-0603",
        "invite energie_internal D-invite -> R-0600",
        "invite energie_internal F-11 -> R-0600",
        "invite transition_internal F-01 -> R-0603",
        "invite transports_internal D-invite -> R-0600",
        "invite transports_internal F-11 -> R-0600",
        "join energie_internal F-11 -> R-0600",
        "join transition_internal F-01 -> R-0603",
        "join transports_internal F-11 -> R-0600",
        "send energie_internal D-send -> R-0600",
        "send transition_internal F-01 -> R-0603",
        "send transports_internal D-send -> R-0600",
      ]
    `);
    const narrower = changes.filter(({ direction }) => direction === "narrower").map(({ action, classId, rules }) => `${action} ${classId} ${rules.before} -> ${rules.after}`);
    expect(narrower.sort()).toMatchInlineSnapshot(`
      [
        "create_room energie_internal R-0600 -> R-0601",
        "create_room transports_internal R-0600 -> R-0601",
        "invite energie_internal R-0600 -> R-0602",
        "invite transports_internal R-0600 -> R-0602",
      ]
    `);
  });
});
