import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Failure } from "../domain/failure.ts";
import type { EventId, RoomId, TransactionId } from "../domain/ids.ts";
import { failed, ok, type Result } from "../domain/result.ts";
import { FakeLocalStore } from "./fake-local-store.ts";
import { ASK_AFTER_MS, Outbox } from "./outbox.ts";
import { parseOutboxRecord, type OutboxRecord } from "./outbox-record.ts";

const ROOM = "!coordination" as RoomId;
const OTHER = "!presse" as RoomId;
const txn = (name: string) => name as TransactionId;
const text = (body: string) => ({ msgtype: "m.text", body });

/** A server that remembers transaction IDs, behind a network that can fail before or after it. */
class World {
  readonly store = new FakeLocalStore();
  readonly delivered: string[] = [];
  readonly attempts: string[] = [];
  clock = 1_000_000;
  /** what the next transmissions do; empty: they work */
  script: ("lost_before" | "lost_after" | "too_large" | Failure)[] = [];
  /** what was delivered says */
  readonly bodies: unknown[] = [];
  /** how long encrypting takes */
  beforeLeaving: () => Promise<void> = async () => undefined;
  timers: { ms: number; action: () => void }[] = [];
  outbox = this.start();

  start(): Outbox {
    return new Outbox({
      records: this.store.collection("outbox", parseOutboxRecord),
      transmit: async (record, aboutToLeave) => this.#transmit(record, aboutToLeave),
      now: () => this.clock,
      later: (ms, action) => {
        const timer = { ms, action };
        this.timers.push(timer);
        return () => void (this.timers = this.timers.filter((other) => other !== timer));
      },
    });
  }

  async restart(): Promise<void> {
    this.outbox.close();
    this.timers = [];
    this.outbox = this.start();
    await this.outbox.restore();
  }

  async #transmit(record: OutboxRecord, aboutToLeave: () => Promise<boolean>): Promise<Result<EventId, Failure>> {
    this.attempts.push(record.transactionId);
    const fate = this.script.shift();
    if (typeof fate === "object") return failed(fate);
    await this.beforeLeaving();
    if (!(await aboutToLeave())) return failed({ code: "storage_full" });
    if (fate === "lost_before") return failed({ code: "network" });
    if (fate === "too_large") return failed({ code: "too_large" });
    if (!this.delivered.includes(record.transactionId)) {
      this.delivered.push(record.transactionId);
      this.bodies.push(record.content["body"]);
    }
    return fate === "lost_after" ? failed({ code: "network" }) : ok(`$${record.transactionId}` as EventId);
  }

  states(room = ROOM): string[] {
    return this.outbox.entries(room).map((entry) => `${entry.transactionId} ${entry.sendState.at}`);
  }
}

let world: World;
beforeEach(() => void (world = new World()));
const settled = (condition: () => void) => vi.waitFor(condition, { interval: 1 });

