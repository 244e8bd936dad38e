/** What a room's class means for who reads, in words. The definition comes from the signed policy. */
import type { Policy, RoomClass } from "#policies/model/policy.ts";
import type { RoomClassView } from "#client/domain/room.ts";
import { formatList } from "../i18n/formats.svelte.ts";
import { localised, t } from "../i18n/i18n.svelte.ts";

/** @param encrypted what is known of the room itself; a class that demands encryption in a room without it is said to be broken */
export function protectionWords(definition: RoomClass, encrypted: boolean): string {
  if (definition.kind === "space" || definition.kind === "governance") return t("class.carries_state");
  if (encrypted) return t("class.encrypted");
  return definition.public ? t("class.public") : t("class.not_encrypted");
}

/** @returns who may be in a room of this class, by the names that the policy's sets have. */
export function whoMayBeIn(view: RoomClassView, policy: Policy): string {
  const { sets, externals } = view.mayJoin;
  if (view.definition?.kind === "direct") return t("class.who.two");
  const ministries = Object.keys(policy.sets).filter((name) => policy.sets[name]?.kind === "agents");
  const admitted = ministries.filter((name) => sets.includes(name));
  const everyMinistry = admitted.length === ministries.length && ministries.length > 0;
  if (everyMinistry && externals) return view.definition?.join_rule === "public" ? t("class.who.everybody") : t("class.who.agents_and_externals");
  if (everyMinistry) return t("class.who.agents");
  if (admitted.length === 0) return externals ? t("class.who.externals") : t("class.who.nobody");
  const titles = formatList(admitted.map((name) => setTitle(policy, name)));
  return externals ? t("class.who.sets_and_externals", { sets: titles }) : t("class.who.sets", { sets: titles });
}

/** @returns the title of a set; its name where the policy has no such set. */
export function setTitle(policy: Policy, name: string): string {
  const set = policy.sets[name];
  return set ? localised(set.title) : name;
}

/** @returns who may be in a room of the class at all; rules narrow this further. */
export function membersWords({ members: { sets, externals } }: RoomClass, policy: Policy): string {
  if (sets === null) return t(externals ? "class.who.agents_and_externals" : "class.who.agents");
  if (sets.length === 0) return t(externals ? "class.who.externals" : "class.who.nobody");
  const titles = formatList(sets.map((name) => setTitle(policy, name)));
  return t(externals ? "class.who.sets_and_externals" : "class.who.sets", { sets: titles });
}

/** @returns what somebody who comes later can read of what was written before. */
export function historyWords(definition: RoomClass): string {
  return t(`class.history.${definition.history_visibility}`);
}
