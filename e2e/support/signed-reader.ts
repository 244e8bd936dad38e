/** Somebody who reads: a client without a screen, on a device that its owner has signed, so that it gets keys. */
import { createClient, Direction, MatrixEvent, type MatrixClient } from "matrix-js-sdk";
import type { Account, RunningDeployment } from "./deployment.ts";

const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, getChild: () => SILENT };
const PAGE = 100;

export interface SignedReader {
  readonly account: Account;
  /** Joins the first room that this account is invited to. @returns its ID */
  acceptInvitation(): Promise<string>;
  /** What `sender` has written in a room, in the homeserver's order, all of it; null for what cannot be read. */
  read(roomId: string, sender: string): Promise<readonly (string | null)[]>;
  stop(): void;
}

export async function signedReader(deployment: RunningDeployment, account: Account): Promise<SignedReader> {
  const password = { type: "m.login.password", identifier: { type: "m.id.user", user: account.user }, password: account.password };
  const login = await createClient({ baseUrl: deployment.homeserver, logger: SILENT }).loginRequest(password as Parameters<MatrixClient["loginRequest"]>[0]);
  const client = createClient({ baseUrl: deployment.homeserver, userId: login.user_id, deviceId: login.device_id, accessToken: login.access_token, disableVoip: true, logger: SILENT });
  await client.initRustCrypto({ useIndexedDB: false });
  const crypto = client.getCrypto();
  if (crypto === undefined) throw new Error("the reader has crypto");
  await crypto.bootstrapCrossSigning({
    authUploadDeviceSigningKeys: async (upload) => void (await upload(password).catch(() => upload(null))),
  });
  await client.startClient({ initialSyncLimit: 1 });
  return {
    account,
    async acceptInvitation() {
      for (;;) {
        const invited = client.getRooms().find((room) => room.getMyMembership() === "invite");
        if (invited !== undefined) {
          await client.joinRoom(invited.roomId);
          return invited.roomId;
        }
        await new Promise((later) => setTimeout(later, 200));
      }
    },
    async read(roomId, sender) {
      const events: MatrixEvent[] = [];
      let from: string | null = null;
      do {
        const page: { readonly chunk: readonly object[]; readonly end?: string } = await client.createMessagesRequest(roomId, from, PAGE, Direction.Backward);
        events.push(...page.chunk.map((event) => new MatrixEvent(event)));
        from = page.chunk.length > 0 ? (page.end ?? null) : null;
      } while (from !== null);
      const theirs = events.reverse().filter((event) => event.getSender() === sender && ["m.room.encrypted", "m.room.message"].includes(event.getType()));
      for (const event of theirs) await client.decryptEventIfNeeded(event);
      return theirs.map((event) => {
        const body: unknown = event.isDecryptionFailure() ? null : event.getContent()["body"];
        return typeof body === "string" ? body : null;
      });
    },
    stop: () => client.stopClient(),
  };
}
