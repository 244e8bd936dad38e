import type { MatrixClient, MatrixEvent, Room } from "matrix-js-sdk";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";
import { expect, test } from "vitest";
import { Precedence } from "./precedence.ts";
import { takeInBehind } from "./rooms-behind.ts";

test("between two rooms of an answer whoever waits goes first", async () => {
  const told: string[] = [];
  const crypto = { onCryptoEvent: async (room: Room) => void told.push(room.roomId) } as unknown as CryptoBackend; // what sync calls
  const precedence = new Precedence();
  takeInBehind({ getCrypto: () => crypto } as unknown as MatrixClient, precedence);
  const { promise: painted, resolve } = Promise.withResolvers<void>();
  let opening: Promise<void> | null = null;
  const taking = ["!a", "!b", "!c"].map(async (roomId) => {
    await crypto.onCryptoEvent({ roomId } as Room, {} as MatrixEvent);
    opening ??= precedence.first(async () => {
      await painted;
      told.push("painted");
    });
  });
  await taking[0];
  await new Promise((next) => setImmediate(next));
  expect(told.slice(0, 2)).toEqual(["!a", "!b"].slice(0, told.length));
  resolve();
  await Promise.all([opening, ...taking]);
  expect(told.indexOf("painted")).toBeLessThan(told.indexOf("!c"));
});
