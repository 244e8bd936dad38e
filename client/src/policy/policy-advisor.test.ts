import { describe, expect, it } from "vitest";
import type { Action } from "#policies/model/policy.ts";
import { fakePolicyAdvisor } from "../domain/ports/fakes/fake-policy-advisor.ts";
import { roomId } from "../domain/ports/fakes/example/ids.ts";
import { camille, idris, nora } from "../domain/ports/fakes/example/people.ts";
import type { PolicyQuestion } from "../domain/ports/policy-advisor.ts";
import type { RefusalNotice } from "../domain/failure.ts";
import { judgedSession, ministryRules, room } from "./fakes/judged-session.ts";
import { signedPolicy } from "./fakes/signed-policy.ts";
import { JudgingPolicyAdvisor } from "./policy-advisor.ts";

const ROOM = roomId("coordination");
const about = (action: Action, more: Partial<PolicyQuestion> = {}): PolicyQuestion => ({ action, target: null, roomId: ROOM, classId: null, ...more });

function setUp(me = camille.userId) {
  const session = judgedSession(me);
  session.rooms.set(ROOM, room(ROOM, "interministerial"));
  let refreshed = 0;
  const refresh = async (): Promise<void> => void (refreshed += 1);
  const advisor = new JudgingPolicyAdvisor({ ...session, status: fakePolicyAdvisor().status, refresh });
  const ruleId = async (question: PolicyQuestion): Promise<string | null> => {
    const verdict = await advisor.ask(question);
    return verdict.allowed ? null : verdict.refusal.ruleId;
  };
  return { advisor, ruleId, layers: session.layers, refreshed: () => refreshed };
}

it.each([
  ["inviting a colleague", about("invite", { target: idris.userId }), null],
  ["inviting an external", about("invite", { target: nora.userId }), "R-0200"],
  ["inviting nobody in particular", about("invite"), "R-0200"],
  ["sending", about("send"), null],
  ["publishing", about("publish"), "R-0101"],
  ["making public", about("make_public"), "F-03"],
  ["upgrading", about("upgrade_room"), "D-upgrade_room"],
  ["creating an interministerial room", about("create_room", { roomId: null, classId: "interministerial" }), null],
  ["creating in an unknown class", about("create_room", { roomId: null, classId: "made_up" }), "F-01"],
  ["creating without a class", about("create_room", { roomId: null }), "F-01"],
  ["joining a room known by its class only", about("join", { roomId: null, classId: "interministerial" }), null],
  ["sending into a room that is not known", about("send", { roomId: roomId("elsewhere"), classId: "interministerial" }), "F-01"],
])("answers for %s", async (_, question, ruleId) => {
  expect(await setUp().ruleId(question)).toBe(ruleId);
});

it("believes the creation of a known room, not the class that a question names", async () => {
  expect(await setUp(nora.userId).ruleId(about("join", { classId: "open_external" }))).toBe("R-0200");
});

describe("a ministry's rules", () => {
  const permissive = { ...signedPolicy.defaults, publish: "allow", invite: "allow", send: "allow" } as const;
  const refusal = async (advisor: JudgingPolicyAdvisor, question: PolicyQuestion): Promise<RefusalNotice | null> => {
    const verdict = await advisor.ask(question);
    return verdict.allowed ? null : verdict.refusal;
  };

  it("refuse what the state's allow, in their own words", async () => {
    const { advisor, layers } = setUp();
    const [first] = signedPolicy.rules;
    if (first === undefined) throw new Error("the example has rules");
    const title = { fr: "Entre nous", en: "Among ourselves" };
    // the number is that of a rule of the state's about something else
    const among = { ...first, id: "R-0101", actions: ["invite" as const], title, because: { ...first.because, contact: null } };
    layers.set(ministryRules({ defaults: permissive, rules: [among] }));
    expect(await refusal(advisor, about("invite", { target: idris.userId }))).toMatchObject({
      ruleId: "R-0101",
      of: "ministry",
      rule: { title },
      owner: { fr: "Cabinet du ministre" },
      policyVersion: 2,
      contact: "regles@interieur.example",
    });
    expect((await refusal(advisor, about("publish")))?.of).toBeUndefined();
  });

  it("widen nothing", async () => {
    const { ruleId, layers } = setUp();
    layers.set(ministryRules({ defaults: permissive }));
    expect(await ruleId(about("publish"))).toBe("R-0101");
    expect(await ruleId(about("invite", { target: nora.userId }))).toBe("R-0200");
    expect(await ruleId(about("send"))).toBeNull();
  });

  it("that have not come are said to be missing, and only stop what widens", async () => {
    const { advisor, layers } = setUp();
    const { national } = ministryRules({});
    layers.set({ national, narrower: [{ ...national, layer: "ministry", version: 0, issued_at: "2026-11-01T00:00:00Z", expires: "2026-11-01T00:00:00Z" }] });
    expect(await refusal(advisor, about("send"))).toBeNull();
    const creation = about("create_room", { roomId: null, classId: "interministerial" });
    expect(await refusal(advisor, creation)).toMatchObject({ ruleId: "F-05", of: "ministry", rule: null, owner: null, policyVersion: 0, contact: signedPolicy.contact });
  });
});

it("asks for newer rules when it is told to", async () => {
  const { advisor, refreshed } = setUp();
  await advisor.refresh();
  expect(refreshed()).toBe(1);
});
