import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { UserId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import { CarriedRecipients } from "./carried-recipients.ts";
import { DirectRooms } from "./direct-rooms.ts";
import { FakeLocalStore } from "./fake-local-store.ts";
import { FAKE_BUNDLE, FAKE_LAYERS } from "./fake-policy.ts";
import { FakeRoomClient, UNPROVEN } from "./fake-room-client.ts";
import { IdentityDevices, parseDevicesOfPerson } from "./identity-devices.ts";
import { parseKnownRecipients } from "./known-recipients.ts";
import { PersonBook } from "./person-book.ts";
import { Recipients } from "./recipients.ts";

const ME = "@camille-interieur:etat.example" as UserId;
const IDRIS = "@idris-interieur:etat.example" as UserId;
const STRANGER = "@nora-externe:etat.example" as UserId;
const NEXT = "@paul-interieur:etat.example" as UserId;
const SERVICE = "@chancery-service:etat.example" as UserId;

const bundle = liveSource(FAKE_BUNDLE);
const layers = liveSource(FAKE_LAYERS);
let client: FakeRoomClient;
let store: FakeLocalStore;
let people: PersonBook;
let recipients: Recipients;
beforeEach(() => {
  client = new FakeRoomClient();
  client.joined = [ME, IDRIS];
  store = new FakeLocalStore();
  people = new PersonBook(client.asClient(), bundle);
  recipients = newRecipients();
});

function newRecipients(): Recipients {
  const direct = new DirectRooms(client.asClient(), ME, bundle);
  const known = store.collection("known_recipients", parseKnownRecipients);
  const devices = new IdentityDevices(client.asClient(), store.collection("devices", parseDevicesOfPerson));
  return new Recipients({ client: client.asClient(), me: ME, people, devices, direct, known, carried: new CarriedRecipients(client.asClient()), layers });
}

const check = async () => {
  const result = await recipients.check(client.roomId, "as heard");
  return result.ok ? "may leave" : result.failure.code;
};
/** A message has left for everybody who is inside now. */
async function writeBefore(): Promise<void> {
  const everybody = client.joined as UserId[];
  await recipients.noteSent(client.roomId, { everybody, readers: everybody });
  expect(await check()).toBe("may leave");
}
const readers = async () => {
  const result = await recipients.readers(client.roomId);
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
    await writeBefore();
    client.joined.push(STRANGER);
    const now = await readers();
    expect(now.newcomers.map((person) => person.userId)).toEqual([STRANGER]);
    expect(now.externals.map((person) => person.userId)).toEqual([STRANGER]);
    expect(now.people).toBe(3);
    expect(await check()).toBe("new_recipient");
    await recipients.noteNamed(client.roomId, [STRANGER]);
    const left = await recipients.check(client.roomId, "as heard");
    expect(left.ok).toBe(true);
    if (left.ok) await recipients.noteSent(client.roomId, left.value);
    expect((await readers()).newcomers).toEqual([]);
  });

  it("holds what was written before the screen named them, also after a restart", async () => {
    await writeBefore();
    client.joined.push(STRANGER);
    await recipients.noteNamed(client.roomId, []);
    expect(await check()).toBe("new_recipient");
    await recipients.noteNamed(client.roomId, [STRANGER]);
    client.joined.push(NEXT);
    expect(await check()).toBe("new_recipient");
    recipients = newRecipients();
    await recipients.noteNamed(client.roomId, [NEXT]);
    expect(await check()).toBe("may leave");
    await recipients.noteSent(client.roomId, { everybody: [ME, IDRIS, STRANGER], readers: [ME, IDRIS, STRANGER] });
    expect(await check()).toBe("may leave");
  });

  it("is not settled by being named where the class holds newcomers", async () => {
    client.classId = "sensitive";
    await writeBefore();
    client.joined.push(STRANGER);
    await recipients.noteNamed(client.roomId, [STRANGER]);
    expect(await check()).toBe("new_recipient");
  });

  it("is not settled by being named where a ministry's rules hold newcomers and the state's only name them", async () => {
    await writeBefore();
    client.joined.push(STRANGER);
    await recipients.noteNamed(client.roomId, [STRANGER]);
    const { room_classes: classes } = FAKE_BUNDLE.policy;
    const stricter = { ...FAKE_BUNDLE.policy, room_classes: { ...classes, interministerial: { ...classes["interministerial"]!, new_member: "hold" as const } } };
    layers.set({ national: FAKE_BUNDLE, narrower: [{ ...FAKE_BUNDLE, layer: "ministry", policy: stricter }] });
    expect(await check()).toBe("new_recipient");
    layers.set(FAKE_LAYERS);
    expect(await check()).toBe("may leave");
  });

  it("is seen among the invited where the history is open to invitations", async () => {
    await writeBefore();
    client.invited.push(STRANGER);
    expect(await check()).toBe("may leave");
    client.historyOpenToInvited = true;
    expect(await check()).toBe("new_recipient");
  });

  it("reads a room without encryption like everybody else, which is said even when nobody can be listed", async () => {
    client.encryptedInStore = false;
    client.encryption = null;
    client.membersLoaded = false;
    expect(await readers()).toMatchObject({ public: true, people: 2, newcomers: [] });
  });

  it("stops everything when the list of members is incomplete", async () => {
    client.membersLoaded = false;
    expect(await check()).toBe("network");
  });

  it("holds in a room whose class was exchanged for one that only names newcomers", async () => {
    client.classId = "sensitive";
    await writeBefore();
    client.forgedClassId = "interministerial";
    client.joined.push(STRANGER);
    await recipients.noteNamed(client.roomId, [STRANGER]);
    expect(await check()).toBe("new_recipient");
  });

  it("holds the message where the class says so, until the sender accepts them", async () => {
    client.classId = "sensitive";
    await writeBefore();
    client.joined.push(STRANGER);
    expect(await check()).toBe("new_recipient");
    expect(await check()).toBe("new_recipient");
    await recipients.accept(client.roomId, (await readers()).newcomers);
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
    await writeBefore();
    client.joined.push(STRANGER);
    expect(await check()).toBe("new_recipient");
  });

  it("is not new, message after message, as long as they have no identity; when they get one they are", async () => {
    client.classId = "sensitive";
    client.identities.set(IDRIS, { ...UNPROVEN, known: false });
    expect(await check()).toBe("new_recipient");
    await recipients.accept(client.roomId, (await readers()).newcomers);
    for (let message = 0; message < 2; message += 1) {
      const decided = await recipients.check(client.roomId, "anew");
      expect(decided).toEqual({ ok: true, value: { everybody: [ME, IDRIS], readers: [ME] } });
      if (decided.ok) await recipients.noteSent(client.roomId, decided.value);
    }
    await identity(IDRIS, UNPROVEN);
    expect(await check()).toBe("new_recipient");
  });

  it("passes quietly with a proven identity", async () => {
    client.classId = "sensitive";
    await writeBefore();
    client.joined.push(STRANGER);
    await identity(STRANGER, { verified: true });
    expect(await check()).toBe("may leave");
    expect((await readers()).newcomers).toEqual([]);
  });

  it("is everybody when what was remembered is damaged", async () => {
    client.classId = "sensitive";
    await writeBefore();
    for (const id of store.disk.keys()) store.disk.set(id, JSON.stringify({ userIds: "?" }));
    recipients = newRecipients(); // records are read once in each run of the application
    expect(await check()).toBe("new_recipient");
    await recipients.accept(client.roomId, (await readers()).newcomers);
    expect(await check()).toBe("may leave");
  });

  it("cannot be remembered on a full disk, so nothing leaves", async () => {
    store.full = true;
    expect(await check()).toBe("new_recipient");
    const named = await recipients.noteNamed(client.roomId, [IDRIS]);
    expect(named).toEqual({ ok: false, failure: { code: "storage_full" } });
    expect(await check()).toBe("new_recipient");
    client.classId = "direct";
    expect(await check()).toBe("storage_full");
  });
});

