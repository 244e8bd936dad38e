/**
 * Both ways of syncing over a random script, on a homeserver in memory: what they show is the same, and is what somebody sees who
 * starts anew. The same with encryption and a real Synapse is `e2e/side-by-side`; this one is short, and a seed that fails is a repro.
 */
import fc from "fast-check";
import { expect, it, vi } from "vitest";
import type { RoomId } from "../domain/ids.ts";
import { FakeCrypto } from "./fake-crypto.ts";
import { FakeHomeserver } from "./fake-homeserver.ts";
import { ME, ScreenlessClient } from "./fake-screenless-client.ts";
import type { WayOfSyncing } from "./sliding-sync/sync-transport.ts";

const OTHERS = ["@idris-interieur:etat.example", "@jean-interieur:etat.example"] as const;
/** The random numbers are the same each time; `CHANCERY_SEED` takes others. */
const SEED = Number(process.env["CHANCERY_SEED"] ?? 20_261_124);
const RUNS = Number(process.env["CHANCERY_RUNS"] ?? 25);
const ROOMS = ["!a", "!b", "!c"] as RoomId[];
/** Keys that come sooner or later, or only at the end. */
const SESSIONS = ["s0", "s1", "s2", "s3"];
/** So many further rooms, in which little happens, fill the first window. */
const QUIET_ROOMS = 22;

type Doing =
  | { readonly kind: "say" | "whisper" | "burst" | "edit" | "redact" | "react" | "topic" | "read"; readonly room: number; readonly who: number; readonly which: number }
  | { readonly kind: "leave" | "join" | "come" | "go"; readonly room: number }
  | { readonly kind: "cut" | "mend"; readonly client: number }
  | { readonly kind: "key"; readonly client: number; readonly session: number }
  | { readonly kind: "half" | "replay" | "forget" };

const room = fc.nat(ROOMS.length - 1);
const doing: fc.Arbitrary<Doing> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ kind: fc.constantFrom("say", "say", "whisper", "whisper", "burst", "edit", "redact", "react", "topic", "read"), room, who: fc.nat(1), which: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("leave", "join", "come", "go"), room }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("cut", "mend"), client: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("key" as const), client: fc.nat(1), session: fc.nat(SESSIONS.length - 1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("half", "replay", "forget") }) },
);

class Run {
  readonly server = new FakeHomeserver(ME);
  readonly clients: ScreenlessClient[] = [];
  readonly #cryptos: FakeCrypto[] = [];
  readonly #messages = new Map<RoomId, string[]>(ROOMS.map((roomId) => [roomId, []]));
  readonly #mine = new Map<RoomId, boolean>(ROOMS.map((roomId) => [roomId, true]));
  #spoken = 0;

  async begin(): Promise<void> {
    for (const roomId of ROOMS) this.server.room(roomId, OTHERS);
    for (let index = 0; index < QUIET_ROOMS; index += 1) this.server.room(`!quiet${index}`, [OTHERS[0]]);
    for (const way of ["v2", "sliding"] as const) await this.#start(way);
    for (const client of this.clients) await client.open(ROOMS[0]!);
  }

