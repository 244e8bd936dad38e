import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANNE, ask, CAMILLE, create, message, NORA } from "../../vectors/source/decision-case.ts";
import { Dice, randomPolicy, randomRequest } from "../../vectors/source/random-policy.ts";
import { referencePolicy } from "../../vectors/source/reference-policy.ts";
import { ACTIONS, type Policy } from "../model/policy.ts";
import type { AskedLayer, AskedLayers } from "./asked-layer.ts";
import { explainDecision, explainLayers, type Explanation } from "./explain-decision.ts";

const explain = (request: unknown, stale = false): Explanation => {
  const explanation = explainDecision(referencePolicy, request, stale);
  if (explanation === null) throw new Error("not a request");
  return explanation;
};
const ofRule = (explanation: Explanation, id: string) => explanation.rules.find(({ ruleId }) => ruleId === id);
const invite = (actor: string, target: string, parts = {}) => ask("invite", actor, "interministerial", { target, ...parts });

describe("explaining a decision", { timeout: 60_000 }, () => {
  it("names the matcher that failed", () => {
    const explanation = explain(ask("join", NORA, "space"));
    expect(ofRule(explanation, "R-0500")?.failed).toEqual([{ part: "room.class", wanted: ["staff"], outcome: "false" }]);
    const others = explain(ask("change_history", CAMILLE, "announcements"));
    expect(ofRule(others, "R-0540")?.failed).toEqual([{ part: "who.sets", wanted: ["sg"], outcome: "false" }]);
  });

  it("says of a person who is not known that an allow rule cannot tell", () => {
    const explanation = explain(ask("change_history", "nobody", "announcements"));
    expect(ofRule(explanation, "R-0540")?.failed).toEqual([{ part: "who.sets", wanted: ["sg"], outcome: "unknown" }]);
  });

  it("says why an exception does not hold", () => {
    const exceptions = (parts: object) => ofRule(explain(invite(CAMILLE, NORA, parts)), "R-0200")?.exceptions.map(({ outcome }) => outcome);
    expect(exceptions({})).toEqual(["other_room", "other_people"]);
    expect(exceptions({ room: { id: "!crue:etat.example" } })).toEqual(["holds", "other_people"]);
    expect(exceptions({ room: { id: "!crue:etat.example" }, now: "2026-12-01T00:00:00Z" })).toEqual(["over", "over"]);
  });

  it("says what would have to change, each change alone", () => {
    const { decision, ways } = explain(invite(CAMILLE, NORA));
    expect([decision.effect, decision.rule_id]).toEqual(["deny", "R-0200"]);
    const changes = ways.map(({ change }) => change);
    expect(changes).toContainEqual({ kind: "class", classId: "open_external" });
    expect(changes).toContainEqual({ kind: "target", sets: ["interieur"] });
    expect(ways.every((way) => way.decision.effect === "allow")).toBe(true);
  });

  it("of what is allowed only for a while, says until when", () => {
    const { decision, ways } = explain(invite(CAMILLE, NORA, { room: { id: "!crue:etat.example" } }));
    if (decision.effect === "allow") expect(ways.map(({ change }) => change)).toContainEqual({ kind: "moment", at: "2026-12-01T00:00:00Z" });
    else expect(decision.rule_id).not.toBe("R-0200");
  });

  it("of a message in the clear, says that encryption would do", () => {
    const { decision, ways } = explain(message(ANNE, "interministerial", { event_encrypted: false }));
    expect(decision.rule_id).toBe("F-02");
    expect(ways.map(({ change }) => change)).toContainEqual({ kind: "encrypted", encrypted: true });
  });

  it("of a creation that is not as its class says, and of expired rules, says that this is it", () => {
    const wrong = explain(create(ANNE, "interministerial", { encryption: false }));
    expect(wrong.decision.rule_id).toBe("F-04");
    expect(wrong.ways.map(({ change }) => change)).toContainEqual({ kind: "creation" });
    const late = explain(create(ANNE, "interministerial"), true);
    expect(late.decision.rule_id).toBe("F-05");
    expect(late.ways.map(({ change }) => change)).toContainEqual({ kind: "freshness", stale: false });
  });

  it("explains no request that is none", () => {
    expect(explainDecision(referencePolicy, { action: "fly" })).toBeNull();
  });

  it("agrees with the decision, whatever policy and request: the rule that decides matches, and nothing before it does", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0 }), (seed) => {
        const dice = new Dice(seed);
        const policy = randomPolicy(dice, 10);
        const explanation = explainDecision(policy, randomRequest(dice, policy));
        if (explanation === null) return;
        const { decision, rules, ways } = explanation;
        for (const way of ways) expect(way.decision.effect).not.toBe(decision.effect);
        if (decision.rule_id.startsWith("F-") && decision.rule_id !== "F-11") return;
        const matching = (effect: string, onTrial = false) => rules.filter((rule) => rule.effect === effect && rule.onTrial === onTrial && rule.outcome === "matches").map(({ ruleId }) => ruleId);
        const [denying] = matching("deny");
        const [requiring] = matching("require");
        const [allowing] = matching("allow");
        expect(decision.would_deny).toEqual([...matching("deny", true), ...matching("require", true)].sort());
        const fallback = decision.rule_id === "F-11" ? "F-11" : (allowing ?? `D-${String(decision.action)}`);
        expect(decision.rule_id).toBe(denying ?? requiring ?? fallback);
      }),
      { numRuns: 12 },
    );
  });
});

