/**
 * Joins everything about rooms and messages over one signed-in client. What comes out are unguarded parts: only the
 * composition root may hold them, and it hands on the verbs after wrapping them in the policy's guards.
 */
import type { MatrixClient } from "matrix-js-sdk";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { DecidingLayers } from "../domain/deciding-layers.ts";
import type { Failure } from "../domain/failure.ts";
import type { UserId } from "../domain/ids.ts";
import { untilTrue, type Live } from "../domain/live.ts";
import type { GovernanceFeed } from "../domain/ports/governance-feed.ts";
import type { Identities } from "../domain/ports/identities.ts";
import type { LocalStore, StoreFailure } from "../domain/ports/local-store.ts";
import type { MemberListSource } from "../domain/ports/member-list-source.ts";
import type { MessageSender } from "../domain/ports/message-sender.ts";
import type { PendingMessages } from "../domain/ports/pending-messages.ts";
import type { PeopleDirectory } from "../domain/ports/people-directory.ts";
import type { RoomActivity } from "../domain/ports/room-activity.ts";
import type { RoomClassLookup } from "../domain/ports/room-class-lookup.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomInviter } from "../domain/ports/room-inviter.ts";
import type { RoomJoiner } from "../domain/ports/room-joiner.ts";
import type { RoomLeaver } from "../domain/ports/room-leaver.ts";
import type { RoomListSource } from "../domain/ports/room-list-source.ts";
import type { RoomMaker } from "../domain/ports/room-maker.ts";
import type { TimelineSource } from "../domain/ports/timeline-source.ts";
import type { TransmissionGuard } from "../domain/ports/transmission-guard.ts";
import { ok, type Result } from "../domain/result.ts";
import { CarriedRecipients } from "./carried-recipients.ts";
import { decryptOnDemand } from "./decryption-on-demand.ts";
import { DirectRooms } from "./direct-rooms.ts";
import { Drafts, parseDraft } from "./drafts.ts";
import { EventReader } from "./event-reader.ts";
import { IdentityDevices, parseDevicesOfPerson } from "./identity-devices.ts";
import { parseKnownRecipients } from "./known-recipients.ts";
import { MatrixGovernanceFeed } from "./matrix-governance-feed.ts";
import { MatrixMemberListSource } from "./matrix-member-list-source.ts";
import { MatrixMessageSender } from "./matrix-message-sender.ts";
import { MatrixPeopleDirectory } from "./matrix-people-directory.ts";
import { MatrixRoomActivity } from "./matrix-room-activity.ts";
import { MatrixRoomClassLookup } from "./matrix-room-class-lookup.ts";
import { MatrixRoomFacts } from "./matrix-room-facts.ts";
import { MatrixRoomInviter } from "./matrix-room-inviter.ts";
import { MatrixRoomJoiner } from "./matrix-room-joiner.ts";
import { MatrixRoomLeaver } from "./matrix-room-leaver.ts";
import { MatrixRoomMaker } from "./matrix-room-maker.ts";
import { MessageWire } from "./message-wire.ts";
import { Outbox } from "./outbox.ts";
import { OutboxMessages } from "./outbox-messages.ts";
import { parseOutboxRecord } from "./outbox-record.ts";
import { PersonBook } from "./person-book.ts";
import { Precedence } from "./precedence.ts";
import { parseReadMark, ReadMarks } from "./read-marks.ts";
import { RecipientsOfKeys } from "./recipients-of-keys.ts";
import { Recipients } from "./recipients.ts";
import { RoomHistories } from "./room-histories.ts";
import { MatrixRoomListSource } from "./room-list-source.ts";
import type { SyncTransport } from "./sliding-sync/sync-transport.ts";
import { takeInBehind } from "./rooms-behind.ts";
import { MatrixTimelineSource } from "./timeline-source.ts";

export interface ConversationsParts {
  /** with its crypto started, not syncing yet */
  readonly client: MatrixClient;
  readonly sync: SyncTransport;
  readonly me: UserId;
  readonly store: LocalStore;
  /** the nation's rules in force: who somebody is, and what classes there are */
  readonly bundle: Live<PolicyBundle>;
  /** all rules in force */
  readonly layers: Live<DecidingLayers>;
  /** @param facts - of this very client, for the guard to ask about rooms. */
  guard(facts: RoomFactsSource): TransmissionGuard;
  /** Gives a refusal its words, from the rules in force. */
  explain(failure: Failure): Failure;
  /** Called with what became of each transmission: a refusal of the homeserver may speak of rules that are not here yet. */
  heard<Value>(outcome: Result<Value, Failure>): Promise<Result<Value, Failure>>;
}

