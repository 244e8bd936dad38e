/** Secret storage of the desktop: the main process seals with the operating system's keyring (Electron safeStorage). */
import { failed, ok } from "../domain/result.ts";
import type { SecretStorage } from "../domain/ports/secret-storage.ts";
import type { DesktopBridge } from "./bridge.ts";

export function desktopSecretStorage(bridge: Pick<DesktopBridge, "secretOpen" | "secretSeal" | "secretRemoveAll">): SecretStorage {
  return {
    async open(name) {
      const answer = await bridge.secretOpen(name);
      return answer.ok ? ok(answer.secret) : failed({ code: answer.code });
    },
    async seal(name, secret) {
      const answer = await bridge.secretSeal(name, secret);
      return answer.ok ? ok(undefined) : failed({ code: answer.code });
    },
    removeAll: () => bridge.secretRemoveAll(),
  };
}