describe("the outbox", () => {
  it("keeps a message on the disk before it is on the wire", async () => {
    world.script = ["lost_before"];
    const kept = world.outbox.add(ROOM, txn("m1"), text("bonjour"));
    expect(world.delivered).toEqual([]);
    await kept;
    expect([...world.store.disk.values()].join()).toContain("bonjour");
    await settled(() => expect(world.states()).toEqual(["m1 waiting"]));
  });

  it("says that the disk is full instead of pretending to have the message", async () => {
    world.store.full = true;
    expect(await world.outbox.add(ROOM, txn("m1"), text("x"))).toEqual({ ok: false, failure: { code: "storage_full" } });
    await settled(() => expect(world.attempts).toEqual(["m1"]));
    expect(world.delivered).toEqual([]);
    expect(world.states()).toEqual([]);
    expect(world.timers).toEqual([]);
  });

  it("shows a message before the disk has it, and lets nothing of it leave until then", async () => {
    const disk = world.store.pause();
    const kept = world.outbox.add(ROOM, txn("m1"), text("bonjour"));
    expect(world.states()).toEqual(["m1 sending"]);
    expect(world.outbox.entries(ROOM)[0]?.editable).toBe(false);
    await settled(() => expect(world.attempts).toEqual(["m1"]));
    expect(world.delivered).toEqual([]);
    disk.resume();
    expect(await kept).toEqual(ok(undefined));
    await settled(() => expect(world.delivered).toEqual(["m1"]));
  });

  it("keeps the order of two messages, the first of which the disk takes late", async () => {
    const disk = world.store.pause();
    const kept = [world.outbox.add(ROOM, txn("m1"), text("un")), world.outbox.add(ROOM, txn("m2"), text("deux"))];
    disk.resume();
    await Promise.all(kept);
    await settled(() => expect(world.delivered).toEqual(["m1", "m2"]));
  });

  it("does not bring back what was taken back while the disk was taking it", async () => {
    const disk = world.store.pause();
    const kept = world.outbox.add(ROOM, txn("m1"), text("bonjour"));
    const discarded = world.outbox.discard(txn("m1"));
    disk.resume();
    await Promise.all([kept, discarded]);
    await world.restart();
    expect(world.states()).toEqual([]);
    expect(world.delivered).toEqual([]);
  });

  it("sends in the order of writing, each room by itself", async () => {
    world.script = ["lost_before"];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await world.outbox.add(ROOM, txn("m2"), text("2"));
    await settled(() => expect(world.states()).toEqual(["m1 waiting", "m2 waiting"]));
    await world.outbox.add(OTHER, txn("p1"), text("3"));
    await settled(() => expect(world.delivered).toEqual(["p1"]));
    world.timers[0]!.action();
    await settled(() => expect(world.delivered).toEqual(["p1", "m1", "m2"]));
  });

  it("delivers once when the answer was lost, the application crashed and was started again", async () => {
    world.script = ["lost_after"];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.states()).toEqual(["m1 waiting"]));
    await world.restart();
    expect(world.states()).toEqual(["m1 waiting"]);
    world.outbox.wake();
    await settled(() => expect(world.states()).toEqual(["m1 sent"]));
    expect(world.attempts).toEqual(["m1", "m1"]);
    expect(world.delivered).toEqual(["m1"]);
    expect(world.store.disk.size).toBe(0);
  });

  it("waits longer each time and goes at once when the network is back", async () => {
    world.script = ["lost_before", "lost_before", "lost_before"];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    const delays: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      await settled(() => expect(world.timers).toHaveLength(1));
      const timer = world.timers.pop()!;
      delays.push(timer.ms);
      timer.action();
    }
    await settled(() => expect(world.timers).toHaveLength(1));
    delays.push(world.timers[0]!.ms);
    expect(delays).toEqual([2_000, 4_000, 8_000]);
    world.outbox.wake();
    await settled(() => expect(world.delivered).toEqual(["m1"]));
    expect(world.timers).toEqual([]);
  });

  it("waits as long as a rate limit asks", async () => {
    world.script = [{ code: "rate_limited", retryAfterMs: 7_000 }];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.timers.map((timer) => timer.ms)).toEqual([7_000]));
  });

  it("does not go before the rate limit is over, whatever wakes it", async () => {
    world.script = [{ code: "rate_limited", retryAfterMs: 7_000 }];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.timers).toHaveLength(1));
    world.clock += 6_999;
    world.outbox.wake();
    await world.outbox.retry(txn("m1"));
    expect(world.attempts).toEqual(["m1"]);
    world.clock += 1;
    world.outbox.wake();
    await settled(() => expect(world.delivered).toEqual(["m1"]));
  });

  it("takes other words for a message that has certainly not left, in its place", async () => {
    world.script = [{ code: "network" }];
    await world.outbox.add(ROOM, txn("m1"), text("helo"));
    await world.outbox.add(ROOM, txn("m2"), text("2"));
    await settled(() => expect(world.states()).toEqual(["m1 waiting", "m2 waiting"]));
    expect(world.outbox.entries(ROOM)[0]!.editable).toBe(true);
    expect(await world.outbox.revise(txn("m1"), text("hello"))).toEqual(ok(undefined));
    await world.restart();
    world.outbox.wake();
    await settled(() => expect(world.delivered).toEqual(["m1", "m2"]));
    expect(world.bodies).toEqual(["hello", "2"]);
  });

  it("keeps the old words off the wire when they are changed, or taken back, while they are being prepared", async () => {
    let prepared: () => void = () => undefined;
    world.beforeLeaving = () => new Promise((resolve) => void (prepared = resolve));
    await world.outbox.add(ROOM, txn("m1"), text("old"));
    await settled(() => expect(world.attempts).toEqual(["m1"]));
    await world.outbox.revise(txn("m1"), text("new"));
    world.beforeLeaving = async () => undefined;
    prepared();
    await settled(() => expect(world.bodies).toEqual(["new"]));

    world.beforeLeaving = () => new Promise((resolve) => void (prepared = resolve));
    await world.outbox.add(ROOM, txn("m2"), text("never"));
    await settled(() => expect(world.attempts.at(-1)).toBe("m2"));
    await world.outbox.discard(txn("m2"));
    world.beforeLeaving = async () => undefined;
    prepared();
    await world.outbox.add(ROOM, txn("m3"), text("next"));
    await settled(() => expect(world.bodies).toEqual(["new", "next"]));
  });

  it("changes no words that may have arrived, and asks for them again only after 23 more hours", async () => {
    world.script = ["lost_after"];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.states()).toEqual(["m1 waiting"]));
    const already = failed({ code: "already_sent" });
    expect(await world.outbox.revise(txn("m1"), text("x"))).toEqual(already);
    world.clock += ASK_AFTER_MS;
    await world.restart();
    world.script = ["lost_before"];
    await world.outbox.retry(txn("m1"));
    await settled(() => expect(world.timers).toHaveLength(1));
    expect(world.states()).toEqual(["m1 waiting"]);
    expect(await world.outbox.revise(txn("m1"), text("x"))).toEqual(already);
    world.outbox.wake();
    await settled(() => expect(world.states()).toEqual(["m1 sent"]));
    expect(await world.outbox.revise(txn("m1"), text("x"))).toEqual(already);
    expect(await world.outbox.revise(txn("unknown"), text("x"))).toEqual(already);
    expect(world.bodies).toEqual(["1"]);
  });

  it("lets a message that was too long be shortened, but not one that a lost answer may have delivered", async () => {
    world.script = ["too_large"];
    await world.outbox.add(ROOM, txn("m1"), text("far too long"));
    await settled(() => expect(world.states()).toEqual(["m1 failed"]));
    expect(await world.outbox.revise(txn("m1"), text("short"))).toEqual(ok(undefined));
    await settled(() => expect(world.bodies).toEqual(["short"]));

    world.script = ["lost_after", "too_large"];
    await world.outbox.add(ROOM, txn("m2"), text("2"));
    await settled(() => expect(world.states()).toEqual(["m1 sent", "m2 waiting"]));
    world.outbox.wake();
    await settled(() => expect(world.states()).toEqual(["m1 sent", "m2 failed"]));
    expect(world.outbox.entries(ROOM)[1]!.editable).toBe(false);
  });

  it("has the old words still when there is no room for the new ones", async () => {
    world.script = [{ code: "network" }];
    await world.outbox.add(ROOM, txn("m1"), text("old"));
    await settled(() => expect(world.timers).toHaveLength(1));
    world.store.full = true;
    expect(await world.outbox.revise(txn("m1"), text("new"))).toEqual(failed({ code: "storage_full" }));
    world.store.full = false;
    world.outbox.wake();
    await settled(() => expect(world.bodies).toEqual(["old"]));
  });

  it("stops with the reason when it is forbidden, also after a restart, and lets later messages pass", async () => {
    world.script = [{ code: "forbidden" }];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.states()).toEqual(["m1 failed"]));
    await world.outbox.add(ROOM, txn("m2"), text("2"));
    await settled(() => expect(world.delivered).toEqual(["m2"]));
    await world.restart();
    world.outbox.wake();
    expect(world.outbox.entries(ROOM)[0]!.sendState).toEqual({ at: "failed", failure: { code: "forbidden" } });
    await world.outbox.retry(txn("m1"));
    await settled(() => expect(world.delivered).toEqual(["m2", "m1"]));
  });

  it("keeps a held message held until the readers are accepted", async () => {
    world.script = [{ code: "new_recipient", userIds: ["@stranger:etat.example"] }];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.states()).toEqual(["m1 failed"]));
    world.outbox.wake();
    await world.outbox.retryStopped(ROOM, (failure) => failure.code === "identity_changed");
    expect(world.delivered).toEqual([]);
    await world.outbox.retryStopped(ROOM, (failure) => failure.code === "new_recipient");
    await settled(() => expect(world.delivered).toEqual(["m1"]));
  });

  it("asks after 23 hours instead of sending perhaps a second time", async () => {
    world.script = ["lost_after"];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.states()).toEqual(["m1 waiting"]));
    world.clock += ASK_AFTER_MS;
    await world.restart();
    world.outbox.wake();
    expect(world.states()).toEqual(["m1 uncertain"]);
    expect(world.attempts).toEqual(["m1"]);
    await world.outbox.retry(txn("m1"));
    await settled(() => expect(world.attempts).toEqual(["m1", "m1"]));
  });

  it("sends nothing while the disk is too full to note that it was sent, however often it is tried", async () => {
    world.script = [{ code: "network" }];
    await world.outbox.add(ROOM, txn("m1"), text("x"));
    await vi.waitFor(() => expect(world.timers).toHaveLength(1));
    world.store.full = true;
    for (const tried of [2, 3]) {
      world.outbox.wake();
      await vi.waitFor(() => expect(world.attempts).toHaveLength(tried));
      await vi.waitFor(() => expect(world.timers).toHaveLength(1));
    }
    expect(world.delivered).toEqual([]);
    world.store.full = false;
    world.outbox.wake();
    await vi.waitFor(() => expect(world.delivered).toEqual(["m1"]));
  });

  it("does not ask for a message that never was on the wire", async () => {
    world.script = [{ code: "network" }];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.states()).toEqual(["m1 waiting"]));
    world.clock += ASK_AFTER_MS;
    world.outbox.wake();
    await settled(() => expect(world.delivered).toEqual(["m1"]));
  });

  it("writes once before the wire, and the trace of the attempt is in it", async () => {
    const written: unknown[] = [];
    world.store.wrote = (record) => void written.push(record);
    world.script = ["lost_after"];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.states()).toEqual(["m1 waiting"]));
    expect(world.delivered).toEqual(["m1"]);
    expect(written).toMatchObject([{ transactionId: "m1", firstAttemptAt: world.clock }]);
  });

  it("takes a message that a crash kept from leaving for one that may have arrived", async () => {
    world.beforeLeaving = () => new Promise(() => undefined);
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await world.restart();
    world.beforeLeaving = async () => undefined;
    expect(await world.outbox.revise(txn("m1"), text("x"))).toEqual(failed({ code: "already_sent" }));
    world.outbox.wake();
    await settled(() => expect(world.bodies).toEqual(["1"]));
    expect(world.attempts).toEqual(["m1", "m1"]);
  });

  it("leaves no trace of an attempt that ended before the wire", async () => {
    world.script = [{ code: "network" }];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.timers).toHaveLength(1));
    await world.restart();
    world.clock += ASK_AFTER_MS;
    expect(await world.outbox.revise(txn("m1"), text("2"))).toEqual(ok(undefined));
    await settled(() => expect(world.bodies).toEqual(["2"]));
  });

  it("notes the attempt of a message that was reworded, and of one that waited for another, before they leave", async () => {
    let prepared: () => void = () => undefined;
    world.beforeLeaving = () => new Promise((resolve) => void (prepared = resolve));
    await world.outbox.add(ROOM, txn("m1"), text("old"));
    await world.outbox.add(ROOM, txn("m2"), text("2"));
    await world.outbox.revise(txn("m1"), text("new"));
    const written: unknown[] = [];
    world.store.wrote = (record) => void written.push(record);
    world.beforeLeaving = async () => undefined;
    prepared();
    await settled(() => expect(world.bodies).toEqual(["new", "2"]));
    const firstAttemptAt = world.clock;
    expect(written).toMatchObject([{ transactionId: "m1", firstAttemptAt }, { transactionId: "m2", firstAttemptAt }]);
  });

  it("says that something changed when the answer comes after the echo", async () => {
    let answer: () => void = () => undefined;
    const changes: string[] = [];
    const outbox = new Outbox({
      records: world.store.collection("outbox", parseOutboxRecord),
      transmit: () => new Promise((resolve) => void (answer = () => resolve(ok("$e" as EventId)))),
      now: () => 0,
      later: () => () => undefined,
    });
    await outbox.add(ROOM, txn("m1"), text("1"));
    await outbox.echoed(txn("m1"));
    outbox.subscribe(() => void changes.push("changed"));
    answer();
    await settled(() => expect(changes).toEqual(["changed"]));
  });

  it("forgets a message that was taken back, and one whose echo has come before the answer", async () => {
    world.script = ["lost_before", "lost_before"];
    await world.outbox.add(ROOM, txn("m1"), text("1"));
    await settled(() => expect(world.states()).toEqual(["m1 waiting"]));
    await world.outbox.discard(txn("m1"));
    expect(world.states()).toEqual([]);
    await world.outbox.add(ROOM, txn("m2"), text("2"));
    await world.outbox.echoed(txn("m2"));
    expect(world.states()).toEqual([]);
    expect(world.store.disk.size).toBe(0);
    await world.restart();
    expect(world.outbox.unsent()).toBe(0);
  });
});
