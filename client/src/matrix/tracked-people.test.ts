/** With the real crypto library: everybody is followed, whoever asked for that, and nobody is told of twice. */
import { createClient, type MatrixClient } from "matrix-js-sdk";
import type { OlmMachine } from "@matrix-org/matrix-sdk-crypto-wasm";
import * as wasm from "@matrix-org/matrix-sdk-crypto-wasm";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SILENT_LOGGER } from "./silence-loggers.ts";
import { tellOfPeopleOnce } from "./tracked-people.ts";

const ME = "@camille-interieur:etat.example";
const [IDRIS, NORA, SAMI] = ["@idris-interieur:etat.example", "@nora-interieur:etat.example", "@sami-interieur:etat.example"] as const;

let client: MatrixClient;
let machine: OlmMachine;
/** whom the library itself was told of, call by call */
let calls: string[][];
let hold: Promise<void>;
beforeEach(async () => {
  client = createClient({ baseUrl: "https://etat.example", userId: ME, deviceId: "D", accessToken: "t", logger: SILENT_LOGGER, fetchFn: async () => Response.json({ errcode: "M_NOT_FOUND" }, { status: 404 }) });
  await client.initRustCrypto({ useIndexedDB: false });
  const crypto = client.getCrypto()!;
  machine = (crypto as unknown as { readonly olmMachine: OlmMachine }).olmMachine;
  calls = [];
  hold = Promise.resolve();
  const library = machine.updateTrackedUsers.bind(machine);
  machine.updateTrackedUsers = async (users) => {
    calls.push(users.map(String));
    await hold;
    return library(users);
  };
  tellOfPeopleOnce(crypto);
});
afterEach(() => client.stopClient());

const tell = (...userIds: string[]): Promise<unknown> => machine.updateTrackedUsers(userIds.map((userId) => new wasm.UserId(userId)));
const followed = async (): Promise<string[]> => [...(await machine.trackedUsers())].map(String).filter((userId) => userId !== ME).sort();

test("of hundreds of rooms with the same people the library hears a few times, and follows everybody", async () => {
  const before = calls.length;
  await Promise.all(Array.from({ length: 300 }, (_, room) => tell(IDRIS, room % 2 === 0 ? NORA : SAMI)));
  expect(calls.length - before).toBeLessThanOrEqual(2);
  expect(calls.slice(before).flat().sort()).toEqual([IDRIS, NORA, SAMI]);
  expect(await followed()).toEqual([IDRIS, NORA, SAMI]);
});

test("whoever waits for somebody to be followed waits for that, also where another one had asked", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  hold = promise;
  const heard: string[] = [];
  void tell(IDRIS).then(() => heard.push("first"));
  void tell(IDRIS).then(() => heard.push("second"));
  const last = tell(IDRIS, NORA).then(() => heard.push("with somebody else"));
  await vi.waitFor(() => expect(calls).toContainEqual([IDRIS, NORA]));
  expect(heard).toEqual([]);
  resolve();
  await last;
  expect(heard.toSorted()).toEqual(["first", "second", "with somebody else"]);
  expect(await followed()).toEqual([IDRIS, NORA]);
});

test("whom the library did not take in is told of again", async () => {
  hold = Promise.reject(new Error("the store is busy"));
  await expect(tell(IDRIS)).rejects.toThrow("busy");
  hold = Promise.resolve();
  await tell(IDRIS);
  expect(await followed()).toEqual([IDRIS]);
});

test("the library goes on following somebody of whom the homeserver says that one shares no room with them any more", async () => {
  await tell(IDRIS);
  await machine.receiveSyncChanges("[]", new wasm.DeviceLists([], [new wasm.UserId(IDRIS)]), new Map(), new Set());
  expect(await followed()).toEqual([IDRIS]);
});
