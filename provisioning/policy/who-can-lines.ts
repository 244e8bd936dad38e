/** Who can do something in a class of rooms, in an officer's words. */
import type { AskedLayers } from "#policies/analyse/asked-layer.ts";
import type { WhoCan, WhoCanRow } from "#policies/analyse/who-can.ts";
import { both, type LocalisedText } from "../output/language.ts";
import { indented, peopleWords, ruleWords } from "./policy-words.ts";

/** People by their sets in the first layer, and by those that further layers tell besides, by title. */
function groupWords([first, ...further]: AskedLayers, sets: readonly string[], inFurther: readonly (readonly string[])[]): LocalisedText {
  const words = peopleWords(first.policy, sets);
  const known = new Set(sets.map((name) => first.policy.sets[name]?.title.fr));
  const besides = further.flatMap(({ policy }, index) => (inFurther[index] ?? []).flatMap((name) => policy.sets[name]?.title ?? [])).filter(({ fr }) => !known.has(fr));
  const titles = [...new Map(besides.map((title) => [title.fr, title])).values()];
  return both([words.fr, ...titles.map(({ fr }) => fr)].join(" + "), [words.en, ...titles.map(({ en }) => en)].join(" + "));
}

function rowWords(layers: AskedLayers, row: WhoCanRow): LocalisedText {
  const actor = row.actorNamed === null ? groupWords(layers, row.actor, row.actorFurther) : both(row.actorNamed, row.actorNamed);
  const target = row.target === null ? null : row.targetNamed === null ? groupWords(layers, row.target, row.targetFurther) : both(row.targetNamed, row.targetNamed);
  const { policy } = layers.find((layer) => layer.policy.layer === row.layer) ?? layers[0];
  const rule = ruleWords(policy, row.ruleId);
  const layer = layers.length > 1 && row.effect === "deny" ? both(`, couche ${row.layer}`, `, layer ${row.layer}`) : both("", "");
  const room = row.roomId === null ? both("", "") : both(`, salon ${row.roomId}`, `, room ${row.roomId}`);
  const requires = row.requires.length === 0 ? both("", "") : both(` ; demande ${row.requires.join(", ")}`, `; requires ${row.requires.join(", ")}`);
  return both(
    `${actor.fr}${target === null ? "" : ` → ${target.fr}`}${room.fr}   ${rule.fr}${layer.fr}${requires.fr}`,
    `${actor.en}${target === null ? "" : ` → ${target.en}`}${room.en}   ${rule.en}${layer.en}${requires.en}`,
  );
}

export function whoCanLines(layers: AskedLayers, { rows, complete }: WhoCan): readonly LocalisedText[] {
  const part = (heading: LocalisedText, effect: WhoCanRow["effect"]): readonly LocalisedText[] => {
    const found = [...new Map(rows.filter((row) => row.effect === effect).map((row) => rowWords(layers, row)).map((words) => [words.fr, words])).values()];
    return [heading, ...(found.length === 0 ? [indented(both("personne", "nobody"))] : found.map((words) => indented(words)))];
  };
  const incomplete = complete ? [] : [both("Attention : trop de cas pour les trouver tous.", "Beware: too many cases to find them all.")];
  return [...part(both("Peuvent :", "Can:"), "allow"), ...part(both("Ne peuvent pas :", "Cannot:"), "deny"), ...incomplete];
}
