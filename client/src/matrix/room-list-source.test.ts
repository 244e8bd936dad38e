import { afterEach, expect, it, vi } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import { FakeCrypto } from "./fake-crypto.ts";
import { FakeHomeserver } from "./fake-homeserver.ts";
import { ME, ScreenlessClient } from "./fake-screenless-client.ts";

const IDRIS = "@idris-interieur:etat.example";
const ROOM = "!r" as RoomId;
const LONG = { timeout: 15_000, interval: 5 };

let client: ScreenlessClient;
afterEach(() => client.close());

it("rows decrypt nothing and ask for no older messages while somebody waits for something", async () => {
  const server = new FakeHomeserver(ME);
  const crypto = new FakeCrypto();
  server.room(ROOM, [IDRIS]);
  const ids = Array.from({ length: 80 }, (_, index) => server.whisper(ROOM, IDRIS, `m${index}`, "session"));
  server.read(ROOM, ids[9]!);
  crypto.arrive("session");
  client = new ScreenlessClient(server, "v2", crypto);
  const { promise, resolve } = Promise.withResolvers<void>();
  const turn = vi.spyOn(client.precedence, "turn").mockReturnValue(promise);
  const asked = vi.spyOn(client.client, "createMessagesRequest");
  await client.start();
  await vi.waitFor(() => expect(client.row(ROOM)).toBeDefined(), LONG);
  await vi.waitFor(() => expect(turn).toHaveBeenCalled(), LONG);
  expect(crypto.asked).toEqual([]);
  expect(asked).not.toHaveBeenCalled();
  resolve();
  await vi.waitFor(() => expect(client.row(ROOM)).toMatchObject({ unread: 70, preview: { text: "m79" } }), LONG);
  expect(asked).toHaveBeenCalled();
});
