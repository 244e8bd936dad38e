import type { Filter, IStartClientOpts, MatrixClient } from "matrix-js-sdk";
import { describe, expect, it } from "vitest";
import { startGateSync } from "./security-gate.ts";
import { SyncTransport } from "./sliding-sync/sync-transport.ts";

async function filterOf(): Promise<ReturnType<Filter["getDefinition"]> | undefined> {
  let asked: IStartClientOpts | undefined;
  const client = {
    getUserId: () => "@ada:etat.example",
    startClient: async (options: IStartClientOpts) => void (asked = options),
  };
  await startGateSync({ client: client as unknown as MatrixClient, sync: new SyncTransport(fetch, "@ada:etat.example", "v2") }); // of the client, only these two are used
  return asked?.filter?.getDefinition();
}

describe("sync before the gate opens", () => {
  it("asks for no room and no presence", async () => {
    expect(await filterOf()).toMatchObject({ room: { rooms: [] }, presence: { limit: 0, types: [] } });
  });

  it("is never answered from what the homeserver remembers of an earlier start", async () => {
    expect(JSON.stringify(await filterOf())).not.toBe(JSON.stringify(await filterOf()));
  });
});
