/** What is kept on this computer, encrypted record by record under the store's key. */
import type { Live } from "../live.ts";
import type { Result } from "../result.ts";

export type StoreFailure =
  /** the disk, or the share of it that the browser grants, is full */
  | { readonly code: "full" }
  /** a record does not open under this key, or what it holds has not the expected form */
  | { readonly code: "damaged" }
  /** the store was closed, or another window deleted it */
  | { readonly code: "closed" }
  /** written by a newer version of the application */
  | { readonly code: "too_new" }
  /** the platform refuses to store anything */
  | { readonly code: "unavailable" };

/** Everything that is kept, by what it is for. */
export type CollectionName =
  | "outbox" | "drafts" | "known_recipients" | "devices" | "policy" | "proof" | "values"
  /** the homeserver has these too: they give way when the disk is full */
  | "summaries" | "recent" | "recent_index";

/** @returns the value that `stored` (parsed JSON) stands for, or null when it has not the expected form. */
export type ParseStored<Value> = (stored: unknown) => Value | null;

/** Records of one kind. Values must survive JSON; what comes out went through the collection's parser. */
export interface SealedCollection<Value> {
  get(id: string): Promise<Result<Value | null, StoreFailure>>;
  /** Resolves once the value is on the disk. */
  put(id: string, value: Value): Promise<Result<void, StoreFailure>>;
  /** Several at once: all of them are on the disk then, or none. */
  putAll(values: ReadonlyMap<string, Value>): Promise<Result<void, StoreFailure>>;
  remove(id: string): Promise<Result<void, StoreFailure>>;
  /** Every record, in no particular order. `damaged` counts those that could not be read and were left where they are. */
  all(): Promise<Result<{ readonly values: readonly Value[]; readonly damaged: number }, StoreFailure>>;
  /** Removes what `all` counts as damaged. */
  removeDamaged(): Promise<Result<void, StoreFailure>>;
}

/** Text that is left where others can read it, sealed under the store's key. */
export interface TextSeal {
  /** @returns Base64 in its alphabet for URLs; another one each time. */
  seal(text: string): Promise<string>;
  /** @returns the text, or null when it was not sealed under this key. */
  open(sealed: string): Promise<string | null>;
}

export interface LocalStore {
  /** For the addresses of the application's pages, which browsers keep. */
  readonly addresses: TextSeal;
  /** Why what exists nowhere else cannot be kept now; null: it can, as far as is known. */
  readonly trouble: Live<StoreFailure | null>;
  collection<Value>(name: CollectionName, parse: ParseStored<Value>): SealedCollection<Value>;
  close(): void;
}
