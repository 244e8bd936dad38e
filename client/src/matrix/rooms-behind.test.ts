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
  const takeIn = async (...rooms: string[]): Promise<void> => {
    for (const roomId of rooms) await crypto.onCryptoEvent({ roomId } as Room, {} as MatrixEvent);
  };
  const { promise: painted, resolve } = Promise.withResolvers<void>();
  const opening = precedence.first(async () => {
    await painted;
    told.push("painted");
  });
  const taking = takeIn("!a", "!b");
  await new Promise((next) => setImmediate(next));
  resolve();
  await Promise.all([opening, taking]);
  expect(told).toEqual(["painted", "!a", "!b"]);
});
