/** The recovery key as people see and type it (Matrix appendices, section "Cryptographic key representation"). */
import { decodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";

const GROUP = 4;

/** @returns the key in groups of four characters; the last group may be shorter. */
export function recoveryKeyGroups(encoded: string): readonly string[] {
  return encoded.replaceAll(/\s/g, "").match(new RegExp(`.{1,${GROUP}}`, "g")) ?? [];
}

/** @returns the 32 bytes, or null when `typed` is not a recovery key (its parity byte shows most slips). Spaces and dashes are ignored. */
export function parseRecoveryKey(typed: string): Uint8Array<ArrayBuffer> | null {
  try {
    const key = decodeRecoveryKey(typed.replaceAll(/[\s-]/g, ""));
    return key.byteLength === 32 ? key : null;
  } catch {
    return null;
  }
}

/**
 * @param groups how many groups the key has, at least 2
 * @param random a number in [0, 2^32), different each time
 * @returns two different positions, in rising order.
 */
export function twoPositions(groups: number, random: () => number): readonly [number, number] {
  const first = random() % groups;
  const second = (first + 1 + (random() % (groups - 1))) % groups;
  return first < second ? [first, second] : [second, first];
}

/** @returns whether `typed` are the groups of the key at `positions`. Letters are told apart by case, as base58 does. */
export function groupsMatch(encoded: string, positions: readonly [number, number], typed: readonly [string, string]): boolean {
  const groups = recoveryKeyGroups(encoded);
  return positions.every((position, index) => {
    const group = groups[position];
    return group !== undefined && typed[index]?.trim() === group;
  });
}
