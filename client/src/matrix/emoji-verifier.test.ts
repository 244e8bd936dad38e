import { EventEmitter } from "node:events";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import { VerificationPhase, VerificationRequestEvent, VerifierEvent, type ShowSasCallbacks, type VerificationRequest } from "matrix-js-sdk/lib/crypto-api/verification.js";
import { describe, expect, test, vi } from "vitest";
import type { DeviceId, RoomId, UserId } from "../domain/ids.ts";
import { emojiVerifier, type EmojiVerifierParts } from "./emoji-verifier.ts";

const camille = "@camille.laurent-interieur:etat.example" as UserId;
const SYMBOLS = ["🐶", "🐱", "🦁", "🐎", "🦄", "🐷", "📌"];

/** A verification request as the SDK would drive it; `move` plays the other side. */
class FakeRequest extends EventEmitter {
  phase = VerificationPhase.Requested;
  otherUserId: string = camille;
  otherDeviceId: string | undefined = "OTHER";
  isSelfVerification = true;
  initiatedByMe = false;
  cancellationCode: string | null = null;
  verifier: FakeVerifier | undefined = undefined;
  readonly startVerification = vi.fn((_method: string) => Promise.resolve());
  readonly accept = vi.fn(() => Promise.resolve());
  readonly cancel = vi.fn(() => {
    this.move(VerificationPhase.Cancelled, "m.user");
    return Promise.resolve();
  });

  move(phase: VerificationPhase, cancellationCode: string | null = null): void {
    this.phase = phase;
    this.cancellationCode = cancellationCode;
    this.emit(VerificationRequestEvent.Change);
  }

  showEmoji(symbols: readonly string[]): FakeVerifier {
    this.verifier = new FakeVerifier(symbols);
    this.move(VerificationPhase.Started);
    return this.verifier;
  }
}

class FakeVerifier extends EventEmitter {
  readonly callbacks: ShowSasCallbacks;
  readonly verify = (): Promise<void> => new Promise(() => undefined);
  readonly getShowSasCallbacks = (): ShowSasCallbacks | null => null;

  constructor(symbols: readonly string[]) {
    super();
    this.callbacks = { sas: { emoji: symbols.map((symbol) => [symbol, ""]) }, confirm: vi.fn(() => Promise.resolve()), mismatch: vi.fn(), cancel: vi.fn() };
    queueMicrotask(() => this.emit(VerifierEvent.ShowSas, this.callbacks));
  }
}

function setUp(change: Partial<EmojiVerifierParts> = {}) {
  const client = new EventEmitter();
  const asked = new FakeRequest();
  asked.initiatedByMe = true;
  const sent = () => Promise.resolve(asked as unknown as VerificationRequest);
  const parts: EmojiVerifierParts = {
    client: client as unknown as EmojiVerifierParts["client"],
    crypto: { requestOwnUserVerification: sent, requestVerificationDM: sent },
    directRoomWith: () => Promise.resolve("!dm" as RoomId),
    mayBeAsked: () => true,
    onOwnDeviceDone: vi.fn(),
    ...change,
  };
  const verifier = emojiVerifier(parts);
  const incoming = (request: FakeRequest): void => void client.emit(CryptoEvent.VerificationRequestReceived, request);
  return { verifier, asked, incoming, parts };
}
const tick = () => vi.waitFor(() => Promise.resolve());

