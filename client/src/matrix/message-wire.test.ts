import { ConnectionError, MatrixError } from "matrix-js-sdk";
import { beforeEach, describe, expect, it } from "vitest";
import type { Failure } from "../domain/failure.ts";
import type { RoomId, TransactionId, UserId } from "../domain/ids.ts";
import { liveSource } from "../domain/live.ts";
import type { Transmission } from "../domain/ports/transmission-guard.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { CarriedRecipients } from "./carried-recipients.ts";
import { DirectRooms } from "./direct-rooms.ts";
import { FakeLocalStore } from "./fake-local-store.ts";
import { FAKE_BUNDLE, FAKE_LAYERS } from "./fake-policy.ts";
import { FakeRoomClient, UNPROVEN } from "./fake-room-client.ts";
import { IdentityDevices, parseDevicesOfPerson } from "./identity-devices.ts";
import { parseKnownRecipients } from "./known-recipients.ts";
import { MatrixRoomFacts } from "./matrix-room-facts.ts";
import { MessageWire } from "./message-wire.ts";
import type { OutboxRecord } from "./outbox-record.ts";
import { PersonBook } from "./person-book.ts";
import { Precedence } from "./precedence.ts";
import { RecipientsOfKeys } from "./recipients-of-keys.ts";
import { Recipients } from "./recipients.ts";

const ME = "@camille-interieur:etat.example" as UserId;
const SECRET = "Évacuation de la préfecture à 6 h";
const record: OutboxRecord = {
  transactionId: "t1" as TransactionId,
  roomId: "!" as RoomId, // the fake's, once its class is set
  content: { msgtype: "m.text", body: SECRET },
  order: 1,
  createdAt: 0,
  firstAttemptAt: null,
  stopped: null,
};

let client: FakeRoomClient;
let guard: Result<Transmission, Failure>;
let left: number;
let caughtUp: boolean;
let precedence: Precedence;
let recipients: Recipients;
let wire: MessageWire;
/** rooms into which the sender has written before, so that they know whoever was inside */
let writtenIn: Set<RoomId>;
beforeEach(() => {
  client = new FakeRoomClient();
  client.joined = [ME, "@idris-interieur:etat.example"];
  guard = ok("encrypted");
  left = 0;
  writtenIn = new Set();
  caughtUp = true;
  precedence = new Precedence();
  const bundle = liveSource(FAKE_BUNDLE);
  const people = new PersonBook(client.asClient(), bundle);
  const direct = new DirectRooms(client.asClient(), ME, bundle);
  const store = new FakeLocalStore();
  const known = store.collection("known_recipients", parseKnownRecipients);
  const devices = new IdentityDevices(client.asClient(), store.collection("devices", parseDevicesOfPerson));
  recipients = new Recipients({ client: client.asClient(), me: ME, people, devices, direct, known, carried: new CarriedRecipients(client.asClient()), layers: liveSource(FAKE_LAYERS) });
  wire = new MessageWire({
    client: client.asClient(),
    facts: new MatrixRoomFacts(client.asClient()),
    guard: { transmission: async () => guard },
    recipients,
    keys: new RecipientsOfKeys(client.asClient()),
    precedence,
    caughtUp: () => caughtUp,
  });
});

async function transmit() {
  const { roomId } = client;
  if (!writtenIn.has(roomId)) {
    const readers = client.joined.filter((userId) => client.identities.get(userId)?.known !== false);
    await recipients.noteSent(roomId, { everybody: client.joined as UserId[], readers: readers as UserId[] });
  }
  writtenIn.add(roomId);
  return wire.transmit({ ...record, roomId }, async () => {
    left += 1;
    return true;
  });
}
const onTheWire = () => JSON.stringify(client.requests);
function nothingLeft(): void {
  expect(client.requests).toEqual([]);
  expect(left).toBe(0);
}

