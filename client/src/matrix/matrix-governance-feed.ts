import { RoomStateEvent, type MatrixClient, type MatrixEvent } from "matrix-js-sdk";
import { POLICY_BUNDLE_EVENT, POLICY_CHUNK_EVENT, POLICY_OVERLAY_EVENT, POLICY_PULSE_EVENT, POLICY_ROOT_EVENT } from "#policies/model/wire-names.ts";
import type { Failure } from "../domain/failure.ts";
import type { RoomId } from "../domain/ids.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { GovernanceEvent, GovernanceFeed } from "../domain/ports/governance-feed.ts";
import type { RoomJoiner } from "../domain/ports/room-joiner.ts";
import { ok, type Result } from "../domain/result.ts";
import { batched } from "./batched.ts";

/** In the order in which a reader needs them: a bundle is of use only when its chunks and the roots are known, an overlay upon its bundle. */
const POLICY_EVENTS: readonly string[] = [POLICY_CHUNK_EVENT, POLICY_ROOT_EVENT, POLICY_BUNDLE_EVENT, POLICY_OVERLAY_EVENT, POLICY_PULSE_EVENT];

/** The push channel of the rules, over the room's state. */
export class MatrixGovernanceFeed implements GovernanceFeed {
  readonly #client: MatrixClient;

  constructor(client: MatrixClient) {
    this.#client = client;
  }

  async enter(roomId: RoomId, joiner: RoomJoiner): Promise<Result<void, Failure>> {
    if (this.#client.getRoom(roomId)?.getMyMembership() === "join") return ok(undefined);
    const joined = await joiner.join(roomId);
    return joined.ok ? ok(undefined) : joined;
  }

  subscribe(roomId: RoomId, listener: (events: readonly GovernanceEvent[]) => void): Unsubscribe {
    const arrived: GovernanceEvent[] = POLICY_EVENTS.flatMap((type) =>
      (this.#client.getRoom(roomId)?.currentState.getStateEvents(type) ?? []).flatMap((event) => governanceEvent(event) ?? []),
    );
    const work = batched(() => {
      const batch = arrived.splice(0).sort((a, b) => POLICY_EVENTS.indexOf(a.type) - POLICY_EVENTS.indexOf(b.type));
      if (batch.length > 0) listener(batch);
    });
    const stateChanged = (event: MatrixEvent): void => {
      const parsed = event.getRoomId() === roomId ? governanceEvent(event) : null;
      if (parsed === null) return;
      arrived.push(parsed);
      work.request();
    };
    this.#client.on(RoomStateEvent.Events, stateChanged);
    if (arrived.length > 0) listener(arrived.splice(0));
    return () => {
      work.stop();
      this.#client.off(RoomStateEvent.Events, stateChanged);
    };
  }
}

function governanceEvent(event: MatrixEvent): GovernanceEvent | null {
  const stateKey = event.getStateKey();
  if (stateKey === undefined || !POLICY_EVENTS.includes(event.getType())) return null;
  return { type: event.getType(), stateKey, content: structuredClone(event.getContent()) };
}
