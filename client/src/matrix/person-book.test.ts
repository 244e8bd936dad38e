import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { RoomId, UserId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import { FAKE_BUNDLE } from "./fake-policy.ts";
import { FakeRoomClient, UNPROVEN } from "./fake-room-client.ts";
import { PersonBook } from "./person-book.ts";

const ROOM = "!room" as RoomId;
const IDRIS = "@idris.benali-interieur:etat.example" as UserId;
const NORA = "@nora-externe:etat.example" as UserId;

let client: FakeRoomClient;
let bundle: ReturnType<typeof liveSource<typeof FAKE_BUNDLE>>;
let people: PersonBook;
beforeEach(() => {
  client = new FakeRoomClient();
  bundle = liveSource(FAKE_BUNDLE);
  people = new PersonBook(client.asClient(), bundle);
});

describe("who somebody is", () => {
  it("comes from the signed rules, never from a name that a profile claims", () => {
    expect(people.person(IDRIS, ROOM)).toMatchObject({ affiliation: { fr: "Intérieur" }, external: false, service: false });
    client.getUser = () => ({ displayName: "Idris Benali (Intérieur)" }) as never; // a profile that claims more than it may
    expect(people.person(NORA, null)).toMatchObject({ displayName: "Idris Benali (Intérieur)", affiliation: null, external: true });
    expect(people.person("@chancery-service:etat.example" as UserId, null).service).toBe(true);
  });

  it("is told as known, without an identity and without asking for one, until somebody looks it up", async () => {
    const asked = vi.spyOn(client, "getCrypto");
    expect(people.asKnown(IDRIS, ROOM)).toMatchObject({ affiliation: { fr: "Intérieur" }, identity: "unknown" });
    expect(asked).not.toHaveBeenCalled();
    await people.load([IDRIS]);
    expect(people.asKnown(IDRIS, ROOM).identity).toBe(people.person(IDRIS, ROOM).identity);
    expect(people.asKnown(IDRIS, ROOM).identity).not.toBe("unknown");
  });

  it("follows new rules at once", () => {
    const heard: unknown[] = [];
    people.subscribe((changed) => void heard.push(changed));
    bundle.set({ ...FAKE_BUNDLE, policy: { ...FAKE_BUNDLE.policy, sets: {} } });
    expect(heard).toEqual([null]);
    expect(people.person(IDRIS, ROOM).external).toBe(true);
  });
});

describe("the name of somebody who went", () => {
  it("is the one in their profile, for the event that says so bears none", async () => {
    client.gone = [IDRIS];
    client.profiles = { [IDRIS]: "Idris Benali" };
    const heard = new Promise<unknown>((told) => people.subscribe(told));
    expect(people.person(IDRIS, ROOM).displayName).toBe("idris.benali-interieur");
    expect(await heard).toEqual(new Set([IDRIS]));
    expect(people.person(IDRIS, ROOM).displayName).toBe("Idris Benali");
  });

  it("is asked for again after the homeserver could not be reached, and once only when it knows none", async () => {
    client.gone = [IDRIS];
    const asked = vi.spyOn(client, "getProfileInfo");
    client.profiles = null;
    people.person(IDRIS, ROOM);
    await Promise.allSettled(asked.mock.results.map(({ value }) => value as Promise<unknown>));
    client.profiles = {};
    people.person(IDRIS, ROOM);
    await Promise.allSettled(asked.mock.results.map(({ value }) => value as Promise<unknown>));
    people.person(IDRIS, ROOM);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it("is not asked for while somebody is in the room", () => {
    client.joined = [IDRIS];
    const asked = vi.spyOn(client, "getProfileInfo");
    people.person(IDRIS, ROOM);
    expect(asked).not.toHaveBeenCalled();
  });
});

describe("an identity", () => {
  it("that could not be looked up is looked up again, and nobody is taken for known meanwhile", async () => {
    const crypto = client.getCrypto();
    client.getCrypto = () => ({ ...crypto, getUserVerificationStatus: () => Promise.reject(new Error("the store does not answer")) });
    expect(people.person(IDRIS, ROOM).identity).toBe("unknown");
    await expect(people.load([IDRIS])).rejects.toThrow();
    client.getCrypto = () => crypto;
    await people.load([IDRIS]);
    expect(people.person(IDRIS, ROOM).identity).toBe("unproven");
  });

  it.each([
    ["unknown", { known: false }],
    ["unproven", {}],
    ["proven", { verified: true, wasVerified: true }],
    ["changed", { needsApproval: true }],
    ["changed", { wasVerified: true }],
  ] as const)("is %s when the crypto store says %o", async (expected, status) => {
    client.identities.set(IDRIS, { ...UNPROVEN, ...status });
    await people.load([IDRIS]);
    expect(people.person(IDRIS, ROOM).identity).toBe(expected);
  });

  it("that changes while one looks is told by name", async () => {
    await people.load([IDRIS, NORA]);
    const heard: unknown[] = [];
    people.subscribe((changed) => void heard.push(changed));
    client.identities.set(IDRIS, { ...UNPROVEN, needsApproval: true });
    client.emit(CryptoEvent.UserTrustStatusChanged, IDRIS);
    await vi.waitFor(() => expect(heard).toEqual([new Set([IDRIS])]));
    expect(people.person(IDRIS, ROOM).identity).toBe("changed");
  });
});
