/** Fake applications for what does not show by itself behind the open gate: refusals, holds, a comparison, expired rules. */
import type { ApplicationState } from "#client/domain/ports/application.ts";
import { camille, idris, nora, samuel } from "#client/domain/ports/fakes/example/people.ts";
import { COORDINATION, EXAMPLE_NOW, OPERATORS, PRESS, WITH_IDRIS } from "#client/domain/ports/fakes/example/rooms.ts";
import { exampleMessage } from "#client/domain/ports/fakes/example/conversation.ts";
import { fakeApplication, type FakeApplication } from "#client/domain/ports/fakes/fake-application.ts";
import { EXAMPLE_MEMBERS, fakeMemberListSource } from "#client/domain/ports/fakes/fake-member-list-source.ts";
import { EXAMPLE_EMOJI } from "#client/domain/ports/fakes/fake-emoji-verifier.ts";
import { EXAMPLE_MINISTRY } from "#client/domain/ports/fakes/example/ministry.ts";
import { exampleRefusal, fakePolicyAdvisor } from "#client/domain/ports/fakes/fake-policy-advisor.ts";
import { fakeSignedInSession } from "#client/domain/ports/fakes/fake-signed-in-session.ts";

const READY: ApplicationState = { at: "ready", userId: camille.userId };

/** Joins are refused, externals cannot be invited, public announcements cannot be created. */
export function refusing(): FakeApplication {
  const session = fakeSignedInSession();
  session.verbs.failure = { code: "refused", refusal: exampleRefusal("join") };
  const policy = fakePolicyAdvisor((question) => {
    if (question.action === "invite" && question.target === nora.userId) return { allowed: false, refusal: exampleRefusal("invite") };
    if (question.action === "create_room" && question.classId === "announcements") return { allowed: false, refusal: exampleRefusal("create_room", "R-0101") };
    return { allowed: true };
  });
  // Nora is not there yet, so that somebody can try to invite her.
  const members = fakeMemberListSource(EXAMPLE_MEMBERS.filter(({ person }) => person.userId !== nora.userId));
  return fakeApplication({ state: READY, session: { ...session, policy, members } });
}

/** In "Opérateurs réseaux" somebody is new; in "Coordination" somebody's identity changed. */
export function holding(): FakeApplication {
  const session = fakeSignedInSession();
  const operators = session.sender.readersOf(OPERATORS);
  operators.set({ ...operators.current(), newcomers: [nora] });
  const coordination = session.sender.readersOf(COORDINATION);
  coordination.set({ ...coordination.current(), identityChanged: [samuel] });
  const send: typeof session.sender.send = async (roomId, message, named) => {
    const readers = session.sender.readersOf(roomId).current();
    if (readers.identityChanged.length > 0) return { ok: false, failure: { code: "identity_changed", userIds: readers.identityChanged.map((person) => person.userId) } };
    if (readers.newcomers.length > 0) return { ok: false, failure: { code: "new_recipient", userIds: readers.newcomers.map((person) => person.userId) } };
    return session.sender.send(roomId, message, named);
  };
  return fakeApplication({ state: READY, session: { ...session, sender: { ...session.sender, send } } });
}

/** Two rules ask for the person's word before an external is invited. */
export function confirming(): FakeApplication {
  const session = fakeSignedInSession();
  session.confirmations.asked.set({ id: 1, rules: [exampleRefusal("invite"), exampleRefusal("invite", "R-0101")], about: nora.userId });
  return fakeApplication({ state: READY, session });
}

/** Another device is being compared with this one. */
export function verifying(): FakeApplication {
  const session = fakeSignedInSession();
  session.emoji.state.set({ at: "compare", emoji: EXAMPLE_EMOJI });
  return fakeApplication({ state: READY, session });
}

/** A ministry narrows the state's rules. */
export function withMinistry(): FakeApplication {
  const session = fakeSignedInSession();
  session.policy.status.set({ ...session.policy.status.current(), narrower: [EXAMPLE_MINISTRY] });
  return fakeApplication({ state: READY, session });
}

/** The rules have expired, and a forged version was offered. */
export function stale(): FakeApplication {
  const session = fakeSignedInSession();
  session.policy.status.set({
    ...session.policy.status.current(),
    staleSince: "2026-11-22T09:00:00Z",
    rejected: [
      { code: "signature_invalid", from: "endpoint", at: Date.parse("2026-11-23T12:00:00Z"), of: "national" },
      { code: "version_old", from: "governance_room", at: Date.parse("2026-11-23T11:00:00Z"), of: "national" },
    ],
  });
  return fakeApplication({ state: READY, session });
}

/** What a message can be and has to say of itself: from the backup, unprotected, unreadable, and each way of not having left. */
export function states(): FakeApplication {
  const session = fakeSignedInSession();
  const at = EXAMPLE_NOW - 3 * 60 * 60_000;
  const text = (words: string) => ({ kind: "text", text: words }) as const;
  session.timelines.of(WITH_IDRIS).set({
    items: [
      exampleMessage("from-backup", { sender: idris, at, restored: true, body: text("La liste des écoles fermées est celle d’hier soir.") }),
      exampleMessage("own-from-backup", { sender: camille, at, restored: true, body: text("Merci, je la transmets.") }),
      exampleMessage("proven", { sender: idris, body: text("Deux écoles de plus ce matin.") }),
      exampleMessage("unprotected", { sender: idris, authentic: false, body: text("Appelez plutôt ce numéro.") }),
      exampleMessage("no-key-yet", { sender: idris, body: { kind: "undecryptable", reason: "keys_not_arrived" } }),
      exampleMessage("sending", { sender: camille, body: text("Je les ajoute."), sendState: { at: "sending" } }),
      exampleMessage("refused", { sender: camille, body: text("Voici la carte."), sendState: { at: "failed", failure: { code: "refused", refusal: exampleRefusal("send") } } }),
      exampleMessage("changed", { sender: camille, body: text("Et la liste."), sendState: { at: "failed", failure: { code: "identity_changed", userIds: [idris.userId] } } }),
      exampleMessage("uncertain", { sender: camille, body: text("Bonne soirée."), sendState: { at: "uncertain" } }),
    ],
    loadingOlder: false,
    reachedStart: true,
    firstUnreadKey: null,
  });
  session.timelines.of(PRESS).set({
    items: [exampleMessage("public", { sender: { ...idris, identity: "unproven" }, body: text("Communiqué n° 12 : les évacuations se poursuivent jusqu’à 18 h.") })],
    loadingOlder: false,
    reachedStart: true,
    firstUnreadKey: null,
  });
  return fakeApplication({ state: READY, session });
}
