/** Builds what lives as long as one session behind the open gate. Nobody else holds an unguarded verb. */
import type { Failure } from "../domain/failure.ts";
import type { LocalStore, SealedCollection } from "../domain/ports/local-store.ts";
import type { UserId, RoomId } from "../domain/ids.ts";
import { untilTrue, type Unsubscribe } from "../domain/live.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomMaker } from "../domain/ports/room-maker.ts";
import type { SignedInSession } from "../domain/ports/signed-in-session.ts";
import { openConversations } from "../matrix/conversations.ts";
import { emojiVerifier } from "../matrix/emoji-verifier.ts";
import { connectionOf, startFullSync } from "../matrix/full-sync.ts";
import { askForLateKeys } from "../matrix/late-keys.ts";
import type { CryptoClient } from "../matrix/matrix-access.ts";
import { roomClassView } from "../matrix/room-class-view.ts";
import { ownDisplayName } from "../matrix/own-name.ts";
import { painted } from "../matrix/next-frame.ts";
import { followGovernanceRoom } from "../policy/governance-follower.ts";
import { AskedConfirmations } from "../policy/asked-confirmations.ts";
import { JudgingPolicyAdvisor } from "../policy/policy-advisor.ts";
import { PolicyGuardedCreator } from "../policy/policy-guarded-creator.ts";
import { PolicyGuardedInviter } from "../policy/policy-guarded-inviter.ts";
import { PolicyGuardedJoiner } from "../policy/policy-guarded-joiner.ts";
import { PolicyGuardedSender } from "../policy/policy-guarded-sender.ts";
import { PolicyJudge } from "../policy/policy-judge.ts";
import { PolicyTransmissionGuard } from "../policy/policy-transmission-guard.ts";
import { Requirements } from "../policy/requirements.ts";
import { refusalNotice } from "../policy/refusal-notice.ts";
import { ServerRefusals } from "../policy/server-refusals.ts";
import type { TrustedPolicyLoader } from "../policy/trusted-policy-loader.ts";
import { parseKeptSummaries, type KeptSummaries } from "../store/kept-summary.ts";
import { RecentEvents } from "../store/recent-events.ts";
import { RecentKeeper } from "../store/recent-keeper.ts";
import { StoredRoomFacts } from "../store/stored-room-facts.ts";
import { StoredRoomListSource } from "../store/stored-room-list-source.ts";
import { StoredTimelineSource } from "../store/stored-timeline-source.ts";
import type { KeptSession } from "./application-kept-session.ts";
import { storageWatch } from "./storage-watch.ts";

/** What is to be kept is written this long after it changed, in ms. */
const WRITE_BEHIND_MS = 1_000;

export interface BuiltSession {
  readonly session: SignedInSession;
  /** Begins to listen to the homeserver. */
  start(): Promise<void>;
  /** How many messages wait in the outbox. */
  unsentMessages(): number;
  close(): Promise<void>;
}

/** What was kept of the rooms, as it is read while the crypto library still opens. Nobody sees any of it before the gate is open. */
export interface ReadAhead {
  readonly recent: Promise<RecentEvents>;
  readonly summaries: ReturnType<SealedCollection<KeptSummaries>["all"]>;
}

export const readAhead = (store: LocalStore): ReadAhead => ({ recent: RecentEvents.open(store), summaries: store.collection("summaries", parseKeptSummaries).all() });

export interface SessionParts {
  readonly client: CryptoClient;
  readonly session: Pick<KeptSession, "userId" | "deviceId">;
  readonly store: LocalStore;
  readonly ahead: ReadAhead;
  /** holds a verified bundle: the gate does not open without */
  readonly loader: TrustedPolicyLoader;
  readonly clock: {
    /** ms since the epoch */
    now(): number;
    /** Calls `wake` after `ms`. @returns how to call it off. */
    after(ms: number, wake: () => void): () => void;
  };
}

/** The room in which a person is asked to compare emoji: the request is a message, so the rules about messages hold for it. */
async function roomToVerifyIn(userId: UserId, maker: RoomMaker, facts: RoomFactsSource, guard: PolicyTransmissionGuard): Promise<RoomId | null> {
  const roomId = await maker.directRoomWith(userId);
  const room = roomId === null ? null : await facts.facts(roomId);
  if (room === null) return null;
  const transmission = guard.comparison(room);
  return transmission.ok && transmission.value === "encrypted" ? roomId : null;
}

