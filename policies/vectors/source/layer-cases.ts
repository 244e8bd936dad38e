/** What several layers decide together: a further one narrows, and the first that refuses is named. */
import type { Action, Layer, Policy, Rule, RuleEffect } from "../../src/model/policy.ts";
import { ANNE, ask, CAMILLE, IDRIS, STALE } from "./decision-case.ts";
import { referencePolicy } from "./reference-policy.ts";

type BundleName = "national" | "ministry" | "ministry without the class" | "ministry not held" | "service";

export interface LayerCase {
  readonly name: string;
  /** in the order in which they are given */
  readonly narrower: readonly Exclude<BundleName, "national">[];
  readonly request: unknown;
  readonly expect: {
    readonly effect: "allow" | "deny";
    readonly rule_id: string;
    readonly layer: Layer;
    readonly policy_version: number;
    readonly would_deny: readonly string[];
    readonly obligations: readonly string[];
    readonly unmet: readonly string[];
    readonly layers: readonly (readonly [layer: Layer, effect: "allow" | "deny", ruleId: string])[];
  };
}

const [template] = referencePolicy.rules;
if (template === undefined) throw new Error("the reference policy has no rules");
const rule = (id: string, effect: RuleEffect, actions: readonly Action[], more: Partial<Rule> = {}): Rule => ({ ...template, id, effect, actions, who: null, target: null, room: null, ...more });

const policyOf = (layer: Layer, rules: readonly Rule[], changes: Partial<Policy> = {}): Policy => ({
  ...referencePolicy,
  layer,
  defaults: { ...referencePolicy.defaults, publish: "allow", upgrade_room: layer === "service" ? "deny" : "allow", change_power: "allow" },
  room_sets: {},
  public_rooms: [],
  rules,
  ...changes,
});
const bundleOf = (version: number, expires: string, policy: Policy) => ({ layer: policy.layer, version, issued_at: "2026-11-23T00:00:00Z", expires, policy });

const ministryRules = [
  rule("R-0010", "allow", ["start_call", "change_power"], { obligations: ["banner"] }),
  rule("R-0020", "deny", ["invite"]),
  rule("R-0030", "deny", ["start_call"], { mode: "evaluate" }),
];
const { staff: _, ...withoutStaff } = referencePolicy.room_classes;

const national = policyOf("national", [
  rule("R-0100", "allow", ["start_call", "invite", "join"], { obligations: ["log"] }),
  rule("R-0200", "deny", ["set_alias"]),
  rule("R-0300", "deny", ["start_call"], { mode: "evaluate" }),
]);

export const layerBundles: { readonly [name in BundleName]: unknown } = {
  national: bundleOf(7, "2027-02-21T12:00:00Z", national),
  // What stands for a bundle that the root names and nobody holds (section 7, "What decides").
  "ministry not held": { ...bundleOf(0, "2026-11-01T00:00:00Z", national), layer: "ministry", issued_at: "2026-11-01T00:00:00Z" },
  ministry: bundleOf(3, "2027-01-01T00:00:00Z", policyOf("ministry", ministryRules)),
  "ministry without the class": bundleOf(4, "2027-01-01T00:00:00Z", policyOf("ministry", ministryRules, { room_classes: withoutStaff })),
  service: bundleOf(2, "2027-02-21T12:00:00Z", policyOf("service", [
    rule("R-0001", "allow", ["start_call", "set_alias"], { obligations: ["no_forward", "banner"] }),
    rule("R-0002", "deny", ["invite"]),
    rule("R-0003", "require", ["join"], { requires: ["device_verified", "confirmed"] }),
  ])),
};

type Said = LayerCase["expect"]["layers"];
const nothing = { would_deny: [], obligations: [], unmet: [] };
const VERSIONS: { readonly [layer in Layer]: number } = { national: 7, ministry: 3, service: 2 };
/** Refused by one layer, whose rule is named. */
const refused = (layer: Layer, rule_id: string, layers: Said, more: Partial<LayerCase["expect"]> = {}): LayerCase["expect"] => ({ effect: "deny", rule_id, layer, policy_version: VERSIONS[layer], ...nothing, layers, ...more });
const allowed = (rule_id: string, layers: Said, more: Partial<LayerCase["expect"]> = {}): LayerCase["expect"] => ({ effect: "allow", rule_id, layer: "national", policy_version: 7, ...nothing, layers, ...more });

