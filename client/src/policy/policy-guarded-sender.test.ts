import { describe, expect, it } from "vitest";
import { roomId } from "../domain/ports/fakes/example/ids.ts";
import { camille } from "../domain/ports/fakes/example/people.ts";
import { liveSource } from "../domain/live.ts";
import type { MessageSender, OutgoingMessage, Readers } from "../domain/ports/message-sender.ts";
import { failed, ok } from "../domain/result.ts";
import type { RoomFacts } from "../domain/room-facts.ts";
import { transactionId } from "../domain/ports/fakes/example/ids.ts";
import { stateRules, judgedSession, room } from "./fakes/judged-session.ts";
import { PolicyGuardedSender } from "./policy-guarded-sender.ts";
import { PolicyTransmissionGuard } from "./policy-transmission-guard.ts";

const ROOM = roomId("coordination");
const PRESSE = roomId("presse");
const MESSAGE: OutgoingMessage = { text: "Bonjour", replyTo: null, edits: null };
const READERS: Readers = { people: 2, public: false, externals: [], firstMessage: false, newcomers: [], identityChanged: [], blocked: null };

function setUp(facts: RoomFacts | null, now?: string) {
  const session = judgedSession(camille.userId, now);
  if (facts !== null) session.rooms.set(facts.id, facts);
  const sent: OutgoingMessage[] = [];
  const inner = liveSource(READERS);
  const sender: MessageSender = {
    async send(_, message) {
      sent.push(message);
      return ok(transactionId("t"));
    },
    retry: async () => undefined,
    revise: async () => ok(undefined),
    discard: async () => undefined,
    redact: async () => ok(undefined),
    readers: () => ({ readers: inner, close() {} }),
    acceptReaders: async () => ok(undefined),
    draft: async () => "",
    saveDraft: async () => undefined,
  };
  const guard = new PolicyTransmissionGuard(session.judge, session.requirements);
  const rulesChanged = (listener: () => void) => session.layers.subscribe(listener);
  return { session, sent, inner, guard, guarded: new PolicyGuardedSender({ ...session, guard, sender, rulesChanged }) };
}

const refusedBy = (ruleId: string) => ({ ok: false, failure: { code: "refused", refusal: { ruleId, action: "send" } } });

describe("a message", () => {
  it("goes out encrypted in an encrypted room", async () => {
    const facts = room(ROOM, "interministerial");
    const { guarded, guard, sent } = setUp(facts);
    expect(await guarded.send(ROOM, MESSAGE, [])).toEqual(ok(transactionId("t")));
    expect(sent).toEqual([MESSAGE]);
    expect(await guard.transmission(facts)).toEqual(ok("encrypted"));
  });

  it("goes out in the clear only into a room that is listed, of a public class, and was never encrypted", async () => {
    expect(await setUp(null).guard.transmission(room(PRESSE, "announcements", { encrypted: false }))).toEqual(ok("plaintext"));
    expect(await setUp(null).guard.transmission(room(PRESSE, "announcements"))).toEqual(ok("encrypted"));
  });

  it.each([
    ["of an encrypted class whose encryption has gone missing", room(ROOM, "interministerial", { encrypted: false }), "F-09"],
    ["of a public class that is not listed", room(ROOM, "announcements", { encrypted: false }), "F-09"],
    ["that is listed, but of another class", room(PRESSE, "interministerial", { encrypted: false }), "F-09"],
    ["without a class", room(ROOM, null), "F-01"],
    ["of a class that nobody signed", room(ROOM, "made_up"), "F-01"],
    ["that carries the rules", room(ROOM, "governance", { encrypted: false }), "F-02"],
    ["that is a space", room(ROOM, "space", { encrypted: false }), "F-02"],
  ])("is not even taken for a room %s", async (_, facts, ruleId) => {
    const { guarded, guard, sent } = setUp(facts);
    expect(await guarded.send(facts.id, MESSAGE, [])).toMatchObject(refusedBy(ruleId));
    expect(await guard.transmission(facts)).toMatchObject(refusedBy(ruleId));
    expect(sent).toEqual([]);
  });

  it("is not taken for a room that one is only invited to, or that is not known", async () => {
    const { guarded, sent } = setUp(room(ROOM, "interministerial", { claimed: true }));
    expect(await guarded.send(ROOM, MESSAGE, [])).toEqual(failed({ code: "forbidden" }));
    expect(await guarded.send(roomId("elsewhere"), MESSAGE, [])).toEqual(failed({ code: "not_found" }));
    expect(sent).toEqual([]);
  });

  it("still goes out under expired rules: reading and writing in existing rooms stay", async () => {
    const { guarded } = setUp(room(ROOM, "interministerial"), "2028-01-01T00:00:00Z");
    expect(await guarded.send(ROOM, MESSAGE, [])).toEqual(ok(transactionId("t")));
  });

  it("is stopped on its way by rules that came into force after it was written", async () => {
    const facts = room(ROOM, "interministerial");
    const { guard, session } = setUp(facts);
    const { policy } = stateRules().national;
    session.layers.set(stateRules({ ...policy, defaults: { ...policy.defaults, send: "deny" } }, 8));
    expect(await guard.transmission(facts)).toMatchObject(refusedBy("D-send"));
  });
});

describe("who can read", () => {
  it("is shown with what the rules say against sending, and changes with them", async () => {
    const { guarded, session, inner } = setUp(room(ROOM, "interministerial"));
    const { readers, close } = guarded.readers(ROOM);
    const seen: Readers[] = [];
    readers.subscribe((value) => seen.push(value));
    inner.set({ ...READERS, people: 3 });
    await expect.poll(() => seen.at(-1)).toMatchObject({ people: 3, blocked: null });
    const { policy } = stateRules().national;
    session.layers.set(stateRules({ ...policy, defaults: { ...policy.defaults, send: "deny" } }, 8));
    await expect.poll(() => seen.at(-1)?.blocked).toMatchObject({ code: "refused", refusal: { ruleId: "D-send" } });
    close();
  });

  it("keeps what else stands against sending", async () => {
    const { guarded, inner } = setUp(room(ROOM, "interministerial"));
    const { readers, close } = guarded.readers(ROOM);
    inner.set({ ...READERS, blocked: { code: "forbidden" } });
    await expect.poll(() => readers.current().blocked).toEqual({ code: "forbidden" });
    close();
  });
});
