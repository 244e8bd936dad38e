/** Who can do something in a class of rooms, in an officer's words. */
import type { WhoCan, WhoCanRow } from "#policies/analyse/who-can.ts";
import type { Policy } from "#policies/model/policy.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { indented, peopleWords, ruleWords } from "./policy-words.ts";

function rowWords(policy: Policy, row: WhoCanRow): LocalisedText {
  const person = (sets: readonly string[], named: string | null): LocalisedText => (named === null ? peopleWords(policy, sets) : both(named, named));
  const actor = person(row.actor, row.actorNamed);
  const target = row.target === null ? null : person(row.target, row.targetNamed);
  const rule = ruleWords(policy, row.ruleId);
  const room = row.roomId === null ? both("", "") : both(`, salon ${row.roomId}`, `, room ${row.roomId}`);
  const requires = row.requires.length === 0 ? both("", "") : both(` ; demande ${row.requires.join(", ")}`, `; requires ${row.requires.join(", ")}`);
  return both(
    `${actor.fr}${target === null ? "" : ` → ${target.fr}`}${room.fr}   ${rule.fr}${requires.fr}`,
    `${actor.en}${target === null ? "" : ` → ${target.en}`}${room.en}   ${rule.en}${requires.en}`,
  );
}

export function whoCanLines(policy: Policy, { rows, complete }: WhoCan): readonly LocalisedText[] {
  const part = (heading: LocalisedText, effect: WhoCanRow["effect"]): readonly LocalisedText[] => {
    const found = rows.filter((row) => row.effect === effect);
    return [heading, ...(found.length === 0 ? [indented(both("personne", "nobody"))] : found.map((row) => indented(rowWords(policy, row))))];
  };
  const incomplete = complete ? [] : [both("Attention : trop de cas pour les trouver tous.", "Beware: too many cases to find them all.")];
  return [...part(both("Peuvent :", "Can:"), "allow"), ...part(both("Ne peuvent pas :", "Cannot:"), "deny"), ...incomplete];
}