describe("a message on the wire", () => {
  it("is encrypted, under the transaction ID of the outbox", async () => {
    expect(await transmit()).toEqual({ ok: true, value: "$sent" });
    expect(client.requests).toHaveLength(1);
    expect(client.requests[0]).toMatchObject({ method: "PUT", path: `/rooms/${client.roomId}/send/m.room.encrypted/t1` });
    expect(onTheWire()).not.toContain(SECRET);
    expect(left).toBe(1);
  });

  it("goes before what nobody waits for, from its making ready until it is answered", async () => {
    const order: string[] = [];
    const encrypt = client.encrypt;
    client.encrypt = async (event) => {
      void precedence.turn().then(() => order.push("what nobody waits for"));
      await encrypt(event);
    };
    client.answer = () => {
      order.push("answered");
      return { event_id: "$sent" };
    };
    await transmit();
    await precedence.turn();
    expect(order).toEqual(["answered", "what nobody waits for"]);
  });

  it("does not leave in the clear when the crypto library has no encryption for the room", async () => {
    client.encryptedInStore = false;
    expect((await transmit()).ok).toBe(false);
    nothingLeft();
  });

  it("does not leave in the clear when the guard says so of an encrypted room, nor when only its state says encrypted", async () => {
    guard = ok("plaintext");
    expect((await transmit()).ok).toBe(false);
    client.encryptedInStore = false;
    expect((await transmit()).ok).toBe(false);
    nothingLeft();
  });

  it("leaves in the clear only for a room without encryption of which the guard says it", async () => {
    guard = ok("plaintext");
    client.encryptedInStore = false;
    client.encryption = null;
    expect((await transmit()).ok).toBe(true);
    expect(client.requests[0]).toMatchObject({ path: `/rooms/${client.roomId}/send/m.room.message/t1`, body: { body: SECRET } });
  });

  it.each([
    ["does nothing", async () => undefined],
    ["throws", async () => Promise.reject(new Error("x"))],
    ["leaves the words beside the ciphertext", async (event: Parameters<FakeRoomClient["encrypt"]>[0]) =>
      event.makeEncrypted("m.room.encrypted", { ciphertext: "AwgA", body: SECRET }, "c", "e")],
    ["gives no ciphertext", async (event: Parameters<FakeRoomClient["encrypt"]>[0]) => event.makeEncrypted("m.room.encrypted", {}, "c", "e")],
  ])("does not leave when encryption %s", async (_case, encrypt) => {
    client.encrypt = encrypt;
    expect((await transmit()).ok).toBe(false);
    nothingLeft();
  });

  it("waits as long as its room is not known, or is an invitation, and is stopped once its sender is certainly out", async () => {
    const known = client.getRoom.bind(client);
    const outcomes: unknown[] = [];
    for (const membership of [null, "invite", "leave", "ban"]) {
      client.getRoom = (roomId) => (membership === null ? null : known(roomId));
      client.membership = membership ?? "join";
      for (const now of [false, true]) {
        caughtUp = now;
        const sent = await transmit();
        outcomes.push([membership, now, sent.ok ? null : sent.failure.code]);
      }
    }
    expect(outcomes).toEqual([
      [null, false, "network"], [null, true, "network"], ["invite", false, "network"], ["invite", true, "network"],
      ["leave", false, "network"], ["leave", true, "forbidden"], ["ban", false, "network"], ["ban", true, "forbidden"],
    ]);
    nothingLeft();
  });

  it("does not leave against the rules", async () => {
    guard = failed({ code: "forbidden" });
    expect(await transmit()).toEqual({ ok: false, failure: { code: "forbidden" } });
    nothingLeft();
  });

  it("is encrypted for exactly those who were decided on: who is let in just before the encryption gets no key, and holds it", async () => {
    client.classId = "sensitive";
    client.beforeEncrypting = async () => void client.joined.push("@stranger:etat.example");
    expect(await transmit()).toEqual({ ok: false, failure: { code: "new_recipient", userIds: ["@stranger:etat.example"] } });
    expect(client.keysGivenTo).toEqual([[ME, "@idris-interieur:etat.example"]]);
    nothingLeft();
    expect(client.sessionsDiscarded).toBe(1);
  });

  it("is encrypted again, under a new key, when somebody leaves meanwhile", async () => {
    const encrypt = client.encrypt;
    client.encrypt = async (event) => {
      client.joined = [ME];
      await encrypt(event);
    };
    expect((await transmit()).ok).toBe(true);
    expect(client.keysGivenTo).toEqual([[ME, "@idris-interieur:etat.example"], [ME]]);
    expect(client.sessionsDiscarded).toBe(1);
    expect(client.requests).toHaveLength(1);
  });

  it("waits when the members change each time", async () => {
    client.beforeEncrypting = async () => void (client.joined = client.joined.length === 1 ? [ME, "@idris-interieur:etat.example"] : [ME]);
    expect(await transmit()).toEqual({ ok: false, failure: { code: "network" } });
    nothingLeft();
  });

  it("is the one way to the keys: whatever else in the SDK encrypts finds nobody to give them to", async () => {
    expect((await transmit()).ok).toBe(true);
    await expect(client.getRooms()[0]!.getEncryptionTargetMembers()).rejects.toThrow("nobody has decided");
  });

  it("leaves nobody behind whose keys could not be fetched", async () => {
    client.identities.set("@idris-interieur:etat.example", { ...UNPROVEN, known: false });
    client.masterKeys = null;
    expect(await transmit()).toEqual({ ok: false, failure: { code: "network" } });
    client.masterKeys = { "@idris-interieur:etat.example": {} };
    expect(await transmit()).toEqual({ ok: false, failure: { code: "network" } });
    nothingLeft();
    client.masterKeys = {};
    expect((await transmit()).ok).toBe(true);
  });

  it("waits for the sender's word when a member who could not read gets an identity, which may be anybody's", async () => {
    client.classId = "sensitive";
    client.identities.set("@idris-interieur:etat.example", { ...UNPROVEN, known: false });
    expect((await transmit()).ok).toBe(true);
    client.identities.set("@idris-interieur:etat.example", UNPROVEN);
    expect(await transmit()).toEqual({ ok: false, failure: { code: "new_recipient", userIds: ["@idris-interieur:etat.example"] } });
    expect(client.requests).toHaveLength(1);
  });

  it.each([
    ["missing", null],
    ["of another algorithm", { algorithm: "m.none" }],
    ["with a key that lasts for years", { algorithm: "m.megolm.v1.aes-sha2", rotation_period_ms: 1e12, rotation_period_msgs: 1e9 }],
  ])("does not leave when the room's encryption event is %s, though the crypto library would encrypt", async (_case, encryption) => {
    client.encryption = encryption;
    expect((await transmit()).ok).toBe(false);
    nothingLeft();
  });

  it("waits while the encryption is weakened, in whatever order, and leaves again once the room shows what its class fixes", async () => {
    const [right, weak] = [client.encryption, { algorithm: "m.megolm.v1.aes-sha2", rotation_period_ms: 1e12 }];
    const left: boolean[] = [];
    for (const shown of [weak, right, weak, null, right]) {
      client.encryption = shown;
      left.push((await transmit()).ok);
    }
    expect(left).toEqual([false, true, false, false, true]);
    expect(client.requests).toHaveLength(2);
  });

  it("does not leave when the encryption is weakened while it is being encrypted, and its key is thrown away", async () => {
    const encrypt = client.encrypt;
    client.encrypt = async (event) => {
      client.encryption = { algorithm: "m.megolm.v1.aes-sha2", rotation_period_ms: 1e12 };
      await encrypt(event);
    };
    expect((await transmit()).ok).toBe(false);
    nothingLeft();
    expect(client.sessionsDiscarded).toBe(1);
  });

  it("does not leave when somebody came in while it was being encrypted", async () => {
    client.classId = "sensitive";
    const encrypt = client.encrypt;
    client.encrypt = async (event) => {
      client.joined.push("@stranger:etat.example");
      await encrypt(event);
    };
    expect(await transmit()).toEqual({ ok: false, failure: { code: "new_recipient", userIds: ["@stranger:etat.example"] } });
    nothingLeft();
    expect(client.sessionsDiscarded).toBe(1);
  });

  it("makes nobody known who is let in while the homeserver holds back its answer: the next message waits for the sender", async () => {
    client.classId = "sensitive";
    client.answer = () => {
      client.joined.push("@stranger:etat.example");
      return { event_id: "$sent" };
    };
    expect((await transmit()).ok).toBe(true);
    expect(await transmit()).toEqual({ ok: false, failure: { code: "new_recipient", userIds: ["@stranger:etat.example"] } });
    expect(client.requests).toHaveLength(1);
  });

  it("does not leave when an identity was exchanged while it was being encrypted, before the crypto library tells of it", async () => {
    expect((await transmit()).ok).toBe(true);
    const encrypt = client.encrypt;
    client.encrypt = async (event) => {
      client.identities.set("@idris-interieur:etat.example", { ...UNPROVEN, needsApproval: true });
      await encrypt(event);
    };
    expect(await transmit()).toEqual({ ok: false, failure: { code: "identity_changed", userIds: ["@idris-interieur:etat.example"] } });
    expect(client.requests).toHaveLength(1);
    expect(client.sessionsDiscarded).toBe(1);
  });

  it("does not leave when the outbox cannot note that it does", async () => {
    expect((await transmit(), client.requests.splice(0), await wire.transmit({ ...record, roomId: client.roomId }, async () => false))).toEqual({ ok: false, failure: { code: "storage_full" } });
    expect(client.requests).toEqual([]);
  });

  it.each([
    ["the network", new ConnectionError("gone"), "network"],
    ["a homeserver in trouble", new MatrixError({ errcode: "M_UNKNOWN" }, 500), "network"],
    ["a rate limit", new MatrixError({ errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 10 }, 429), "rate_limited"],
    ["lack of power", new MatrixError({ errcode: "M_FORBIDDEN" }, 403), "forbidden"],
    ["its size", new MatrixError({ errcode: "M_TOO_LARGE" }, 413), "too_large"],
  ])("tells %s from other failures", async (_case, error, code) => {
    client.answer = () => {
      throw error;
    };
    expect(await transmit()).toMatchObject({ ok: false, failure: { code } });
  });
});