/** Throws when the local store cannot be read: then there is no session. */
export async function buildSession({ client: opened, session: { userId, deviceId }, store, ahead, loader, clock }: SessionParts): Promise<BuiltSession> {
  const { client, crypto, sync } = opened;
  const { status, layers, bundle } = loader.held();
  const judge = new PolicyJudge(userId, layers, clock.now);
  const confirmations = new AskedConfirmations();
  const refresh = (): Promise<void> => loader.refresh();
  const refusals = new ServerRefusals(layers, refresh);

  const explain = (failure: Failure): Failure =>
    failure.code === "refused" ? { code: "refused", refusal: refusalNotice(layers.current(), failure.refusal) } : failure;

  // Asked first: the answers come while the store is being read.
  const named = ownDisplayName(client, store, userId);
  const conversations = await openConversations({ client, sync, me: userId, store, bundle, layers, guard: () => ({ transmission: (room) => guard.transmission(room) }), explain, heard: (outcome) => refusals.explain(outcome) });
  if (!conversations.ok) throw new Error(`the local store cannot be read: ${conversations.failure.code}`);
  const unguarded = conversations.value;
  const { people, maker, leaver } = unguarded;
  const requirements = new Requirements({ identities: unguarded.identities, confirm: (rules, about) => confirmations.confirm(rules, about) });
  const guard = new PolicyTransmissionGuard(judge, requirements);

  const later = (work: () => void): Unsubscribe => clock.after(WRITE_BEHIND_MS, work);
  const recent = await ahead.recent;
  let keeper: RecentKeeper | null = null;
  const rooms = await StoredRoomListSource.open({
    network: unguarded.rooms,
    caughtUp: unguarded.caughtUp,
    kept: store.collection("summaries", parseKeptSummaries),
    read: ahead.summaries,
    classView: (classId) => roomClassView(bundle.current(), classId, new Date(clock.now())),
    later,
    onGone: (roomId) => keeper?.erase(roomId),
  });
  const isJoined = (roomId: RoomId): boolean => rooms.rooms.current()?.some(({ id, membership }) => id === roomId && membership === "join") ?? true;
  keeper = new RecentKeeper({ network: unguarded.timelinesBehind, activity: unguarded.activity, recent, isJoined, later });
  const timelines = new StoredTimelineSource({
    network: unguarded.timelines,
    networkAfterKept: unguarded.timelinesAfterKept,
    first: (work) => unguarded.first(work),
    recent,
    keeper,
    pending: unguarded.pending,
    loadPeople: (userIds) => people.load(userIds),
    person: ({ userId: whose, displayName: name }) => ({ ...people.asKnown(whose, null), displayName: name }),
    unread: (roomId) => rooms.rooms.current()?.find(({ id }) => id === roomId)?.unread ?? 0,
    painted,
    onHeard: (listener) => rooms.rooms.subscribe(listener),
    heard: () => rooms.heard,
  });
  const facts = new StoredRoomFacts(unguarded.facts, rooms);
  const storage = storageWatch(store, { count: unguarded.damagedMessages, forget: () => unguarded.forgetDamaged() });

  const joiner = new PolicyGuardedJoiner({ judge, requirements, refusals, lookup: unguarded.classes, facts, joiner: unguarded.joiner, leaver });
  const rulesChanged = (listener: () => void): Unsubscribe => layers.subscribe(listener);
  const emoji = emojiVerifier({
    client,
    crypto,
    directRoomWith: (other) => roomToVerifyIn(other, maker, facts, guard),
    mayBeAsked: () => true,
    onOwnDeviceDone: () => undefined,
  });
  const { connection, close: closeConnection } = connectionOf(client);
  let closed = false;
  const stopFollowing: Unsubscribe[] = [askForLateKeys(client, clock.after)];

  const [displayName] = await Promise.all([named, people.load([userId])]);

  const session: SignedInSession = {
    me: { ...people.person(userId, null), displayName },
    deviceId,
    connection,
    rooms,
    timelines,
    members: unguarded.members,
    people: unguarded.directory,
    policy: new JudgingPolicyAdvisor({ status, judge, requirements, facts, refresh }),
    confirmations,
    sender: new PolicyGuardedSender({ guard, refusals, facts, sender: unguarded.sender, rulesChanged }),
    creator: new PolicyGuardedCreator({ judge, requirements, refusals, facts, maker, leaver }),
    inviter: new PolicyGuardedInviter({ judge, requirements, refusals, facts, inviter: unguarded.inviter }),
    joiner,
    leaver,
    emoji,
    storage: storage.watch,
    addresses: store.addresses,
  };

  return {
    session,
    async start() {
      // Before every room is known the governance room might look foreign.
      void untilTrue(sync.caughtUp).then(() => {
        if (!closed) stopFollowing.push(followGovernanceRoom(loader, unguarded.governance, joiner));
      });
      await startFullSync(opened);
    },
    unsentMessages: () => unguarded.unsentMessages(),
    async close() {
      closed = true;
      confirmations.close();
      for (const stop of stopFollowing.splice(0)) stop();
      storage.close();
      // Before the client stops: what is shown last is what is kept.
      await Promise.all([rooms.close(), keeper.close()]);
      closeConnection();
      emoji.dispose();
      unguarded.close();
    },
  };
}
