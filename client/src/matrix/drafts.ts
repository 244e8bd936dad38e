import type { RoomId } from "../domain/ids.ts";
import type { SealedCollection } from "../domain/ports/local-store.ts";

/** @returns a stored draft, or null when `stored` is none. */
export const parseDraft = (stored: unknown): string | null => (typeof stored === "string" ? stored : null);

/**
 * What is being written in each room. One window owns the store, so that what the disk lacks is remembered: every message takes the
 * draft of its room away, and a write for nothing would hold it up as long as its own does.
 */
export class Drafts {
  readonly #records: SealedCollection<string>;
  readonly #absent = new Set<RoomId>();
  /** how often a draft was written or taken away: what was found out before says nothing any more */
  readonly #changes = new Map<RoomId, number>();

  constructor(records: SealedCollection<string>) {
    this.#records = records;
  }

  async read(roomId: RoomId): Promise<string> {
    const changes = this.#changesOf(roomId);
    const draft = await this.#records.get(roomId);
    if (draft.ok && draft.value === null && changes === this.#changesOf(roomId)) this.#absent.add(roomId);
    return draft.ok ? (draft.value ?? "") : "";
  }

  /** @param text empty: there is none any more. */
  async save(roomId: RoomId, text: string): Promise<void> {
    if (text === "" && this.#absent.has(roomId)) return;
    this.#absent.delete(roomId);
    const changes = this.#changesOf(roomId) + 1;
    this.#changes.set(roomId, changes);
    if (text !== "") await this.#records.put(roomId, text);
    else if ((await this.#records.remove(roomId)).ok && changes === this.#changesOf(roomId)) this.#absent.add(roomId);
  }

  #changesOf(roomId: RoomId): number {
    return this.#changes.get(roomId) ?? 0;
  }
}
