import { liveSource, type LiveSource } from "../../live.ts";
import type { Person } from "../../person.ts";
import type { RoomSummary } from "../../room.ts";
import type { ConnectionState, SignedInSession } from "../signed-in-session.ts";
import { COORDINATION_TIMELINE, OPERATORS_TIMELINE } from "./example/conversation.ts";
import { deviceId } from "./example/ids.ts";
import { camille, EVERYBODY } from "./example/people.ts";
import { COORDINATION, EXAMPLE_ROOMS, OPERATORS } from "./example/rooms.ts";
import { fakeConfirmations, type FakeConfirmations } from "./fake-confirmations.ts";
import { fakeEmojiVerifier, type FakeEmojiVerifier } from "./fake-emoji-verifier.ts";
import { fakeMemberListSource } from "./fake-member-list-source.ts";
import { fakeMessageSender, type FakeMessageSender } from "./fake-message-sender.ts";
import { fakePeopleDirectory } from "./fake-people-directory.ts";
import { fakePolicyAdvisor, type FakePolicyAdvisor } from "./fake-policy-advisor.ts";
import { fakeRoomVerbs, type FakeRoomVerbs } from "./fake-room-verbs.ts";
import { fakeTextSeal } from "./fake-text-seal.ts";
import { fakeStorageWatch, type FakeStorageWatch } from "./fake-storage-watch.ts";
import { fakeTimelineSource, type FakeTimelineSource } from "./fake-timeline-source.ts";

/** The same session with the handles by which a test or the preview moves it. */
export interface FakeSignedInSession extends SignedInSession {
  readonly connection: LiveSource<ConnectionState>;
  readonly rooms: { readonly rooms: LiveSource<readonly RoomSummary[] | null> };
  readonly timelines: FakeTimelineSource;
  readonly policy: FakePolicyAdvisor;
  readonly confirmations: FakeConfirmations;
  readonly sender: FakeMessageSender;
  readonly emoji: FakeEmojiVerifier;
  readonly verbs: FakeRoomVerbs;
  readonly storage: FakeStorageWatch;
}

/** @param given who is signed in, and which rooms there are; the example state by default. */
export function fakeSignedInSession(given: { readonly me?: Person; readonly rooms?: readonly RoomSummary[] | null } = {}): FakeSignedInSession {
  const me = given.me ?? camille;
  const rooms = liveSource<readonly RoomSummary[] | null>(given.rooms === undefined ? EXAMPLE_ROOMS : given.rooms);
  const timelines = fakeTimelineSource(
    new Map([
      [COORDINATION, COORDINATION_TIMELINE],
      [OPERATORS, OPERATORS_TIMELINE],
    ]),
  );
  const verbs = fakeRoomVerbs(rooms);
  return {
    me,
    deviceId: deviceId("CHANCERY01"),
    connection: liveSource<ConnectionState>("online"),
    rooms: { rooms },
    timelines,
    members: fakeMemberListSource(),
    people: fakePeopleDirectory(EVERYBODY.filter((person) => person.userId !== me.userId)),
    policy: fakePolicyAdvisor(),
    confirmations: fakeConfirmations(),
    sender: fakeMessageSender(me, rooms, timelines),
    creator: verbs,
    inviter: verbs,
    joiner: verbs,
    leaver: verbs,
    verbs,
    emoji: fakeEmojiVerifier(),
    storage: fakeStorageWatch(),
    addresses: fakeTextSeal(),
  };
}
