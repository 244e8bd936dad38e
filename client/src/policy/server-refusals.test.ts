import { expect, it } from "vitest";
import type { Rule } from "#policies/model/policy.ts";
import type { RefusalNotice } from "../domain/failure.ts";
import { liveSource } from "../domain/live.ts";
import { failed } from "../domain/result.ts";
import { ministryRules, serverRefusal, stateRules } from "./fakes/judged-session.ts";
import { signedPolicy } from "./fakes/signed-policy.ts";
import { ServerRefusals } from "./server-refusals.ts";

const refusalIn = (result: Awaited<ReturnType<ServerRefusals["explain"]>>): RefusalNotice | null =>
  !result.ok && result.failure.code === "refused" ? result.failure.refusal : null;

it("asks for the rules when the homeserver refuses by an overlay that is not known here, and then has its words", async () => {
  const [first] = signedPolicy.rules;
  if (first === undefined) throw new Error("the example has rules");
  const emergency: Rule = { ...first, id: "E-0001", effect: "deny", title: { fr: "Compte volé", en: "Stolen account" } };
  const layers = liveSource(stateRules());
  let asked = 0;
  const refusals = new ServerRefusals(layers, async () => {
    asked += 1;
    layers.set(stateRules({ ...signedPolicy, rules: [emergency, ...signedPolicy.rules] }));
  });
  const refused = failed(serverRefusal("E-0001", 7));
  expect(refusalIn(await refusals.explain(refused))?.rule?.title.fr).toBe("Compte volé");
  await refusals.explain(refused);
  expect(asked).toBe(1);
});

it("does not ask for an ordinary rule of the version that is in force", async () => {
  let asked = 0;
  const refusals = new ServerRefusals(liveSource(stateRules()), async () => void (asked += 1));
  await refusals.explain(failed(serverRefusal("R-0200", 7)));
  expect(asked).toBe(0);
  await refusals.explain(failed(serverRefusal("R-0200", 8)));
  expect(asked).toBe(1);
});

it("gives a ministry's rule the ministry's words, and asks for its rules when this device has none or older ones", async () => {
  const [first] = signedPolicy.rules;
  if (first === undefined) throw new Error("the example has rules");
  const title = { fr: "Entre nous", en: "Among ourselves" };
  const layers = liveSource(stateRules());
  let asked = 0;
  const refusals = new ServerRefusals(layers, async () => {
    asked += 1;
    layers.set(ministryRules({ rules: [{ ...first, title }] }));
  });
  const said = async (version: number): Promise<RefusalNotice | null> => {
    const refused = serverRefusal(first.id, version);
    if (refused.code !== "refused") throw new Error("a refusal");
    return refusalIn(await refusals.explain(failed({ ...refused, refusal: { ...refused.refusal, of: "ministry" } })));
  };
  expect(await said(2)).toMatchObject({ ruleId: first.id, of: "ministry", rule: { title }, owner: { en: "Office of the Minister" }, by: "server" });
  await said(2);
  expect(asked).toBe(1);
  await said(3);
  expect(asked).toBe(2);
});

it("gives a ministry's rule none of the words that the state's rule of the same number has", async () => {
  const refusals = new ServerRefusals(liveSource(stateRules()), async () => undefined);
  const [first] = signedPolicy.rules;
  if (first === undefined) throw new Error("the example has rules");
  const refused = serverRefusal(first.id, 2);
  if (refused.code !== "refused") throw new Error("a refusal");
  const notice = refusalIn(await refusals.explain(failed({ ...refused, refusal: { ...refused.refusal, of: "ministry" } })));
  expect(notice).toMatchObject({ ruleId: first.id, of: "ministry", rule: null, owner: null, policyVersion: 2, contact: signedPolicy.contact });
});
