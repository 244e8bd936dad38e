/**
 * Whom somebody knows to be reading a room, carried to the next of their devices: in the room's account data, sealed under a key that
 * follows from the one of the key backup, which all of a person's verified devices have and no homeserver does. Of each person only a
 * short keyed hash is kept: 8 bytes tell apart whoever does not know the key.
 */
import { Method, type MatrixClient } from "matrix-js-sdk";
import { KNOWN_RECIPIENTS_ACCOUNT_DATA } from "#policies/model/wire-names.ts";
import type { RoomId, UserId } from "../domain/ids.ts";
import { isRecord } from "../domain/json-shape.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 8;

interface Keys {
  readonly seal: CryptoKey;
  readonly tag: CryptoKey;
}

export class CarriedRecipients {
  readonly #client: MatrixClient;

  constructor(client: MatrixClient) {
    this.#client = client;
  }

  /**
   * @param present - everybody who is in the room now.
   * @returns those of them whom the person knew when they last wrote there from any device; null when nothing was carried, or what
   *   the homeserver gives was not sealed by this person for this room. An older list that it gives is not noticed.
   */
  async knownAmong(roomId: RoomId, present: readonly UserId[]): Promise<readonly UserId[] | null> {
    const keys = await this.#keys();
    if (keys === null) return null;
    try {
      const content = await this.#client.http.authedRequest<unknown>(Method.Get, this.#path(roomId));
      const sealed = isRecord(content) && typeof content["sealed"] === "string" ? fromBase64(content["sealed"]) : null;
      if (sealed === null) return null;
      const plain = await crypto.subtle.decrypt(this.#parameters(sealed.slice(0, NONCE_BYTES), roomId), keys.seal, sealed.slice(NONCE_BYTES));
      const carried = tagsIn(new Uint8Array(plain));
      const tagged = await Promise.all(present.map(async (userId) => ({ userId, tag: await tagOf(keys, userId) })));
      return tagged.filter(({ tag }) => carried.has(tag)).map(({ userId }) => userId);
    } catch {
      // Nothing there, no answer, or forged: then nobody is known, and everybody is named.
      return null;
    }
  }

  /** Without success the next device has to ask about these people, and nothing worse. */
  async carry(roomId: RoomId, known: readonly UserId[]): Promise<void> {
    const keys = await this.#keys();
    if (keys === null) return;
    const tags = await Promise.all(known.map((userId) => tagOf(keys, userId)));
    const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
    const plain = Uint8Array.from(tags.sort().join("").match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
    const ciphertext = new Uint8Array(await crypto.subtle.encrypt(this.#parameters(nonce, roomId), keys.seal, plain));
    const sealed = btoa(Array.from([...nonce, ...ciphertext], (byte) => String.fromCharCode(byte)).join(""));
    await this.#client.http.authedRequest(Method.Put, this.#path(roomId), undefined, { sealed }).catch(() => undefined);
  }

  #path(roomId: RoomId): string {
    const parts = ["user", this.#client.getSafeUserId(), "rooms", roomId, "account_data", KNOWN_RECIPIENTS_ACCOUNT_DATA];
    return `/${parts.map(encodeURIComponent).join("/")}`;
  }

  #parameters(nonce: Uint8Array<ArrayBuffer>, roomId: RoomId) {
    return { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(roomId) };
  }

  async #keys(): Promise<Keys | null> {
    const backup = await this.#client.getCrypto()?.getSessionBackupPrivateKey();
    if (!backup) return null;
    const master = await crypto.subtle.importKey("raw", new Uint8Array(backup), "HKDF", false, ["deriveKey"]);
    const derivation = (purpose: string) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: new TextEncoder().encode(`chancery known recipients 1 ${purpose}`) });
    return {
      seal: await crypto.subtle.deriveKey(derivation("seal"), master, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]),
      tag: await crypto.subtle.deriveKey(derivation("tag"), master, { name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign"]),
    };
  }
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function tagOf(keys: Keys, userId: UserId): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", keys.tag, new TextEncoder().encode(userId));
  return hex(new Uint8Array(mac, 0, TAG_BYTES));
}

const tagsIn = (plain: Uint8Array): ReadonlySet<string> => new Set(Array.from({ length: plain.length / TAG_BYTES }, (_, at) => hex(plain.subarray(at * TAG_BYTES, (at + 1) * TAG_BYTES))));

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