describe("the first look of a device at a room", () => {
  /** The sender's next device: the same account and backup key, an empty store. */
  function nextDevice(): void {
    store = new FakeLocalStore();
    recipients = newRecipients();
  }

  it("knows nobody: whom an operator let in before it is named with everybody else, and where the class holds newcomers the message waits", async () => {
    client.joined.push(STRANGER);
    const now = await readers();
    expect(now.firstMessage).toBe(true);
    expect(now.newcomers.map((person) => person.userId)).toEqual([IDRIS, STRANGER]);
    expect(await check()).toBe("new_recipient");
    await recipients.noteNamed(client.roomId, [IDRIS]);
    expect(await check()).toBe("new_recipient");
    await recipients.noteNamed(client.roomId, [IDRIS, STRANGER]);
    expect(await check()).toBe("may leave");
    client.classId = "sensitive";
    await recipients.noteNamed(client.roomId, [IDRIS, STRANGER]);
    expect(await check()).toBe("new_recipient");
  });

  it("stays the first for as long as no message has left, also when people were named", async () => {
    await recipients.noteNamed(client.roomId, [IDRIS]);
    expect((await readers()).firstMessage).toBe(true);
    await recipients.noteSent(client.roomId, { everybody: [ME, IDRIS], readers: [ME, IDRIS] });
    expect(await readers()).toMatchObject({ firstMessage: false, newcomers: [] });
  });

  it("knows whom the sender knew on another device, and names a stranger who was let in meanwhile", async () => {
    client.classId = "sensitive";
    await writeBefore();
    await vi.waitFor(() => expect(client.accountData.size).toBe(1));
    nextDevice();
    client.joined.push(STRANGER);
    expect(await readers()).toMatchObject({ firstMessage: false, newcomers: [{ userId: STRANGER }] });
    expect(await check()).toBe("new_recipient");
    expect(JSON.stringify([...client.accountData.values()])).not.toContain("idris");
  });

  it.each([
    ["is withheld", () => client.accountData.clear()],
    ["is another room's", () => void client.accountData.forEach((_, path) => client.accountData.set(path, carriedElsewhere))],
    ["was made up", () => void client.accountData.forEach((_, path) => client.accountData.set(path, { sealed: btoa("x".repeat(60)), userIds: [ME, IDRIS, STRANGER] }))],
    ["is sealed under another backup key", () => void (client.backupKey = new Uint8Array(32).fill(4))],
    ["cannot be opened, because this device has no backup key", () => void (client.backupKey = null)],
  ])("takes nobody for known when what was carried %s", async (_case, attack) => {
    await recipients.noteSent(client.roomId, { everybody: [ME, IDRIS, STRANGER], readers: [ME, IDRIS, STRANGER] });
    await vi.waitFor(() => expect(client.accountData.size).toBe(1));
    carriedElsewhere = [...client.accountData.values()][0];
    client.accountData.clear();
    client.classId = "sensitive";
    await writeBefore();
    await vi.waitFor(() => expect(client.accountData.size).toBe(1));
    nextDevice();
    client.joined.push(STRANGER);
    attack();
    expect((await readers()).newcomers.map((person) => person.userId)).toEqual([IDRIS, STRANGER]);
    expect(await check()).toBe("new_recipient");
  });

  let carriedElsewhere: unknown;

  describe("an older list, given to it by the homeserver,", () => {
    /** Idris was known at first, NEXT came and was written to as well; the homeserver keeps what was carried before that. */
    async function olderList(): Promise<void> {
      client.classId = "sensitive";
      await writeBefore();
      await vi.waitFor(() => expect(client.accountData.size).toBe(1));
      const older = structuredClone(client.accountData);
      const [path] = older.keys();
      client.joined.push(NEXT);
      await recipients.noteSent(client.roomId, { everybody: [ME, IDRIS, NEXT], readers: [ME, IDRIS, NEXT] });
      await vi.waitFor(() => expect(client.accountData.get(path!)).not.toEqual(older.get(path!)));
      client.accountData.clear();
      for (const [at, sealed] of older) client.accountData.set(at, sealed);
    }

    it("makes nobody known who was not then: who came since is named again, and a stranger is", async () => {
      await olderList();
      nextDevice();
      client.joined.push(STRANGER);
      expect((await readers()).newcomers.map((person) => person.userId)).toEqual([NEXT, STRANGER]);
      expect(await check()).toBe("new_recipient");
    });

    it("hides no changed identity of somebody whom it names", async () => {
      await olderList();
      nextDevice();
      client.joined = [ME, IDRIS];
      await identity(IDRIS, { needsApproval: true });
      expect((await readers()).identityChanged.map((person) => person.userId)).toEqual([IDRIS]);
      expect(await check()).toBe("identity_changed");
    });

    it("is not looked at by a device that has its own: who went and was let in again is named", async () => {
      await olderList();
      client.joined = [ME, NEXT];
      await recipients.noteSent(client.roomId, { everybody: [ME, NEXT], readers: [ME, NEXT] });
      client.joined.push(IDRIS);
      expect((await readers()).newcomers.map((person) => person.userId)).toEqual([IDRIS]);
      expect(await check()).toBe("new_recipient");
    });
  });
});