describe("comparing emoji", () => {
  test("the side that asks starts once the other accepts, both confirm, and it is done", async () => {
    const { verifier, asked, parts } = setUp();
    expect(await verifier.requestOwnDevices()).toEqual({ ok: true, value: undefined });
    expect(verifier.state.current()).toEqual({ at: "waiting" });
    asked.move(VerificationPhase.Ready);
    asked.move(VerificationPhase.Ready);
    expect(asked.startVerification).toHaveBeenCalledExactlyOnceWith("m.sas.v1");
    const shown = asked.showEmoji(SYMBOLS);
    await vi.waitFor(() => expect(verifier.state.current()).toEqual({ at: "compare", emoji: SYMBOLS.map((symbol, index) => ({ symbol, number: index === 6 ? 63 : index })) }));
    await verifier.theyMatch();
    expect(shown.callbacks.confirm).toHaveBeenCalledOnce();
    expect(verifier.state.current()).toEqual({ at: "confirmed_here" });
    expect(parts.onOwnDeviceDone).not.toHaveBeenCalled();
    asked.move(VerificationPhase.Done);
    expect(verifier.state.current()).toEqual({ at: "done" });
    expect(parts.onOwnDeviceDone).toHaveBeenCalledOnce();
  });

  test("the side that is asked sees by whom, and does not start by itself", async () => {
    const { verifier, incoming } = setUp();
    const request = new FakeRequest();
    incoming(request);
    expect(verifier.state.current()).toEqual({ at: "asked", by: camille, deviceId: "OTHER" as DeviceId, ownDevice: true });
    expect((await verifier.accept()).ok).toBe(true);
    request.move(VerificationPhase.Ready);
    expect(request.accept).toHaveBeenCalledOnce();
    expect(request.startVerification).not.toHaveBeenCalled();
  });

  test("emoji that differ end it as a mismatch, and the other side is told", async () => {
    const { verifier, asked } = setUp();
    await verifier.requestOwnDevices();
    const shown = asked.showEmoji(SYMBOLS);
    await vi.waitFor(() => expect(verifier.state.current().at).toBe("compare"));
    await verifier.theyDiffer();
    expect(shown.callbacks.mismatch).toHaveBeenCalledOnce();
    expect(verifier.state.current()).toEqual({ at: "failed", reason: "mismatch" });
    asked.move(VerificationPhase.Done);
    expect(verifier.state.current()).toEqual({ at: "failed", reason: "mismatch" });
  });

  test.each([
    ["the other side cancels", "m.user", "cancelled_there"],
    ["nobody answers", "m.timeout", "timed_out"],
    ["somebody sits in between", "m.mismatched_commitment", "mismatch"],
  ])("when %s, that is said", async (_what, code, reason) => {
    const { verifier, asked } = setUp();
    await verifier.requestOwnDevices();
    asked.move(VerificationPhase.Cancelled, code);
    expect(verifier.state.current()).toEqual({ at: "failed", reason });
  });

  test("after cancelling here a new comparison can begin", async () => {
    const { verifier, asked } = setUp();
    await verifier.requestOwnDevices();
    await verifier.cancel();
    expect(verifier.state.current()).toEqual({ at: "failed", reason: "cancelled_here" });
    expect(asked.cancel).toHaveBeenCalledOnce();
    expect((await verifier.requestOwnDevices()).ok).toBe(true);
  });
});

describe("what is not compared", () => {
  test("fewer than seven emoji, or a symbol outside the specification's table, are never shown", async () => {
    for (const symbols of [SYMBOLS.slice(1), [...SYMBOLS.slice(1), "🥖"], []]) {
      const { verifier, asked } = setUp();
      await verifier.requestOwnDevices();
      const shown = asked.showEmoji(symbols);
      await vi.waitFor(() => expect(verifier.state.current()).toEqual({ at: "failed", reason: "unexpected" }));
      expect(shown.callbacks.cancel).toHaveBeenCalledOnce();
    }
  });

  test("nothing can be confirmed before emoji were shown", async () => {
    const { verifier } = setUp();
    expect((await verifier.theyMatch()).ok).toBe(false);
    await verifier.requestOwnDevices();
    expect((await verifier.theyMatch()).ok).toBe(false);
    expect(verifier.state.current()).toEqual({ at: "waiting" });
  });

  test("a second request does not take over from the first", async () => {
    const { verifier, incoming, asked } = setUp();
    await verifier.requestOwnDevices();
    incoming(new FakeRequest());
    expect(verifier.state.current()).toEqual({ at: "waiting" });
    asked.showEmoji(SYMBOLS);
    await vi.waitFor(() => expect(verifier.state.current().at).toBe("compare"));
  });

  test("a request that may not be shown now is not shown", () => {
    const { verifier, incoming } = setUp({ mayBeAsked: ({ ownDevice }) => ownDevice });
    const request = new FakeRequest();
    request.isSelfVerification = false;
    incoming(request);
    expect(verifier.state.current()).toEqual({ at: "idle" });
  });

  test("somebody without a direct conversation cannot be asked", async () => {
    const { verifier } = setUp({ directRoomWith: () => Promise.resolve(null) });
    expect(await verifier.requestPerson(camille)).toEqual({ ok: false, failure: { code: "not_found" } });
  });

  test("after it was disposed of, nobody is asked any more", async () => {
    const { verifier, incoming } = setUp();
    verifier.dispose();
    incoming(new FakeRequest());
    await tick();
    expect(verifier.state.current()).toEqual({ at: "idle" });
  });
});
