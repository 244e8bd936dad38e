import type { MatrixClient } from "matrix-js-sdk";
import { expect, test } from "vitest";
import { encryptionInStore } from "./encryption-in-store.ts";

function store(answers: readonly (boolean | Error)[]) {
  let asked = 0;
  const crypto = {
    isEncryptionEnabledInRoom: async () => {
      const answer = answers[asked++];
      await new Promise((next) => setImmediate(next));
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const client = { getCrypto: () => crypto } as unknown as MatrixClient; // nothing else is called
  return { asked: () => asked, ask: () => encryptionInStore(client, "!r") };
}

test("whoever asks at the same time, or later, shares the answer that encryption is on", async () => {
  const { ask, asked } = store([true]);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([true, true, true]);
  expect(await ask()).toBe(true);
  expect(asked()).toBe(1);
});

test("that it is off is nobody else's answer: it may be on by now", async () => {
  const { ask, asked } = store([false, true]);
  expect(await Promise.all([ask(), ask()])).toEqual([false, true]);
  expect(asked()).toBe(2);
});

test("a store that could not answer is asked again", async () => {
  const { ask } = store([new Error("closing"), true]);
  await expect(ask()).rejects.toThrow("closing");
  expect(await ask()).toBe(true);
});