describe("a changed identity", () => {
  it.each([
    ["never compared before", { needsApproval: true }],
    ["compared before", { wasVerified: true, needsApproval: true }],
    ["compared before, and not even asked for approval", { wasVerified: true }],
  ])("holds the message, %s", async (_case, change) => {
    await writeBefore();
    await identity(IDRIS, change);
    expect(await check()).toBe("identity_changed");
    expect((await readers()).identityChanged.map((person) => person.userId)).toEqual([IDRIS]);
    await recipients.accept(client.roomId, (await readers()).identityChanged);
    // At once: the message that waited is tried before the crypto library has told of anything.
    expect(await check()).toBe("may leave");
    await identity(IDRIS, client.identities.get(IDRIS) ?? UNPROVEN);
    expect(await check()).toBe("may leave");
  });
});

describe("an identity that is exchanged while the sender is asked about somebody new", () => {
  it("was not on the screen, and holds the message again", async () => {
    client.classId = "sensitive";
    await writeBefore();
    client.joined.push(STRANGER);
    const shown = (await readers()).newcomers;
    await identity(STRANGER, { needsApproval: true });
    await recipients.accept(client.roomId, shown);
    expect(await check()).toBe("identity_changed");
  });
});

describe("a device that its owner has removed", () => {
  it("holds the message when the homeserver brings it back, until the sender has asked its owner", async () => {
    await writeBefore();
    for (const devices of [["OLD", "NEW"], ["NEW"], ["OLD", "NEW"]]) {
      client.devices.set(IDRIS, devices);
      client.emit(CryptoEvent.DevicesUpdated, [IDRIS]);
      await check();
    }
    expect(await check()).toBe("identity_changed");
    await recipients.accept(client.roomId, (await readers()).identityChanged);
    expect(await check()).toBe("may leave");
  });
});

