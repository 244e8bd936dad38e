/** A local store in memory, through JSON like the real one. What was put survives `restart`; `full` makes every put fail. */
import { liveSource } from "../domain/live.ts";
import { fakeTextSeal } from "../domain/ports/fakes/fake-text-seal.ts";
import type { CollectionName, LocalStore, ParseStored, SealedCollection, StoreFailure } from "../domain/ports/local-store.ts";
import { failed, ok } from "../domain/result.ts";

export class FakeLocalStore implements LocalStore {
  readonly addresses = fakeTextSeal();
  readonly disk = new Map<string, string>();
  readonly trouble = liveSource<StoreFailure | null>(null);
  full = false;
  /** told of each record that was put */
  wrote: (value: unknown) => void = () => undefined;
  /** what every put waits for */
  #turning: Promise<void> = Promise.resolve();

  /** Lets no put end before it is resumed. */
  pause(): { resume(): void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#turning = promise;
    return { resume: resolve };
  }

  collection<Value>(name: CollectionName, parse: ParseStored<Value>): SealedCollection<Value> {
    const key = (id: string) => `${name}/${id}`;
    const open = (text: string) => {
      const value = parse(JSON.parse(text));
      return value === null ? failed({ code: "damaged" } as const) : ok(value);
    };
    return {
      get: async (id) => {
        const text = this.disk.get(key(id));
        return text === undefined ? ok(null) : open(text);
      },
      put: async (id, value) => {
        await this.#turning;
        if (this.full) return failed({ code: "full" });
        this.disk.set(key(id), JSON.stringify(value));
        this.wrote(value);
        return ok(undefined);
      },
      putAll: async (values) => {
        if (this.full) return failed({ code: "full" });
        for (const [id, value] of values) this.disk.set(key(id), JSON.stringify(value));
        return ok(undefined);
      },
      removeDamaged: async () => {
        for (const [id, text] of this.disk) if (id.startsWith(`${name}/`) && !open(text).ok) this.disk.delete(id);
        return ok(undefined);
      },
      remove: async (id) => {
        this.disk.delete(key(id));
        return ok(undefined);
      },
      all: async () => {
        const opened = [...this.disk].filter(([id]) => id.startsWith(`${name}/`)).map(([, text]) => open(text));
        const values = opened.flatMap((result) => (result.ok ? [result.value] : []));
        return ok({ values, damaged: opened.length - values.length });
      },
    };
  }

  close(): void {
    this.full = true;
  }
}
