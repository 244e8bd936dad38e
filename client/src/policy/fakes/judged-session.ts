/** A person under the example state's rules, and the rooms around them, for tests of the guarded verbs. */
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import type { Policy } from "#policies/model/policy.ts";
import { EXAMPLE_BUNDLE } from "../../domain/ports/fakes/example/policy.ts";
import { camille } from "../../domain/ports/fakes/example/people.ts";
import type { DecidingLayers } from "../../domain/deciding-layers.ts";
import type { Failure } from "../../domain/failure.ts";
import type { RoomId, UserId } from "../../domain/ids.ts";
import { liveSource, type LiveSource } from "../../domain/live.ts";
import type { RoomFactsSource } from "../../domain/ports/room-facts-source.ts";
import type { RoomLeaver } from "../../domain/ports/room-leaver.ts";
import type { Person } from "../../domain/person.ts";
import { failed, ok, type Result } from "../../domain/result.ts";
import type { RoomFacts } from "../../domain/room-facts.ts";
import { AskedConfirmations } from "../asked-confirmations.ts";
import { PolicyJudge } from "../policy-judge.ts";
import { Requirements } from "../requirements.ts";
import { ServerRefusals } from "../server-refusals.ts";
import { signedPolicy } from "./signed-policy.ts";

export interface JudgedSession {
  readonly layers: LiveSource<DecidingLayers>;
  readonly judge: PolicyJudge;
  readonly requirements: Requirements;
  /** what rules ask the person to confirm */
  readonly confirmations: AskedConfirmations;
  /** whose identity is not proven; null: it cannot be said */
  unproven: readonly Person[] | null;
  readonly refusals: ServerRefusals;
  readonly rooms: Map<RoomId, RoomFacts>;
  readonly facts: RoomFactsSource;
  readonly leaver: RoomLeaver;
  readonly left: readonly RoomId[];
  /** called whenever newer rules are asked for */
  onRefresh: () => void;
}

const bundleOf = (policy: Policy = signedPolicy, version = 7): PolicyBundle => ({ ...EXAMPLE_BUNDLE, policy, version });

/** The state's rules alone, as this version. */
export const stateRules = (policy: Policy = signedPolicy, version = 7): DecidingLayers => ({ national: bundleOf(policy, version), narrower: [] });

/** The state's rules, narrowed by a ministry's: those of the state with `changes`. */
export const ministryRules = (changes: Partial<Policy>, version = 2): DecidingLayers => {
  const owner = { fr: "Cabinet du ministre", en: "Office of the Minister" };
  const policy: Policy = { ...signedPolicy, id: "ministry", layer: "ministry", owner, contact: "regles@interieur.example", rules: [], ...changes };
  return { national: bundleOf(), narrower: [{ ...bundleOf(policy, version), layer: "ministry" }] };
};

/** A refusal as the homeserver's module gives it, still without words. */
export const serverRefusal = (ruleId: string, policyVersion: number): Failure => ({
  code: "refused",
  refusal: { action: "join", ruleId, rule: null, owner: null, policyVersion, issuedAt: null, contact: null, by: "server" },
});

/** @param now an instant */
export function judgedSession(me: UserId = camille.userId, now = "2026-11-23T12:00:00Z"): JudgedSession {
  const layers = liveSource(stateRules());
  const rooms = new Map<RoomId, RoomFacts>();
  const left: RoomId[] = [];
  const confirmations = new AskedConfirmations();
  const unproven = async (): Promise<Result<readonly Person[], Failure>> => (session.unproven === null ? failed({ code: "network" }) : ok(session.unproven));
  const session: JudgedSession = {
    layers,
    judge: new PolicyJudge(me, layers, () => Date.parse(now)),
    requirements: new Requirements({ identities: { unproven, unprovenReaders: unproven }, confirm: (rules, about) => confirmations.confirm(rules, about) }),
    confirmations,
    unproven: [],
    refusals: new ServerRefusals(layers, async () => session.onRefresh()),
    rooms,
    facts: { facts: async (roomId) => rooms.get(roomId) ?? null },
    leaver: {
      async leave(roomId) {
        left.push(roomId);
        return ok(undefined);
      },
    },
    left,
    onRefresh: () => undefined,
  };
  return session;
}

export const room = (id: RoomId, classId: string | null, more: Partial<RoomFacts> = {}): RoomFacts => ({
  id,
  classId,
  encrypted: true,
  claimed: false,
  ...more,
});
