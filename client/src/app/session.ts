/** Builds what lives as long as one session behind the open gate. Nobody else holds an unguarded verb. */
import type { Failure } from "../domain/failure.ts";
import type { LocalStore } from "../domain/ports/local-store.ts";
import type { UserId, RoomId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { RoomFactsSource } from "../domain/ports/room-facts-source.ts";
import type { RoomMaker } from "../domain/ports/room-maker.ts";
import type { SignedInSession } from "../domain/ports/signed-in-session.ts";
import type { TransmissionGuard } from "../domain/ports/transmission-guard.ts";
import { openConversations } from "../matrix/conversations.ts";
import { emojiVerifier } from "../matrix/emoji-verifier.ts";
import { connectionOf, startFullSync } from "../matrix/full-sync.ts";
import { askForLateKeys } from "../matrix/late-keys.ts";
import type { CryptoClient } from "../matrix/matrix-access.ts";
import { ownDisplayName } from "../matrix/own-name.ts";
import { followGovernanceRoom } from "../policy/governance-follower.ts";
import { JudgingPolicyAdvisor } from "../policy/policy-advisor.ts";
import { PolicyGuardedCreator } from "../policy/policy-guarded-creator.ts";
import { PolicyGuardedInviter } from "../policy/policy-guarded-inviter.ts";
import { PolicyGuardedJoiner } from "../policy/policy-guarded-joiner.ts";
import { PolicyGuardedSender } from "../policy/policy-guarded-sender.ts";
import { PolicyJudge } from "../policy/policy-judge.ts";
import { PolicyTransmissionGuard } from "../policy/policy-transmission-guard.ts";
import { refusalNotice } from "../policy/refusal-notice.ts";
import { ServerRefusals } from "../policy/server-refusals.ts";
import type { TrustedPolicyLoader } from "../policy/trusted-policy-loader.ts";
import type { KeptSession } from "./application-kept-session.ts";

export interface BuiltSession {
  readonly session: SignedInSession;
  /** Begins to listen to the homeserver. */
  start(): Promise<void>;
  /** How many messages wait in the outbox. */
  unsentMessages(): number;
  close(): Promise<void>;
}

export interface SessionParts {
  readonly client: CryptoClient;
  readonly session: Pick<KeptSession, "userId" | "deviceId">;
  readonly store: LocalStore;
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
async function roomToVerifyIn(userId: UserId, maker: RoomMaker, facts: RoomFactsSource, guard: TransmissionGuard): Promise<RoomId | null> {
  const roomId = maker.directRoomWith(userId);
  const room = roomId === null ? null : await facts.facts(roomId);
  if (room === null) return null;
  const transmission = await guard.transmission(room);
  return transmission.ok && transmission.value === "encrypted" ? roomId : null;
}

/** Throws when the local store cannot be read: then there is no session. */
export async function buildSession({ client: { client, crypto }, session: { userId, deviceId }, store, loader, clock }: SessionParts): Promise<BuiltSession> {
  const { status, bundle } = loader.held();
  const judge = new PolicyJudge(userId, bundle, clock.now);
  const guard = new PolicyTransmissionGuard(judge);
  const refresh = (): Promise<void> => loader.refresh();
  const refusals = new ServerRefusals(bundle, refresh);

  const explain = (failure: Failure): Failure =>
    failure.code === "refused" ? { code: "refused", refusal: refusalNotice(bundle.current(), failure.refusal) } : failure;

  const opened = await openConversations({ client, me: userId, store, bundle, guard: () => guard, explain, heard: (outcome) => refusals.explain(outcome) });
  if (!opened.ok) throw new Error(`the local store cannot be read: ${opened.failure.code}`);
  const unguarded = opened.value;
  const { people, facts, maker, leaver } = unguarded;

  const joiner = new PolicyGuardedJoiner({ judge, refusals, lookup: unguarded.classes, facts, joiner: unguarded.joiner, leaver });
  const rulesChanged = (listener: () => void): Unsubscribe => bundle.subscribe(listener);
  const emoji = emojiVerifier({
    client,
    crypto,
    directRoomWith: (other) => roomToVerifyIn(other, maker, facts, guard),
    mayBeAsked: () => true,
    onOwnDeviceDone: () => undefined,
  });
  const { connection, close: closeConnection } = connectionOf(client);
  const stopFollowing: Unsubscribe[] = [askForLateKeys(client, clock.after)];

  const [displayName] = await Promise.all([ownDisplayName(client, store, userId), people.load([userId])]);

  const session: SignedInSession = {
    me: { ...people.person(userId, null), displayName },
    deviceId,
    connection,
    rooms: unguarded.rooms,
    timelines: unguarded.timelines,
    members: unguarded.members,
    people: unguarded.directory,
    policy: new JudgingPolicyAdvisor({ status, judge, facts, refresh }),
    sender: new PolicyGuardedSender({ guard, refusals, facts, sender: unguarded.sender, rulesChanged }),
    creator: new PolicyGuardedCreator({ judge, refusals, facts, maker, leaver }),
    inviter: new PolicyGuardedInviter({ judge, refusals, facts, inviter: unguarded.inviter }),
    joiner,
    leaver,
    emoji,
  };

  return {
    session,
    async start() {
      // Which rooms there are is known with the first sync; before it the governance room would look foreign.
      let following = false;
      const unsubscribe = connection.subscribe((now) => {
        if (now !== "online" || following) return;
        following = true;
        stopFollowing.push(followGovernanceRoom(loader, unguarded.governance, joiner));
      });
      stopFollowing.push(unsubscribe);
      await startFullSync(client);
    },
    unsentMessages: () => unguarded.unsentMessages(),
    close() {
      for (const stop of stopFollowing.splice(0)) stop();
      closeConnection();
      emoji.dispose();
      unguarded.close();
      return Promise.resolve();
    },
  };
}
