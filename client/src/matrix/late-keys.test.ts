import { EventEmitter } from "node:events";
import { MatrixEventEvent, type MatrixClient } from "matrix-js-sdk";
import { DecryptionFailureCode } from "matrix-js-sdk/lib/crypto-api/index.js";
import { expect, test, vi } from "vitest";
import { askForLateKeys } from "./late-keys.ts";

function setUp(reason: DecryptionFailureCode | null) {
  const client = Object.assign(new EventEmitter(), { getCrypto: () => ({}) });
  const timers: (() => void)[] = [];
  const calledOff = vi.fn();
  const stop = askForLateKeys(client as unknown as MatrixClient, (_ms, wake) => {
    timers.push(wake);
    return calledOff;
  });
  const event = { decryptionFailureReason: reason, getWireContent: () => ({ session_id: "megolm" }), attemptDecryption: vi.fn(() => Promise.resolve()) };
  const fail = (): void => void client.emit(MatrixEventEvent.Decrypted, event);
  return { timers, event, fail, stop, calledOff };
}

test("a key that is not in the backup yet is asked for again, until it came or it is given up", async () => {
  const { timers, event, fail } = setUp(DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP);
  fail();
  fail();
  expect(timers).toHaveLength(1);
  timers[0]?.();
  await vi.waitFor(() => expect(timers).toHaveLength(2));
  event.decryptionFailureReason = null;
  timers[1]?.();
  await vi.waitFor(() => expect(event.attemptDecryption).toHaveBeenCalledOnce());
  expect(timers).toHaveLength(2);
});

test("it ends after a few times", async () => {
  const { timers, event, fail } = setUp(DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID);
  fail();
  for (let turn = 0; turn < 4; turn++) {
    timers[turn]?.();
    await vi.waitFor(() => expect(event.attemptDecryption).toHaveBeenCalledTimes(turn + 1));
  }
  expect(timers).toHaveLength(4);
});

test("a key that was withheld from this device is not asked for", () => {
  const { timers, fail } = setUp(DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE);
  fail();
  expect(timers).toHaveLength(0);
});

test("nothing is asked for after the session", () => {
  const { timers, fail, stop, calledOff } = setUp(DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP);
  fail();
  stop();
  expect(calledOff).toHaveBeenCalledOnce();
  fail();
  expect(timers).toHaveLength(1);
});
