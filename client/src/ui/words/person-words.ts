/** Where somebody belongs, in words. It comes from the signed policy; never from a profile or a display name. */
import type { UserId } from "#client/domain/ids.ts";
import type { Person } from "#client/domain/person.ts";
import { localised, t } from "../i18n/i18n.svelte.ts";

/** @returns the part of a user ID after the first colon: the name of the person's server. */
export function serverOf(userId: UserId): string {
  return userId.slice(userId.indexOf(":") + 1);
}

/** @returns `Ministère de l’Intérieur`, `Externe · etat.example`, `Compte de service`. */
export function affiliationWords(person: Person): string {
  if (person.service) return t("common.service");
  if (person.external) return `${t("common.external")} · ${serverOf(person.userId)}`;
  return person.affiliation ? localised(person.affiliation) : serverOf(person.userId);
}

/** @returns the name, with a mark in words when the person comes from outside. */
export function nameInLine(person: Person): string {
  return person.external ? t("change.external", { name: person.displayName }) : person.displayName;
}
