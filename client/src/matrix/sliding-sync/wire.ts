/**
 * The parts of sliding sync (MSC4186) and of sync version 2 (Client-Server API, section "Syncing") that pass through here.
 * What comes from the server is read as it is declared here; events are handed on unread, the SDK reads those.
 */
export type WireEvent = Readonly<Record<string, unknown>>;

export interface SlidingRoom {
  readonly initial?: boolean;
  readonly timeline?: readonly WireEvent[];
  readonly required_state?: readonly WireEvent[];
  readonly invite_state?: readonly WireEvent[];
  readonly limited?: boolean;
  readonly prev_batch?: string;
  readonly joined_count?: number;
  readonly invited_count?: number;
  readonly heroes?: readonly { readonly user_id: string }[];
}

export interface SlidingResponse {
  readonly pos: string;
  readonly lists?: Readonly<Record<string, { readonly count: number }>>;
  readonly rooms?: Readonly<Record<string, SlidingRoom>>;
  readonly extensions?: {
    readonly to_device?: { readonly next_batch: string; readonly events?: readonly WireEvent[] };
    readonly e2ee?: {
      readonly device_lists?: unknown;
      readonly device_one_time_keys_count?: Readonly<Record<string, number>>;
      readonly device_unused_fallback_key_types?: readonly string[];
    };
    readonly account_data?: { readonly global?: readonly WireEvent[]; readonly rooms?: Readonly<Record<string, readonly WireEvent[]>> };
    readonly receipts?: { readonly rooms?: Readonly<Record<string, WireEvent>> };
  };
}

interface Events {
  readonly events: readonly WireEvent[];
}

export interface JoinedRoom {
  readonly timeline: Events & { readonly limited: boolean; readonly prev_batch: string | null };
  readonly "org.matrix.msc4222.state_after": Events;
  readonly ephemeral: Events;
  readonly account_data: Events;
  readonly summary: Readonly<Record<string, unknown>>;
}

export interface SyncResponse {
  readonly next_batch: string;
  readonly account_data: Events;
  readonly to_device: Events;
  readonly device_lists?: unknown;
  readonly device_one_time_keys_count: Readonly<Record<string, number>>;
  readonly device_unused_fallback_key_types?: readonly string[];
  readonly rooms: {
    readonly join: Readonly<Record<string, JoinedRoom>>;
    readonly invite: Readonly<Record<string, { readonly invite_state: Events }>>;
    readonly leave: Readonly<Record<string, { readonly state: Events; readonly timeline: Events }>>;
  };
}

/** Where one answer ended: all that the next request goes on from. A request that is repeated asks for the same again. */
export interface Position {
  readonly pos: string;
  /** the last to-device messages that were taken in; asking with it lets the server forget them */
  readonly toDevice: string | null;
  /** how many rooms of the list are asked for, most recently active first; null: all */
  readonly window: number | null;
}
