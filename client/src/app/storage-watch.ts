/** What the store and the outbox say of their troubles, as the person is told. */
import { liveSource, type Unsubscribe } from "../domain/live.ts";
import type { LocalStore } from "../domain/ports/local-store.ts";
import type { StorageTrouble, StorageWatch } from "../domain/ports/storage-watch.ts";

export interface DamagedMessages {
  readonly count: number;
  forget(): Promise<void>;
}

/** @returns the watch, and what ends it. */
export function storageWatch(store: Pick<LocalStore, "trouble">, damaged: DamagedMessages): { readonly watch: StorageWatch; readonly close: Unsubscribe } {
  const trouble = liveSource<StorageTrouble | null>(null);
  let messages = damaged.count;
  const look = (): void => {
    const now = troubleNow(store, messages);
    if (now?.code !== trouble.current()?.code) trouble.set(now);
  };
  const close = store.trouble.subscribe(look);
  return {
    close,
    watch: {
      trouble,
      async acknowledgeDamage() {
        messages = 0;
        await damaged.forget();
        look();
      },
    },
  };
}

function troubleNow(store: Pick<LocalStore, "trouble">, messages: number): StorageTrouble | null {
  const failure = store.trouble.current();
  if (failure?.code === "full") return { code: "full" };
  if (failure !== null) return { code: "gone" };
  return messages > 0 ? { code: "damaged", messages } : null;
}
