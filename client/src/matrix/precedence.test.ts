import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Precedence } from "./precedence.ts";

let order: string[];
let precedence: Precedence;
beforeEach(() => {
  order = [];
  precedence = new Precedence();
});

/** Work that ends when it is told to. */
function work(name: string) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const run = async (): Promise<void> => {
    order.push(`${name} began`);
    await promise;
    order.push(`${name} ended`);
  };
  return { run, end: () => resolve(), fail: () => reject(new Error(name)) };
}
/** Everything that can happen without anything from outside has happened. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("what somebody waits for", () => {
  it("begins at once, and what nobody waits for begins after it", async () => {
    const [click, row] = [work("click"), work("row")];
    const first = precedence.first(click.run);
    const behind = precedence.behind(row.run);
    await quiet();
    expect(order).toEqual(["click began"]);
    click.end();
    row.end();
    await Promise.all([first, behind]);
    expect(order).toEqual(["click began", "click ended", "row began", "row ended"]);
  });

  it("lets go of the rest when it fails, and hands on why", async () => {
    const click = work("click");
    const first = precedence.first(click.run);
    const turn = precedence.turn();
    click.fail();
    await expect(first).rejects.toThrow("click");
    await turn;
  });

  it("holds back what asks while one after the other is waited for", async () => {
    const [one, other] = [work("one"), work("other")];
    const waiting = [precedence.first(one.run), precedence.first(other.run)];
    void precedence.turn().then(() => order.push("turn"));
    one.end();
    await waiting[0];
    await quiet();
    expect(order).not.toContain("turn");
    other.end();
    await waiting[1];
    await quiet();
    expect(order.at(-1)).toBe("turn");
  });
});

describe("what nobody waits for", () => {
  it("has two pieces under way at most, in the order of asking, and stops between two when somebody waits", async () => {
    const pieces = ["a", "b", "c"].map(work);
    const done = pieces.map((piece) => precedence.behind(piece.run));
    await quiet();
    expect(order).toEqual(["a began", "b began"]);
    const click = work("click");
    const first = precedence.first(click.run);
    pieces[0]?.end();
    await done[0];
    await quiet();
    expect(order).toEqual(["a began", "b began", "click began", "a ended"]);
    click.end();
    await first;
    await quiet();
    expect(order.slice(4)).toEqual(["click ended", "c began"]);
    for (const piece of pieces) piece.end();
    await Promise.all(done);
  });

  it("goes on when a piece fails", async () => {
    const broken = work("broken");
    const done = [precedence.behind(broken.run), precedence.behind(async () => undefined), precedence.behind(async () => "done")];
    broken.fail();
    await expect(done[0]).rejects.toThrow("broken");
    expect(await done[2]).toBe("done");
  });
});

describe("nothing starves", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("whoever waits for something that does not end holds the rest for two seconds", async () => {
    void precedence.first(() => new Promise(() => undefined));
    void precedence.behind(async () => void order.push("piece"));
    await vi.advanceTimersByTimeAsync(1_900);
    expect(order).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(order).toEqual(["piece"]);
    void precedence.behind(async () => void order.push("next"));
    await vi.advanceTimersByTimeAsync(0);
    expect(order).toEqual(["piece", "next"]);
  });

  it("and so do many who wait without a pause between them", async () => {
    let stop = false;
    const clicks = async (): Promise<void> => {
      while (!stop) {
        const click = precedence.first(() => new Promise((end) => setTimeout(end, 500)));
        await new Promise((next) => setTimeout(next, 300));
        void click;
      }
    };
    void clicks();
    void precedence.turn().then(() => order.push("turn"));
    await vi.advanceTimersByTimeAsync(1_900);
    expect(order).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(order).toEqual(["turn"]);
    stop = true;
  });
});