describe("a service account", () => {
  it.each(["joined", "invited"] as const)("that is %s stops every message", async (where) => {
    await writeBefore();
    client[where].push(SERVICE);
    expect(await check()).toBe("refused");
    await recipients.accept(client.roomId, (await readers()).newcomers);
    expect((await readers()).blocked).toMatchObject({ code: "refused", refusal: { ruleId: "F-10" } });
  });
});

describe("whose identity is not proven", () => {
  const isVerified = { verified: true, wasVerified: true };
  const names = async (asked: ReturnType<Recipients["unproven"]>) => {
    const answer = await asked;
    return answer.ok ? answer.value.map(({ userId }) => userId) : answer.failure.code;
  };

  it("is whoever was not compared, oneself left out, as the crypto library has it at this moment", async () => {
    client.joined.push(STRANGER);
    expect(await names(recipients.unprovenReaders(client.roomId))).toEqual([IDRIS, STRANGER]);
    client.identities.set(IDRIS, { ...UNPROVEN, ...isVerified }); // nobody is told
    expect(await names(recipients.unprovenReaders(client.roomId))).toEqual([STRANGER]);
    expect(await names(recipients.unproven([IDRIS, ME]))).toEqual([]);
    client.identities.set(IDRIS, { ...UNPROVEN, wasVerified: true });
    expect(await names(recipients.unproven([IDRIS]))).toEqual([IDRIS]);
  });

  it("cannot be said of a room that is not known", async () => {
    expect(await names(recipients.unprovenReaders("!elsewhere" as typeof client.roomId))).toBe("network");
  });
});
