import type { CryptoApi } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { DeviceId, UserId } from "../domain/ids.ts";

/** @returns whether another device of the person is signed by their identity: it could let a new device in. */
export async function hasOtherSignedDevice(crypto: CryptoApi, userId: UserId, deviceId: DeviceId): Promise<boolean> {
  const devices = (await crypto.getUserDeviceInfo([userId], true)).get(userId);
  for (const other of devices?.keys() ?? []) {
    if (other === deviceId) continue;
    const status = await crypto.getDeviceVerificationStatus(userId, other);
    if (status?.crossSigningVerified === true) return true;
  }
  return false;
}
