import { liveSource, type LiveSource } from "../../live.ts";
import type { StorageTrouble, StorageWatch } from "../storage-watch.ts";

export interface FakeStorageWatch extends StorageWatch {
  readonly trouble: LiveSource<StorageTrouble | null>;
}

export function fakeStorageWatch(): FakeStorageWatch {
  const trouble = liveSource<StorageTrouble | null>(null);
  return {
    trouble,
    async acknowledgeDamage() {
      trouble.set(null);
    },
  };
}
