/** What is told about an exchange with other programs, in lines for people. */
import type { NotTaken } from "#policies/interchange/not-taken.ts";
import type { Finding } from "#policies/interchange/room-access-rules.ts";
import { both, type LocalisedText } from "../../output/language.ts";

const ROOMS_SHOWN = 5;

export const notTakenLines = (left: readonly NotTaken[]): readonly LocalisedText[] =>
  left.length === 0 ? [] : [both(`Non repris : ${left.length}`, `Not taken up: ${left.length}`), ...left.map(({ place, why }) => both(`  ${place} : ${why.fr}`, `  ${place}: ${why.en}`))];

export const findingLines = (findings: readonly Finding[]): readonly LocalisedText[] =>
  findings.flatMap(({ says, rooms }) => {
    const shown = rooms.slice(0, ROOMS_SHOWN).join(", ") + (rooms.length > ROOMS_SHOWN ? ", …" : "");
    return [both(`À savoir : ${says.fr}`, `Note: ${says.en}`), ...(rooms.length === 0 ? [] : [both(`  ${shown}`, `  ${shown}`)])];
  });
