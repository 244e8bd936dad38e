import { expect, test, vi } from "vitest";
import { windowOwnership } from "./window-ownership.ts";

/** Web Locks for one name, as the specification has them: a queue, `ifAvailable`, `signal` and `steal`. */
function fakeLocks(): LockManager {
  interface Holder {
    readonly stolen: (reason: Error) => void;
  }
  let holder: Holder | null = null;
  const queue: (() => void)[] = [];

  function request(name: string, options: LockOptions, callback: (lock: Lock | null) => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        const me: Holder = { stolen: reject };
        holder = me;
        void Promise.resolve(callback({ name, mode: "exclusive" })).then(() => {
          resolve(undefined);
          if (holder !== me) return;
          holder = null;
          queue.shift()?.();
        });
      };
      if (holder === null) return grant();
      if (options.ifAvailable === true) return void Promise.resolve(callback(null)).then(resolve);
      if (options.steal === true) {
        holder.stolen(new DOMException("stolen", "AbortError"));
        return grant();
      }
      queue.push(grant);
      options.signal?.addEventListener("abort", () => {
        queue.splice(queue.indexOf(grant), 1);
        reject(new DOMException("gave up", "AbortError"));
      });
    });
  }
  return { request, query: () => Promise.resolve({ held: [], pending: [] }) } as unknown as LockManager;
}

const channels = (): ((name: string) => BroadcastChannel) => {
  const prefix = crypto.randomUUID();
  return (name) => new BroadcastChannel(`${prefix}${name}`);
};

test("the second window does not own the store", async () => {
  const locks = fakeLocks();
  const open = channels();
  expect(await windowOwnership(locks, open).acquire()).toBe(true);
  expect(await windowOwnership(locks, open).acquire()).toBe(false);
});

test("a window that takes over gets the store only after the other one has closed it", async () => {
  const locks = fakeLocks();
  const open = channels();
  const first = windowOwnership(locks, open);
  const second = windowOwnership(locks, open);
  await first.acquire();
  const order: string[] = [];
  first.onLost(async () => {
    await Promise.resolve();
    order.push("first closed its stores");
  });
  await second.takeOver();
  order.push("second owns them");
  expect(order).toEqual(["first closed its stores", "second owns them"]);
  expect(await first.acquire()).toBe(false);
});

test("from a window that hangs the store is taken all the same, and it is told", async () => {
  const locks = fakeLocks();
  const deaf = (): BroadcastChannel => ({ postMessage: () => undefined }) as unknown as BroadcastChannel;
  const first = windowOwnership(locks, deaf, 20);
  const second = windowOwnership(locks, deaf, 20);
  await first.acquire();
  const told = vi.fn(() => Promise.resolve());
  first.onLost(told);
  await second.takeOver();
  expect(told).toHaveBeenCalledOnce();
  expect(await first.acquire()).toBe(false);
  expect(await second.acquire()).toBe(true);
});