describe("explaining what several layers decide", { timeout: 60_000 }, () => {
  const allowing = Object.fromEntries(ACTIONS.map((action) => [action, "allow"])) as Policy["defaults"]; // one for each action
  const ministry = (rules: Policy["rules"]): AskedLayer => ({ policy: { ...referencePolicy, layer: "ministry", defaults: allowing, rules }, stale: false });
  const national: AskedLayer = { policy: referencePolicy, stale: false };
  const [deny] = referencePolicy.rules.filter(({ effect }) => effect === "deny");
  if (deny === undefined) throw new Error("the reference policy refuses something");
  const refusing: Policy["rules"] = [{ ...deny, id: "R-0001", actions: ["join"], who: null, target: null, room: null, exceptions: [], mode: "enforce" }];
  const explained = (layers: AskedLayers, request: unknown) => {
    const answer = explainLayers(layers, request);
    if (answer === null) throw new Error("not a request");
    return answer;
  };
  const joins = ask("join", CAMILLE, "staff");

  it("is explained by the first that refuses; the others' answers stand beside it", () => {
    const { deciding, explanation, others } = explained([national, ministry(refusing)], joins);
    expect([deciding.policy.layer, explanation.decision.rule_id]).toEqual(["ministry", "R-0001"]);
    expect(others.map(({ layer, decision }) => [layer.policy.layer, decision.effect])).toEqual([["national", "allow"]]);
    const refusedByBoth = explained([national, ministry(refusing)], ask("join", NORA, "staff"));
    expect(refusedByBoth.deciding.policy.layer).toBe("national");
    expect(refusedByBoth.others.map(({ decision }) => decision.rule_id)).toEqual(["R-0001"]);
  });

  it("when none refuses, by the first", () => {
    const { deciding, explanation, others } = explained([national, ministry([])], joins);
    expect([deciding.policy.layer, explanation.decision]).toEqual(["national", explained([national], joins).explanation.decision]);
    expect(others.map(({ decision }) => decision.rule_id)).toEqual(["D-join"]);
  });

  it("what would change the answer is what changes it in all of them together", () => {
    const effectOf = (layers: AskedLayers, request: unknown) => explained(layers, request).explanation.decision.effect;
    const { explanation } = explained([national, ministry(refusing)], joins);
    // The ministry refuses every join: no other person and no other class helps, but an exception to its rule does.
    expect(explanation.ways.map(({ change }) => change)).toEqual([{ kind: "exception", ruleIds: ["R-0001"] }]);
    for (const way of explained([national, ministry([])], joins).explanation.ways) {
      if (way.change.kind !== "class") continue;
      const elsewhere = ask("join", CAMILLE, way.change.classId);
      expect(effectOf([national, ministry([])], elsewhere)).toBe(way.decision.effect);
    }
  });

  it("what is no request is not explained", () => {
    expect(explainLayers([national, ministry([])], { action: "join" })).toBeNull();
  });
});
