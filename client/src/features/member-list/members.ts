/** The order and the words of the list of people in a room. */
import type { Member } from "#client/domain/ports/member-list-source.ts";
import { t } from "#client/ui/i18n/i18n.svelte.ts";

/** @returns those present and those invited; who has more to say in the room first, then by name. */
export function orderedMembers(members: readonly Member[], locale: string): { readonly present: readonly Member[]; readonly invited: readonly Member[] } {
  const ordered = members.toSorted(
    (a, b) =>
      Number(b.creator) - Number(a.creator) || b.powerLevel - a.powerLevel || a.person.displayName.localeCompare(b.person.displayName, locale),
  );
  return { present: ordered.filter((member) => member.membership === "join"), invited: ordered.filter((member) => member.membership === "invite") };
}

/** @returns what somebody may do in the room beyond writing; null when nothing. */
export function roleWords(member: Member): string | null {
  if (member.creator) return t("members.role.creator");
  if (member.powerLevel >= 100) return t("members.role.admin");
  return member.powerLevel >= 50 ? t("members.role.moderator") : null;
}

/** @param level the power level that the room's class demands for invitations. @returns whether Matrix itself lets `member` invite. */
export function mayInvite(member: Member | undefined, level: number): boolean {
  return member !== undefined && member.membership === "join" && (member.creator || member.powerLevel >= level);
}
