import type { MatrixEvent } from "matrix-js-sdk";

/** All that the crypto library judges a decrypted event by: the session it was encrypted with, and who claims to have done so. */
export function sourceOfKey(event: MatrixEvent): string {
  const { algorithm, session_id: session, sender_key: senderKey, device_id: device } = event.getWireContent();
  return JSON.stringify([event.getRoomId(), event.getSender(), algorithm, session, senderKey, device, event.status !== null]);
}
