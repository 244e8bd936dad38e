import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import { beforeEach, describe, expect, it } from "vitest";
import type { RoomId, UserId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import { DirectRooms } from "./direct-rooms.ts";
import { FakeLocalStore } from "./fake-local-store.ts";
import { FAKE_BUNDLE } from "./fake-policy.ts";
import { FakeRoomClient, UNPROVEN } from "./fake-room-client.ts";
import { parseKnownRecipients } from "./known-recipients.ts";
import { PersonBook } from "./person-book.ts";
import { Recipients } from "./recipients.ts";

const ROOM = "!room" as RoomId;
const ME = "@camille-interieur:etat.example" as UserId;
const IDRIS = "@idris-interieur:etat.example" as UserId;
const STRANGER = "@nora-externe:etat.example" as UserId;
const SERVICE = "@chancery-service:etat.example" as UserId;

let client: FakeRoomClient;
let store: FakeLocalStore;
let people: PersonBook;
let recipients: Recipients;
beforeEach(() => {
  client = new FakeRoomClient();
  client.joined = [ME, IDRIS];
  store = new FakeLocalStore();
  const bundle = liveSource(FAKE_BUNDLE);
  people = new PersonBook(client.asClient(), bundle);
  const direct = new DirectRooms(client.asClient(), ME, bundle);
  const known = store.collection("known_recipients", parseKnownRecipients);
  recipients = new Recipients({ client: client.asClient(), me: ME, people, direct, known, bundle });
});

const check = async () => {
  const result = await recipients.check(ROOM, "as heard");
  return result.ok ? "may leave" : result.failure.code;
};
const readers = async () => {
  const result = await recipients.readers(ROOM);
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
};
async function identity(userId: UserId, change: Partial<typeof UNPROVEN>): Promise<void> {
  client.identities.set(userId, { ...UNPROVEN, ...change });
  await people.load([userId]);
  client.emit(CryptoEvent.UserTrustStatusChanged, userId);
  await new Promise((resolve) => setImmediate(resolve));
}

describe("whom the operator of a homeserver lets into a conversation", () => {
  it("is named before the next message, and not again after it", async () => {
    expect(await check()).toBe("may leave");
    client.joined.push(STRANGER);
    const now = await readers();
    expect(now.newcomers.map((person) => person.userId)).toEqual([STRANGER]);
    expect(now.externals.map((person) => person.userId)).toEqual([STRANGER]);
    expect(now.people).toBe(3);
    const left = await recipients.check(ROOM, "as heard");
    await recipients.noteSent(ROOM, left.ok ? left.value : []);
    expect((await readers()).newcomers).toEqual([]);
  });

  it("holds the message where the class says so, until the sender accepts them", async () => {
    client.classId = "sensitive";
    expect(await check()).toBe("may leave");
    client.joined.push(STRANGER);
    expect(await check()).toBe("new_recipient");
    expect(await check()).toBe("new_recipient");
    await recipients.accept(ROOM, (await readers()).newcomers);
    expect(await check()).toBe("may leave");
  });

  it("holds even the very first message of a direct conversation, which is between two", async () => {
    client.classId = "direct";
    client.creator = IDRIS;
    client.joined.push(STRANGER);
    expect(await check()).toBe("new_recipient");
    expect((await readers()).newcomers.map((person) => person.userId)).toEqual([STRANGER]);
  });

  it("holds in a class that the rules do not know", async () => {
    client.classId = "constructor";
    expect(await check()).toBe("may leave");
    client.joined.push(STRANGER);
    expect(await check()).toBe("new_recipient");
  });

  it("passes quietly with a proven identity", async () => {
    client.classId = "sensitive";
    await check();
    client.joined.push(STRANGER);
    await identity(STRANGER, { verified: true });
    expect(await check()).toBe("may leave");
    expect((await readers()).newcomers).toEqual([]);
  });

  it("is everybody when what was remembered is damaged", async () => {
    client.classId = "sensitive";
    await check();
    for (const id of store.disk.keys()) store.disk.set(id, JSON.stringify({ userIds: "?" }));
    expect(await check()).toBe("new_recipient");
    await recipients.accept(ROOM, (await readers()).newcomers);
    expect(await check()).toBe("may leave");
  });

  it("cannot be remembered on a full disk, so nothing leaves", async () => {
    store.full = true;
    expect(await check()).toBe("storage_full");
  });
});

describe("a changed identity", () => {
  it.each([
    ["never compared before", { needsApproval: true }],
    ["compared before", { wasVerified: true, needsApproval: true }],
    ["compared before, and not even asked for approval", { wasVerified: true }],
  ])("holds the message, %s", async (_case, change) => {
    await check();
    await identity(IDRIS, change);
    expect(await check()).toBe("identity_changed");
    expect((await readers()).identityChanged.map((person) => person.userId)).toEqual([IDRIS]);
    await recipients.accept(ROOM, (await readers()).identityChanged);
    await identity(IDRIS, client.identities.get(IDRIS) ?? UNPROVEN);
    expect(await check()).toBe("may leave");
  });
});

describe("a service account", () => {
  it.each(["joined", "invited"] as const)("that is %s stops every message", async (where) => {
    await check();
    client[where].push(SERVICE);
    expect(await check()).toBe("refused");
    await recipients.accept(ROOM, (await readers()).newcomers);
    expect((await readers()).blocked).toMatchObject({ code: "refused", refusal: { ruleId: "F-10" } });
  });
});
