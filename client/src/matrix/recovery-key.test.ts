import { encodeRecoveryKey } from "matrix-js-sdk/lib/crypto-api/recovery-key.js";
import { expect, test } from "vitest";
import { groupsMatch, parseRecoveryKey, recoveryKeyGroups, twoPositions } from "./recovery-key.ts";

const bytes = Uint8Array.from({ length: 32 }, (_, index) => index);
const encoded = encodeRecoveryKey(bytes) ?? "";

test("the key is shown in groups of four and typed back with or without spaces", () => {
  const groups = recoveryKeyGroups(encoded);
  expect(groups.every((group) => group.length === 4)).toBe(true);
  expect(groups.join("")).toBe(encoded.replaceAll(" ", ""));
  for (const typed of [encoded, groups.join(""), groups.join("-"), ` ${groups.join("  ")}\n`]) expect(parseRecoveryKey(typed)).toEqual(bytes);
});

test("a slip in typing is not a key", () => {
  expect(parseRecoveryKey("")).toBeNull();
  expect(parseRecoveryKey(encoded.slice(0, -1))).toBeNull();
  expect(parseRecoveryKey(encoded.replace(/.$/, (last) => (last === "A" ? "B" : "A")))).toBeNull();
  expect(parseRecoveryKey("my dog's name")).toBeNull();
});

test("two different groups are asked for, and every pair can be asked", () => {
  const asked = new Set<string>();
  for (let a = 0; a < 12; a++) {
    for (let b = 0; b < 11; b++) {
      const draws = [a, b];
      const [first, second] = twoPositions(12, () => draws.shift() ?? 0);
      expect(first).toBeLessThan(second);
      asked.add(`${first},${second}`);
    }
  }
  expect(asked.size).toBe((12 * 11) / 2);
});

test("only the groups that were asked for prove the key", () => {
  const groups = recoveryKeyGroups(encoded);
  const [second, fifth] = [groups[1] ?? "", groups[4] ?? ""];
  expect(groupsMatch(encoded, [1, 4], [` ${second} `, fifth])).toBe(true);
  expect(groupsMatch(encoded, [1, 4], [fifth, second])).toBe(false);
  expect(groupsMatch(encoded, [1, 4], [second, ""])).toBe(false);
  expect(groupsMatch(encoded, [1, 99], [second, ""])).toBe(false);
});
