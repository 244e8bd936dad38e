/** Asks `decideLayers` for the person who is signed in, under the rules in force now. */
import { decideLayers } from "#policies/evaluate/decide.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { creationOf, creationRequest, type CreateRoomBody, type RoomDetails } from "#policies/evaluate/room-creation-body.ts";
import { listedClass } from "#policies/evaluate/floor.ts";
import type { AccessRequest } from "#policies/model/access-request.ts";
import type { Action, FurtherLayer, Layer, Policy, Requirement } from "#policies/model/policy.ts";
import type { DecidingLayers } from "../domain/deciding-layers.ts";
import type { RefusalNotice } from "../domain/failure.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import type { Live } from "../domain/live.ts";
import type { Transmission } from "../domain/ports/transmission-guard.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import type { RoomFacts } from "../domain/room-facts.ts";
import { refusalNotice } from "./refusal-notice.ts";
import { SEEN_TO } from "./requirements.ts";
import { rulesAskingToConfirm } from "./rules-asking.ts";

/** null: allowed */
export type Objection = RefusalNotice | null;

export interface JudgedRoom {
  readonly id: RoomId | null;
  readonly classId: string | null;
}

const ofLayer = (layer: Layer): { readonly of?: FurtherLayer } => (layer === "national" ? {} : { of: layer });

export class PolicyJudge {
  readonly #me: UserId;
  readonly #layers: Live<DecidingLayers>;
  readonly #now: () => number;

  /** @param now ms since the epoch */
  constructor(me: UserId, layers: Live<DecidingLayers>, now: () => number) {
    this.#me = me;
    this.#layers = layers;
    this.#now = now;
  }

  get me(): UserId {
    return this.#me;
  }

  /** The nation's rules: what classes there are, they say. */
  get national(): Policy {
    return this.#layers.current().national.policy;
  }

  join(room: JudgedRoom, met = SEEN_TO): Objection {
    return this.#ask("join", room, { target: this.#me, met });
  }

  invite(room: JudgedRoom, target: UserId | null, met = SEEN_TO): Objection {
    return this.#ask("invite", room, { target, met });
  }

  /** For actions that are about the room alone, or about the power of somebody in it. */
  change(action: Exclude<Action, "create_room" | "invite" | "join" | "send">, room: JudgedRoom, target: UserId | null = null, met = SEEN_TO): Objection {
    return this.#ask(action, room, { target, met });
  }

  /**
   * Builds the body of a creation from its class, and asks about the very same body.
   * @returns the body to send, or why not; an unknown class is refused (F-01).
   */
  creation(classId: string | null, details: RoomDetails, met = SEEN_TO): Result<CreateRoomBody, RefusalNotice> {
    const definition = listedClass(this.national, classId);
    const body = classId === null || definition === null ? null : creationOf(classId, definition, details);
    const request = body === null ? null : creationRequest(body);
    const objection = this.#ask("create_room", { id: null, classId: request?.classId ?? classId }, { creation: request?.creation ?? null, met });
    if (objection !== null) return failed(objection);
    return body === null ? failed(this.refusal("F-01", "create_room")) : ok(body);
  }

  /** How a message may go onto the wire in this room, if at all: floor F-02 and F-09, then the rules. */
  transmission(room: RoomFacts, met = SEEN_TO): Result<Transmission, RefusalNotice> {
    const { public_rooms: listed } = this.national;
    const definition = listedClass(this.national, room.classId);
    // Encryption, once seen, is never given up; without it only a listed room of a public class gets anything.
    const plaintext = room.encrypted === false && definition?.public === true && listed.includes(room.id);
    const objection = this.#ask("send", room, { encrypted: room.encrypted, event_encrypted: !plaintext, met });
    return objection === null ? ok(plaintext ? "plaintext" : "encrypted") : failed(objection);
  }

  /** A refusal that follows from what was found, not from a question. */
  refusal(ruleId: string, action: Action): RefusalNotice {
    const { version } = this.#layers.current().national;
    return this.#notice({ ruleId, action, policyVersion: version });
  }

  #ask(
    action: Action,
    room: JudgedRoom,
    about: Partial<Pick<AccessRequest, "target" | "creation" | "event_encrypted">> & { readonly encrypted?: boolean | null; readonly met: readonly Requirement[] },
  ): Objection {
    const layers = this.#layers.current();
    const request: AccessRequest = {
      action,
      actor: this.#me,
      target: about.target ?? null,
      room: { id: room.id, class: room.classId, encrypted: about.encrypted ?? null },
      event_encrypted: about.event_encrypted ?? null,
      creation: about.creation ?? null,
      met: about.met,
      now: instantOf(this.#now()),
    };
    const { effect, rule_id: ruleId, layer, policy_version: policyVersion, unmet } = decideLayers(layers.national, layers.narrower, request);
    if (effect === "allow") return null;
    const objection = this.#notice({ ruleId, action, policyVersion, unmet, ...ofLayer(layer) });
    if (!unmet.includes("confirmed")) return objection;
    const others = rulesAskingToConfirm(layers, request).filter((one) => one.ruleId !== ruleId || one.layer !== layer);
    return { ...objection, alsoAsking: others.map((one) => this.#notice({ ...one, action, ...ofLayer(one.layer) })) };
  }

  #notice(facts: { readonly ruleId: string; readonly action: Action; readonly policyVersion: number; readonly unmet?: readonly Requirement[]; readonly of?: FurtherLayer }): RefusalNotice {
    return refusalNotice(this.#layers.current(), { ...facts, by: "client" });
  }
}
