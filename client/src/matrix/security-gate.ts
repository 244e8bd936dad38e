/** The gate at work: a client that knows no rooms, and the few things that can be done with it. */
import { Filter } from "matrix-js-sdk";
import { CryptoEvent } from "matrix-js-sdk/lib/crypto-api/index.js";
import type { Failure } from "../domain/failure.ts";
import { liveSource } from "../domain/live.ts";
import type { RestoreProgress, SecurityGate } from "../domain/ports/security-gate.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { emojiVerifier } from "./emoji-verifier.ts";
import { createIdentity, sealProof, type IdentityParts } from "./identity-creation.ts";
import type { CryptoClient } from "./matrix-access.ts";
import { groupsMatch, recoveryKeyGroups, twoPositions } from "./recovery-key.ts";
import { recoverIdentity, restoreHistory, vouchForRecoveryKey } from "./recovery.ts";
import type { SecurityMonitor } from "./security-monitor.ts";

export interface OwnedSecurityGate extends SecurityGate {
  dispose(): void;
}

/**
 * Verification and recovery need to-device messages, device lists and account data: no room, no receipt, no presence, whichever
 * way of syncing is in use.
 *
 * Each start by version 2 asks with a filter of its own. Synapse answers an initial sync that it has answered for the same device and filter
 * in the last two minutes from a cache (`sync_response_cache_duration`); after a reload the gate would then see an account
 * without the recovery key that was made meanwhile, and ask for it instead of showing it.
 */
export async function startGateSync({ client, sync }: Pick<CryptoClient, "client" | "sync">): Promise<void> {
  sync.askFor("none");
  const unlikeAnyOther = `org.chancery.start.${crypto.randomUUID()}`;
  const filter = Filter.fromJson(client.getUserId(), "gate", {
    room: { rooms: [] },
    presence: { limit: 0, types: [] },
    account_data: { not_types: [unlikeAnyOther] },
  });
  await client.startClient({ filter, disablePresence: true });
}

/**
 * @param parts the client that `startGateSync` started
 * @param monitor of the same client; owned by the caller
 * @param random a number in [0, 2^32), different each time
 */
export function securityGate(parts: IdentityParts, monitor: SecurityMonitor, random: () => number): OwnedSecurityGate {
  const { client, crypto, records } = parts;
  const restoring = liveSource<RestoreProgress | null>(null);
  let asked: readonly [number, number] | null = null;
  let working = false;
  let vouched = false;

  async function restore(): Promise<void> {
    restoring.set({ restored: 0, total: 0 });
    await restoreHistory(crypto, (progress) => restoring.set(progress));
    restoring.set(null);
  }

  /** One thing at a time, and the gate does not open in the middle of it. */
  async function exclusively<Value>(work: () => Promise<Result<Value, Failure>>): Promise<Result<Value, Failure>> {
    if (working) return failed({ code: "cancelled" });
    working = true;
    const release = monitor.hold();
    try {
      return await work();
    } finally {
      working = false;
      await monitor.refresh();
      await release();
    }
  }

  const emoji = emojiVerifier({
    client,
    crypto,
    directRoomWith: () => Promise.resolve(null),
    mayBeAsked: ({ ownDevice }) => ownDevice && monitor.state.current().at === "unverified_device",
    onOwnDeviceDone: () => {
      vouched = true;
      void vouchForRecoveryKey(parts).then(() => monitor.refresh());
    },
  });

  // After the comparison the other device sends its secrets, the key of the backup last.
  const onBackupKey = (): void => {
    if (!vouched || working) return;
    void exclusively(async () => {
      await crypto.checkKeyBackupAndEnable();
      await restore();
      return ok(undefined);
    });
  };
  client.on(CryptoEvent.KeyBackupDecryptionKeyCached, onBackupKey);

  const create: SecurityGate["createIdentity"] = () =>
    exclusively(async () => {
      const made = await createIdentity(parts);
      return made.ok ? ok({ groups: recoveryKeyGroups(made.value) }) : made;
    });

  // A first device that was closed while its identity was being made goes on where it stopped: nobody else could let it in.
  void monitor.refresh().then(async (state) => {
    if (state.at === "unverified_device" && (await records.read())?.kind === "unproven") await create();
  });

  return {
    state: monitor.state,
    restoring,
    emoji,
    createIdentity: create,
    async proofPositions() {
      const record = await records.read();
      const groups = record?.kind === "unproven" ? recoveryKeyGroups(record.recoveryKey).length : 12;
      asked = twoPositions(groups, random);
      return asked;
    },
    proveRecoveryKey: (groups) =>
      exclusively(async () => {
        const positions = asked;
        asked = null;
        const record = await records.read();
        if (record?.kind !== "unproven" || positions === null) return failed({ code: "not_found" });
        if (!groupsMatch(record.recoveryKey, positions, groups)) return failed({ code: "wrong_recovery_key" });
        return sealProof(parts, record.recoveryKey);
      }),
    recover: (recoveryKey) =>
      exclusively(async () => {
        const recovered = await recoverIdentity(parts, recoveryKey);
        if (recovered.ok) await restore();
        return recovered;
      }),
    dispose() {
      client.off(CryptoEvent.KeyBackupDecryptionKeyCached, onBackupKey);
      emoji.dispose();
    },
  };
}
