/**
 * Which encryption events (Client-Server API, m.room.encryption) reach the crypto library: those of exactly one form. It keeps the
 * first settings that it is given for a room and ignores later ones, so a weak event followed by the right one would leave the
 * room looking right and being encrypted with one key for years; and an event that only adds a field would end the processing of
 * the whole sync answer in an exception when the right one came after it.
 */
import type { MatrixEvent, Room } from "matrix-js-sdk";
import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { CryptoBackend } from "matrix-js-sdk/lib/common-crypto/CryptoBackend.js";

/** The one form in which rooms are encrypted at their creation (policies/SPECIFICATION.md section 6): Megolm, and keys as short-lived as Matrix recommends. */
export const isOurEncryption = (content: Readonly<Record<string, unknown>>): boolean => Object.keys(content).length === 1 && content["algorithm"] === "m.megolm.v1.aes-sha2";

/** From now on `crypto` hears of no other encryption event: a room that shows another one has no encryption that could be used. */
export function admitOnlyOurEncryption(crypto: CryptoApi): void {
  // The client hands out its crypto as CryptoApi; sync calls the same object by what is not part of that interface.
  const backend = crypto as CryptoBackend;
  const admitted = backend.onCryptoEvent.bind(backend);
  backend.onCryptoEvent = async (room: Room, event: MatrixEvent): Promise<void> => {
    if (isOurEncryption(event.getContent())) await admitted(room, event);
  };
}