const both = ["ministry", "service"] as const;
const call = ask("start_call", CAMILLE, "staff");
const invitation = ask("invite", CAMILLE, "staff", { target: IDRIS });
const everybodyAllowsCalls: Said = [["national", "allow", "R-0100"], ["ministry", "allow", "R-0010"], ["service", "allow", "R-0001"]];
const toCalls = { would_deny: ["R-0300"], obligations: ["banner", "log", "no_forward"] };

export const layerCases: readonly LayerCase[] = [
  { name: "all allow: the national rule is named, with the obligations of all", narrower: both, request: call, expect: allowed("R-0100", everybodyAllowsCalls, toCalls) },
  { name: "the order in which they are given does not matter", narrower: ["service", "ministry"], request: call, expect: allowed("R-0100", everybodyAllowsCalls, toCalls) },
  { name: "the national layer alone", narrower: [], request: call, expect: allowed("R-0100", [["national", "allow", "R-0100"]], { would_deny: ["R-0300"], obligations: ["log"] }) },
  { name: "a service without a ministry", narrower: ["service"], request: call, expect: allowed("R-0100", [["national", "allow", "R-0100"], ["service", "allow", "R-0001"]], toCalls) },
  { name: "the ministry refuses before the service", narrower: ["service", "ministry"], request: invitation, expect: refused("ministry", "R-0020", [["national", "allow", "R-0100"], ["ministry", "deny", "R-0020"], ["service", "deny", "R-0002"]]) },
  { name: "what the nation refuses no further layer allows", narrower: ["service"], request: ask("set_alias", ANNE, "staff"), expect: refused("national", "R-0200", [["national", "deny", "R-0200"], ["service", "allow", "R-0001"]]) },
  { name: "the default of the last layer refuses", narrower: both, request: ask("upgrade_room", CAMILLE, "staff"), expect: refused("service", "D-upgrade_room", [["national", "allow", "D-upgrade_room"], ["ministry", "allow", "D-upgrade_room"], ["service", "deny", "D-upgrade_room"]]) },
  { name: "a national default is named beside a ministry's obligations", narrower: ["ministry"], request: ask("change_power", ANNE, "staff", { target: CAMILLE }), expect: allowed("D-change_power", [["national", "allow", "D-change_power"], ["ministry", "allow", "R-0010"]], { obligations: ["banner"] }) },
  { name: "a service's requirement is not met, and nothing is owed", narrower: ["service"], request: ask("join", CAMILLE, "staff", { met: ["device_verified"] }), expect: refused("service", "R-0003", [["national", "allow", "R-0100"], ["service", "deny", "R-0003"]], { unmet: ["confirmed"] }) },
  { name: "a class that the ministry does not list is refused by its floor", narrower: ["ministry without the class"], request: call, expect: refused("ministry", "F-01", [["national", "allow", "R-0100"], ["ministry", "deny", "F-01"]], { policy_version: 4 }) },
  { name: "each layer has its own expiry", narrower: both, request: ask("publish", ANNE, "staff", { now: "2027-01-01T00:00:00Z" }), expect: refused("ministry", "F-05", [["national", "allow", "D-publish"], ["ministry", "deny", "F-05"], ["service", "allow", "D-publish"]]) },
  { name: "a ministry whose bundle is not held refuses what widens", narrower: ["ministry not held", "service"], request: ask("publish", ANNE, "staff"), expect: refused("ministry", "F-05", [["national", "allow", "D-publish"], ["ministry", "deny", "F-05"], ["service", "allow", "D-publish"]], { policy_version: 0 }) },
  { name: "and nothing else", narrower: ["ministry not held"], request: call, expect: allowed("R-0100", [["national", "allow", "R-0100"], ["ministry", "allow", "R-0100"]], { would_deny: ["R-0300"], obligations: ["log"] }) },
  { name: "what the nation refuses is the nation's, whatever is not held", narrower: ["ministry not held"], request: ask("set_alias", ANNE, "staff"), expect: refused("national", "R-0200", [["national", "deny", "R-0200"], ["ministry", "deny", "R-0200"]]) },
  { name: "all are stale: the nation is named", narrower: both, request: ask("publish", ANNE, "staff", { now: STALE }), expect: refused("national", "F-05", [["national", "deny", "F-05"], ["ministry", "deny", "F-05"], ["service", "deny", "F-05"]]) },
  { name: "what is no request is refused by all", narrower: both, request: null, expect: refused("national", "F-07", [["national", "deny", "F-07"], ["ministry", "deny", "F-07"], ["service", "deny", "F-07"]]) },
];