  async #start(way: WayOfSyncing): Promise<void> {
    const crypto = new FakeCrypto();
    this.#cryptos.push(crypto);
    this.clients.push(await new ScreenlessClient(this.server, way, crypto).start());
  }

  do(step: Doing): void {
    switch (step.kind) {
      case "cut":
        return this.clients[step.client]!.line.cut();
      case "mend":
        return this.clients[step.client]!.mend();
      case "key":
        return this.#cryptos[step.client]!.arrive(SESSIONS[step.session]!);
      case "half":
      case "replay":
        this.server.faults.push(step.kind);
        return;
      case "forget":
        return this.server.forgetConnections();
      case "leave":
      case "join":
        return this.#move(ROOMS[step.room]!, step.kind);
      case "come":
      case "go":
        this.server.member(ROOMS[step.room]!, "@lea-interieur:etat.example", step.kind === "come" ? "join" : "leave");
        return;
      default:
        return this.#talk(step, ROOMS[step.room]!, OTHERS[step.who]!);
    }
  }

  #move(roomId: RoomId, kind: "leave" | "join"): void {
    if (this.#mine.get(roomId) === (kind === "join")) return;
    this.#mine.set(roomId, kind === "join");
    if (kind === "join") this.server.member(roomId, ME, "invite", OTHERS[0]);
    this.server.member(roomId, ME, kind);
  }

  #talk(step: Extract<Doing, { readonly which: number }>, roomId: RoomId, who: string): void {
    const messages = this.#messages.get(roomId)!;
    const target = messages[step.which % Math.max(messages.length, 1)];
    const say = (): void => void messages.push(this.server.say(roomId, who, `m${(this.#spoken += 1)}`));
    if (step.kind === "say") return say();
    if (step.kind === "whisper") return void messages.push(this.server.whisper(roomId, who, `m${(this.#spoken += 1)}`, SESSIONS[step.which % SESSIONS.length]!));
    if (step.kind === "burst") return Array.from({ length: 25 }).forEach(say);
    if (step.kind === "topic") return void this.server.add(roomId, { type: "m.room.topic", state_key: "", sender: who, content: { topic: `t${step.which}` } });
    if (target === undefined) return;
    if (step.kind === "edit") this.server.edit(roomId, who, target, `edited ${(this.#spoken += 1)}`);
    else if (step.kind === "redact") this.server.redact(roomId, who, target);
    else if (step.kind === "react") this.server.react(roomId, who, target, "👍");
    else this.server.read(roomId, target);
  }

  async compare(): Promise<void> {
    this.server.faults.splice(0);
    await this.#start("v2");
    for (const crypto of this.#cryptos) for (const session of SESSIONS) crypto.arrive(session);
    for (const client of this.clients) client.mend();
    await vi.waitFor(() => {
      const [first, ...others] = this.clients.map((client) => [...(client.rooms.rooms.current() ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ class: roomClass, ...row }) => ({ ...row, class: roomClass.id })));
      for (const other of others) expect(other).toEqual(first);
    }, { timeout: 20_000, interval: 20 });
    for (const roomId of ROOMS.filter((each) => this.#mine.get(each) === true)) {
      const [first, ...others] = await Promise.all(this.clients.map((client) => whole(client, roomId)));
      for (const other of others) expect(other).toEqual(first);
      const members = this.clients.map(async (client) => {
        await client.client.getRoom(roomId)?.loadMembersIfNeeded();
        return client.client.getRoom(roomId)?.getJoinedMembers().map(({ userId }) => userId).sort();
      });
      const [lists, ...more] = await Promise.all(members);
      for (const other of more) expect(other).toEqual(lists);
    }
  }

  end(): void {
    for (const client of this.clients) client.close();
  }
}

async function whole(client: ScreenlessClient, roomId: RoomId) {
  const timeline = await client.open(roomId);
  while (!timeline.snapshot.current().reachedStart) {
    await timeline.loadOlder();
    await new Promise((next) => setTimeout(next, 1));
  }
  // The member list brings names, and with them a further snapshot.
  await client.client.getRoom(roomId)?.loadMembersIfNeeded();
  await new Promise((next) => setTimeout(next, 5));
  // Everybody here has an identity; a first screen does not wait for it.
  await vi.waitFor(() => expect(JSON.stringify(timeline.snapshot.current().items)).not.toContain('"identity":"unknown"'), { timeout: 20_000, interval: 5 });
  const { items } = timeline.snapshot.current();
  timeline.close();
  return items;
}

it("0 differences over random scripts", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(doing, { minLength: 20, maxLength: 80 }), fc.array(fc.nat(3), { minLength: 80, maxLength: 80 }), async (steps, pauses) => {
      const run = new Run();
      try {
        await run.begin();
        for (const [index, step] of steps.entries()) {
          run.do(step);
          // Now and then the clients get a turn in between.
          if (pauses[index] === 0) await new Promise((next) => setTimeout(next, 2));
        }
        await run.compare();
      } finally {
        run.end();
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
});