export interface Conversations {
  readonly people: PersonBook;
  readonly identities: Identities;
  readonly rooms: RoomListSource;
  readonly timelines: TimelineSource;
  /** the same for a screen that shows what was kept of the room: no fewer words come in its place */
  readonly timelinesAfterKept: TimelineSource;
  /** the same for rooms that nobody looks at, when nobody waits for anything */
  readonly timelinesBehind: TimelineSource;
  /** Runs what a person waits for before all that nobody waits for. */
  first<Value>(work: () => Promise<Value>): Promise<Value>;
  readonly members: MemberListSource;
  readonly directory: PeopleDirectory;
  readonly facts: RoomFactsSource;
  readonly classes: RoomClassLookup;
  readonly governance: GovernanceFeed;
  readonly sender: MessageSender;
  readonly joiner: RoomJoiner;
  readonly inviter: RoomInviter;
  readonly leaver: RoomLeaver;
  readonly maker: RoomMaker;
  readonly activity: RoomActivity;
  /** whether the homeserver has told everything that there is */
  readonly caughtUp: Live<boolean>;
  readonly pending: PendingMessages;
  /** How many messages a sign-out would lose. */
  unsentMessages(): number;
  /** how many unsent messages of an earlier run cannot be read any more */
  readonly damagedMessages: number;
  /** Removes those. */
  forgetDamaged(): Promise<void>;
  /** Call before the client is stopped. Closes what is still open. */
  close(): void;
}

/** Takes up the outbox of an earlier run; what it holds leaves once the client syncs. */
export async function openConversations(parts: ConversationsParts): Promise<Result<Conversations, StoreFailure>> {
  const { client, sync, me, store, bundle, layers } = parts;
  const people = new PersonBook(client, bundle);
  const direct = new DirectRooms(client, me, bundle);
  const facts = new MatrixRoomFacts(client);
  const knownRecipients = store.collection("known_recipients", parseKnownRecipients);
  const devices = new IdentityDevices(client, store.collection("devices", parseDevicesOfPerson));
  const recipients = new Recipients({ client, me, people, devices, direct, known: knownRecipients, carried: new CarriedRecipients(client), layers });
  const keys = new RecipientsOfKeys(client);
  const caughtUp = (): boolean => sync.caughtUp.current();
  const precedence = new Precedence();
  const reader = new EventReader(client, precedence);
  const wire = new MessageWire({ client, facts, guard: parts.guard(facts), recipients, keys, precedence, caughtUp });
  const records = store.collection("outbox", parseOutboxRecord);
  const outbox = new Outbox({
    records,
    transmit: async (record, aboutToLeave) => parts.heard(await wire.transmit(record, aboutToLeave)),
    now: () => Date.now(),
    later: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  });
  const marks = new ReadMarks(client, me, store.collection("values", parseReadMark));
  const [known, unsent] = await Promise.all([devices.restore(), outbox.restore(), marks.restore()]);
  const restored = known.ok ? unsent : known;
  if (!restored.ok) {
    marks.close();
    people.close();
    devices.close();
    keys.close();
    return restored;
  }
  // What is kept for a room that sync had not named yet has waited for this.
  void untilTrue(sync.caughtUp).then(() => outbox.wake());
  const releaseDecryption = decryptOnDemand(client, sync.caughtUp);
  takeInBehind(client, precedence);
  const histories = new RoomHistories(client);
  const rooms = new MatrixRoomListSource({ client, sync, me, histories, marks, reader, people, direct, outbox, precedence, bundle });
  const sender = new MatrixMessageSender({ client, outbox, recipients, drafts: new Drafts(store.collection("drafts", parseDraft)), precedence, caughtUp });
  const timelines = new MatrixTimelineSource({ client, me, histories, marks, reader, people, outbox, precedence, explain: parts.explain });
  return ok({
    people,
    identities: recipients,
    rooms,
    timelines,
    timelinesAfterKept: { open: (roomId) => timelines.openAfter("kept", roomId) },
    timelinesBehind: { open: (roomId) => timelines.openAfter("elsewhere", roomId) },
    first: (work) => precedence.first(work),
    members: new MatrixMemberListSource(client, people),
    directory: new MatrixPeopleDirectory(client, people),
    facts,
    classes: new MatrixRoomClassLookup(client),
    governance: new MatrixGovernanceFeed(client),
    sender,
    joiner: new MatrixRoomJoiner(client, direct),
    inviter: new MatrixRoomInviter(client, layers),
    leaver: new MatrixRoomLeaver(client),
    maker: new MatrixRoomMaker(client, direct, sync),
    activity: new MatrixRoomActivity(client, caughtUp),
    caughtUp: sync.caughtUp,
    pending: new OutboxMessages({ outbox, people, me, explain: parts.explain }),
    unsentMessages: () => outbox.unsent(),
    damagedMessages: restored.value,
    forgetDamaged: async () => void (await records.removeDamaged()),
    close() {
      rooms.close();
      timelines.close();
      sender.close();
      histories.close();
      marks.close();
      people.close();
      devices.close();
      keys.close();
      releaseDecryption();
    },
  });
}
