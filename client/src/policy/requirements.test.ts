import { describe, expect, it } from "vitest";
import type { Requirement, Rule } from "#policies/model/policy.ts";
import { roomId, transactionId } from "../domain/ports/fakes/example/ids.ts";
import { camille, idris } from "../domain/ports/fakes/example/people.ts";
import type { UserId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import type { MessageSender, Readers } from "../domain/ports/message-sender.ts";
import { fakePolicyAdvisor } from "../domain/ports/fakes/fake-policy-advisor.ts";
import { failed, ok } from "../domain/result.ts";
import { judgedSession, ministryRules, room, stateRules } from "./fakes/judged-session.ts";
import { signedPolicy } from "./fakes/signed-policy.ts";
import { JudgingPolicyAdvisor } from "./policy-advisor.ts";
import { PolicyGuardedInviter } from "./policy-guarded-inviter.ts";
import { PolicyGuardedSender } from "./policy-guarded-sender.ts";
import { PolicyTransmissionGuard } from "./policy-transmission-guard.ts";

const ROOM = roomId("coordination");
const READERS: Readers = { people: 2, public: false, firstMessage: false, externals: [], newcomers: [], identityChanged: [], blocked: null };
const asks = (id: string, action: Rule["actions"][number], ...requires: Requirement[]): Rule => {
  const [model] = signedPolicy.rules;
  if (model === undefined) throw new Error("the example has rules");
  return { ...model, id, effect: "require", actions: [action], who: null, target: null, room: null, mode: "enforce", requires, obligations: [], exceptions: [] };
};

/** @param rules beside those of the example state */
function setUp(...rules: readonly Rule[]) {
  const session = judgedSession();
  session.layers.set(stateRules({ ...signedPolicy, rules: [...signedPolicy.rules, ...rules] }));
  session.rooms.set(ROOM, room(ROOM, "interministerial"));
  const done: string[] = [];
  const invite = async (_: unknown, userId: UserId) => {
    done.push(`invited ${userId}`);
    return ok(undefined);
  };
  const sender: MessageSender = {
    async send(_, { text }) {
      done.push(`sent ${text}`);
      return ok(transactionId("t"));
    },
    retry: async () => undefined,
    revise: async () => ok(undefined),
    discard: async () => undefined,
    redact: async () => ok(undefined),
    readers: () => ({ readers: liveSource(READERS), close() {} }),
    acceptReaders: async () => ok(undefined),
    draft: async () => "",
    saveDraft: async () => undefined,
  };
  const guard = new PolicyTransmissionGuard(session.judge, session.requirements);
  return {
    session,
    done,
    guard,
    inviter: new PolicyGuardedInviter({ ...session, inviter: { invite } }),
    sender: new PolicyGuardedSender({ ...session, guard, sender, rulesChanged: (listener) => session.layers.subscribe(listener) }),
    advisor: new JudgingPolicyAdvisor({ ...session, status: fakePolicyAdvisor().status, refresh: async () => undefined }),
  };
}
type SetUp = ReturnType<typeof setUp>;

/** What a person is asked, each answered with the next of `answers`. */
const answering = ({ session: { confirmations } }: SetUp, ...answers: readonly boolean[]): readonly string[] => {
  const asked: string[] = [];
  confirmations.asked.subscribe((question) => {
    if (question === null) return;
    asked.push(question.rules.map(({ ruleId }) => ruleId).join(" "));
    confirmations.answer(question.id, answers[asked.length - 1] ?? false);
  });
  return asked;
};
const message = (text: string) => ({ text, replyTo: null, edits: null });

describe("a rule that requires the person to confirm", () => {
  it("is met by their yes, given to this action alone", async () => {
    const all = setUp(asks("R-0900", "invite", "confirmed"));
    const asked = answering(all, true, true);
    expect(await all.inviter.invite(ROOM, idris.userId)).toEqual(ok(undefined));
    expect(await all.inviter.invite(ROOM, idris.userId)).toEqual(ok(undefined));
    expect(asked).toEqual(["R-0900", "R-0900"]);
    expect(all.done).toHaveLength(2);
  });

  it("lets nothing happen without it", async () => {
    const all = setUp(asks("R-0900", "invite", "confirmed"), asks("R-0901", "send", "confirmed"));
    const asked = answering(all, false, false);
    expect(await all.inviter.invite(ROOM, idris.userId)).toEqual(failed({ code: "cancelled" }));
    expect(await all.sender.send(ROOM, message("Bonjour"), [])).toEqual(failed({ code: "cancelled" }));
    expect(asked).toEqual(["R-0900", "R-0901"]);
    expect(all.done).toEqual([]);
  });

  it("names whom the action is about, and shows the rule's own words", async () => {
    const all = setUp(asks("R-0900", "invite", "confirmed"));
    void all.inviter.invite(ROOM, idris.userId);
    await expect.poll(() => all.session.confirmations.asked.current()).toMatchObject({ about: idris.userId, rules: [{ ruleId: "R-0900", action: "invite", rule: { reason: signedPolicy.rules[0]?.because.reason } }] });
  });

  it("asks once for a message, when it is handed over, and not each time that it is put onto the wire", async () => {
    const all = setUp(asks("R-0901", "send", "confirmed"));
    const asked = answering(all, true);
    expect(await all.sender.send(ROOM, message("Bonjour"), [])).toMatchObject({ ok: true });
    expect(await all.guard.transmission(room(ROOM, "interministerial"))).toEqual(ok("encrypted"));
    expect(asked).toEqual(["R-0901"]);
    expect(all.done).toEqual(["sent Bonjour"]);
  });

  it("does not stand in the way of what is offered: it asks when one acts", async () => {
    const all = setUp(asks("R-0900", "invite", "confirmed"), asks("R-0901", "send", "confirmed"));
    expect(await all.advisor.ask({ action: "invite", target: idris.userId, roomId: ROOM, classId: null })).toEqual({ allowed: true });
    const { readers, close } = all.sender.readers(ROOM);
    await expect.poll(() => readers.current().blocked).toBeNull();
    close();
    expect(all.session.confirmations.asked.current()).toBeNull();
  });

  it("cannot be confirmed into what another rule refuses", async () => {
    const deny: Rule = { ...asks("R-0902", "invite"), effect: "deny" };
    const all = setUp(asks("R-0900", "invite", "confirmed"), deny);
    const asked = answering(all, true);
    expect(await all.inviter.invite(ROOM, idris.userId)).toMatchObject({ failure: { code: "refused", refusal: { ruleId: "R-0902" } } });
    expect(asked).toEqual([]);
  });

  it("is shown with every other that asks, of every layer, and one yes is enough for all", async () => {
    const all = setUp(asks("R-0900", "invite", "confirmed"), asks("R-0905", "invite", "identity_verified"), asks("R-0907", "invite", "confirmed"), asks("R-0908", "send", "confirmed"));
    const { national } = all.session.layers.current();
    const [ministry] = ministryRules({ rules: [asks("R-0900", "invite", "confirmed")] }).narrower;
    if (ministry === undefined) throw new Error("a ministry narrows");
    all.session.layers.set({ national, narrower: [ministry] });
    const shown: unknown[] = [];
    all.session.confirmations.asked.subscribe((question) => {
      if (question === null) return;
      shown.push(question.rules.map(({ ruleId, of, contact }) => [ruleId, of, contact]));
      all.session.confirmations.answer(question.id, true);
    });
    expect(await all.inviter.invite(ROOM, idris.userId)).toEqual(ok(undefined));
    const { contact } = national.policy;
    expect(shown).toEqual([[["R-0900", undefined, signedPolicy.rules[0]?.because.contact ?? contact], ["R-0907", undefined, signedPolicy.rules[0]?.because.contact ?? contact], ["R-0900", "ministry", signedPolicy.rules[0]?.because.contact ?? "regles@interieur.example"]]]);
  });

  it("asks again when another comes into force while the person reads", async () => {
    const all = setUp(asks("R-0900", "invite", "confirmed"));
    const asked: string[] = [];
    all.session.confirmations.asked.subscribe((question) => {
      if (question === null) return;
      asked.push(question.rules.map(({ ruleId, policyVersion }) => `${ruleId} of ${policyVersion}`).join(" "));
      const { policy } = all.session.layers.current().national;
      if (asked.length === 1) all.session.layers.set(stateRules({ ...policy, rules: [...policy.rules, asks("R-0903", "invite", "confirmed")] }, 8));
      all.session.confirmations.answer(question.id, true);
    });
    expect(await all.inviter.invite(ROOM, idris.userId)).toEqual(ok(undefined));
    expect(asked).toEqual(["R-0900 of 7", "R-0900 of 8 R-0903 of 8"]);
  });

  it("is not put to anybody when another layer refuses all the same", async () => {
    const all = setUp(asks("R-0900", "invite", "confirmed"));
    const deny: Rule = { ...asks("R-0001", "invite"), effect: "deny" };
    all.session.layers.set({ national: all.session.layers.current().national, narrower: ministryRules({ rules: [deny] }).narrower });
    const asked = answering(all, true);
    expect(await all.inviter.invite(ROOM, idris.userId)).toMatchObject({ failure: { code: "refused", refusal: { ruleId: "R-0001", of: "ministry" } } });
    expect(asked).toEqual([]);
  });

  it("is answered no when the session ends", async () => {
    const all = setUp(asks("R-0900", "invite", "confirmed"));
    const invited = all.inviter.invite(ROOM, idris.userId);
    await expect.poll(() => all.session.confirmations.asked.current()).not.toBeNull();
    all.session.confirmations.close();
    expect(await invited).toEqual(failed({ code: "cancelled" }));
    expect(await all.inviter.invite(ROOM, idris.userId)).toEqual(failed({ code: "cancelled" }));
  });
});

describe("a rule that requires identities to be verified", () => {
  const rule = asks("R-0910", "invite", "identity_verified");

  it("is met when the person concerned is verified", async () => {
    const all = setUp(rule);
    expect(await all.inviter.invite(ROOM, idris.userId)).toEqual(ok(undefined));
  });

  it("names who is not", async () => {
    const all = setUp(rule);
    all.session.unproven = [idris];
    expect(await all.inviter.invite(ROOM, idris.userId)).toMatchObject({ failure: { code: "refused", refusal: { ruleId: "R-0910", unmet: ["identity_verified"], unproven: [idris] } } });
    expect(await all.advisor.ask({ action: "invite", target: idris.userId, roomId: ROOM, classId: null })).toMatchObject({ allowed: false, refusal: { unproven: [idris] } });
    expect(all.done).toEqual([]);
  });

  it("lets nothing happen while it cannot be found out", async () => {
    const all = setUp(rule);
    all.session.unproven = null;
    expect(await all.inviter.invite(ROOM, idris.userId)).toEqual(failed({ code: "network" }));
    expect(all.done).toEqual([]);
  });

  it("is asked of every reader before a message leaves, at each transmission", async () => {
    const all = setUp(asks("R-0911", "send", "identity_verified"));
    const facts = room(ROOM, "interministerial");
    expect(await all.sender.send(ROOM, message("Bonjour"), [])).toMatchObject({ ok: true });
    all.session.unproven = [idris];
    expect(await all.guard.transmission(facts)).toMatchObject({ failure: { code: "refused", refusal: { ruleId: "R-0911", unproven: [idris] } } });
    expect(await all.sender.send(ROOM, message("Encore"), [])).toMatchObject({ failure: { code: "refused" } });
    expect(all.done).toEqual(["sent Bonjour"]);
    // How else would an identity come to be verified?
    expect(all.guard.comparison(facts)).toEqual(ok("encrypted"));
  });

  it("is seen to before anybody is asked to confirm", async () => {
    const all = setUp(asks("R-0900", "invite", "confirmed", "identity_verified"));
    const asked = answering(all, true);
    all.session.unproven = [idris];
    expect(await all.inviter.invite(ROOM, idris.userId)).toMatchObject({ failure: { code: "refused" } });
    expect(asked).toEqual([]);
    all.session.unproven = [];
    expect(await all.inviter.invite(ROOM, idris.userId)).toEqual(ok(undefined));
    expect(asked).toEqual(["R-0900"]);
  });

  it("is met by nobody when it is not known whom the action is about", async () => {
    const all = setUp(asks("R-0912", "create_room", "identity_verified"));
    expect(await all.advisor.ask({ action: "create_room", target: camille.userId, roomId: null, classId: "interministerial" })).toMatchObject({ allowed: false, refusal: { ruleId: "R-0912", unproven: [] } });
  });
});
