/** From what should be and what is: what is to be done. Pure. */
import type { AccessRequest, Decision } from "#policies/model/access-request.ts";
import type { Policy } from "#policies/model/policy.ts";
import type { PolicyBundle } from "#policies/model/policy-bundle.ts";
import { decideLayers } from "#policies/evaluate/decide.ts";
import { subjectOf } from "#policies/evaluate/subject.ts";
import { EXIT } from "../output/exit-codes.ts";
import { both } from "../output/language.ts";
import { problem, type Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import type { Change } from "./change.ts";
import { aliasOf, userIdOf, type DesiredRoom, type DesiredState } from "./desired-state.ts";
import type { ObservedRoom, ObservedState } from "./observed-state.ts";

const conflict = (code: string, where: string, fr: string, en: string): Problem => problem({ code, where, what: both(fr, en), exit: EXIT.refused });

/** The sets that the file says somebody is in are the sets that the policy says. */
function setProblems(desired: DesiredState, policy: Policy): Problem[] {
  return desired.people.flatMap((person) => {
    const actual = subjectOf(policy, userIdOf(desired, person.user)).sets;
    const wanted = [...person.sets].sort();
    if (actual.length === wanted.length && actual.every((name, index) => name === wanted[index])) return [];
    const list = (names: readonly string[]): string => (names.length === 0 ? "∅" : names.join(", "));
    return [
      conflict(
        "sets_differ",
        person.user,
        `le fichier d’état dit : ${list(wanted)} ; la règle signée dit : ${list(actual)}. Seule la règle signée décide de qui fait partie d’un ensemble.`,
        `the state file says ${list(wanted)}; the signed policy says ${list(actual)}. Only the signed policy decides who is in a set.`,
      ),
    ];
  });
}

function accountProblems(desired: DesiredState, observed: ObservedState): Problem[] {
  return desired.people.flatMap((person) => {
    const account = observed.accounts.get(person.user) ?? null;
    if (account === null) return [];
    if (account.deactivated) {
      return [conflict("account_deactivated", person.user, "ce compte a été désactivé ; il ne sera pas réactivé.", "this account was deactivated; it will not be reactivated.")];
    }
    // Server administrators escape some of the rules' callbacks: nobody but the service account is one.
    if (account.admin && person.user !== desired.service_account) {
      return [
        conflict(
          "unexpected_administrator",
          person.user,
          "ce compte administre le serveur alors que seul le compte de service le doit ; retirez-lui ce droit.",
          "this account administers the homeserver, which only the service account should; take that right away.",
        ),
      ];
    }
    return [];
  });
}

function roomProblems(desired: DesiredState, observed: ObservedState, policy: Policy): Problem[] {
  return desired.rooms.flatMap((room) => {
    const where = room.key;
    if (!Object.hasOwn(policy.room_classes, room.class)) {
      return [conflict("class_unknown", where, `la classe « ${room.class} » n’existe pas dans la règle en vigueur.`, `the class “${room.class}” does not exist in the policy in force.`)];
    }
    const found = observed.rooms.get(room.key) ?? null;
    if (found === null) return [];
    if (found.class !== room.class) {
      return [
        conflict(
          "class_differs",
          where,
          `le salon ${found.roomId} existe avec la classe « ${found.class ?? "∅"} » ; la classe d’un salon ne change jamais.`,
          `the room ${found.roomId} exists with the class “${found.class ?? "∅"}”; the class of a room never changes.`,
        ),
      ];
    }
    if (found.memberships.get(userIdOf(desired, room.owner)) !== "join") {
      return [conflict("owner_left", where, `${room.owner} n’est plus dans le salon ${found.roomId} et ne peut donc rien y faire.`, `${room.owner} is no longer in the room ${found.roomId}, and so can do nothing there.`)];
    }
    const alias = room.alias === null ? null : aliasOf(desired, room.alias);
    const standsFor = alias === null ? undefined : observed.aliases.get(alias);
    if (standsFor !== undefined && standsFor !== found.roomId) {
      return [conflict("alias_taken", where, `l’adresse ${alias} désigne déjà un autre salon (${standsFor}).`, `the alias ${alias} already stands for another room (${standsFor}).`)];
    }
    return [];
  });
}

const isPublic = (policy: Policy, room: DesiredRoom): boolean => policy.room_classes[room.class]?.join_rule === "public";

function memberChanges(desired: DesiredState, policy: Policy, room: DesiredRoom, found: ObservedRoom | null): Change[] {
  return room.members.flatMap((user): Change[] => {
    const membership = found?.memberships.get(userIdOf(desired, user)) ?? "leave";
    if (membership === "join") return [];
    const join: Change = { kind: "join", room, user };
    return membership === "invite" || isPublic(policy, room) ? [join] : [{ kind: "invite", room, user }, join];
  });
}

/** What decides together: the nation's rules, and those of further layers, which can only narrow. */
export interface PolicyBundles {
  readonly national: PolicyBundle;
  readonly narrower: readonly PolicyBundle[];
}

const versionOf = ({ layer, policy_version }: Decision): string => `version ${policy_version}${layer === "national" ? "" : `, ${layer}`}`;

/** What the rules in force say to each change, so that a plan that will be refused is not begun. */
function refusals(desired: DesiredState, { national, narrower }: PolicyBundles, changes: readonly Change[], now: string): Problem[] {
  /** What keeps somebody from being invited keeps them from joining too: it is said once. */
  const said = new Set<string>();
  return changes.flatMap((change) => {
    if (change.kind !== "invite" && change.kind !== "join") return [];
    const user = userIdOf(desired, change.user);
    const request: AccessRequest = {
      action: change.kind,
      actor: change.kind === "join" ? user : userIdOf(desired, change.room.owner),
      target: user,
      room: { id: null, class: change.room.class, encrypted: null },
      event_encrypted: null,
      creation: null,
      met: null,
      now,
    };
    const decision = decideLayers(national, narrower, request);
    const refusal = `${decision.rule_id} ${change.room.key} ${user}`;
    if (decision.effect === "allow" || said.has(refusal)) return [];
    said.add(refusal);
    return [
      conflict(
        "refused_by_rule",
        change.room.key,
        `la règle ${decision.rule_id} (${versionOf(decision)}) refuse que ${change.user} entre dans « ${change.room.name} ».`,
        `rule ${decision.rule_id} (${versionOf(decision)}) refuses that ${change.user} enters “${change.room.name}”.`,
      ),
    ];
  });
}

/**
 * @param bundles the verified policy in force
 * @param now Instant
 * @returns the changes in an order in which they can be made; none when the homeserver is as the file says
 */
export function planChanges(desired: DesiredState, observed: ObservedState, bundles: PolicyBundles, now: string): Result<readonly Change[], readonly Problem[]> {
  const { policy } = bundles.national;
  const problems = [...setProblems(desired, policy), ...accountProblems(desired, observed), ...roomProblems(desired, observed, policy)];
  if (problems.length > 0) return failed(problems);

  const changes: Change[] = [];
  for (const person of desired.people) {
    const account = observed.accounts.get(person.user) ?? null;
    if (account === null) changes.push({ kind: "create_account", person });
    else if (account.displayName !== person.name) changes.push({ kind: "set_display_name", person });
  }
  for (const room of desired.rooms) {
    const found = observed.rooms.get(room.key) ?? null;
    const alias = room.alias === null ? null : aliasOf(desired, room.alias);
    if (found === null) {
      changes.push({ kind: "create_room", room });
    } else {
      if (found.name !== room.name) changes.push({ kind: "set_room_name", room });
      if (found.topic !== room.topic) changes.push({ kind: "set_room_topic", room });
    }
    // A room is created with its alias; this is for one that lacks it.
    if (alias !== null && found !== null && found.canonicalAlias !== alias) changes.push({ kind: "set_alias", room, alias });
    const space = room.space === null ? null : desired.rooms.find((candidate) => candidate.key === room.space);
    if (space) {
      const listedIn = observed.rooms.get(space.key) ?? null;
      if (found === null || listedIn === null || !listedIn.children.has(found.roomId)) changes.push({ kind: "list_in_space", room, space });
    }
    changes.push(...memberChanges(desired, policy, room, found));
  }
  const refused = refusals(desired, bundles, changes, now);
  return refused.length > 0 ? failed(refused) : ok(changes);
}
