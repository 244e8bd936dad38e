/** Reads an answer of sliding sync: refused as a whole when any part of it has another form than MSC4186 says. Pure. */
import { isRecord } from "../../domain/json-shape.ts";
import type { SlidingResponse } from "./wire.ts";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const count: Check = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
const listOf = (item: Check): Check => (value) => Array.isArray(value) && value.every(item);
const mapOf = (item: Check): Check => (value) => isRecord(value) && Object.values(value).every(item);
/** Fields that are not named may have any form, so that a server may say more. */
const fields = (required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>>): Check => (value) =>
  isRecord(value) &&
  Object.entries(required).every(([name, check]) => check(value[name])) &&
  Object.entries(optional).every(([name, check]) => value[name] === undefined || check(value[name]));

const events = listOf(isRecord);

const room = fields(
  {},
  {
    initial: flag,
    timeline: events,
    required_state: events,
    invite_state: events,
    limited: flag,
    prev_batch: text,
    joined_count: count,
    invited_count: count,
    heroes: listOf(fields({ user_id: text }, {})),
  },
);

const extensions = fields(
  {},
  {
    to_device: fields({ next_batch: text }, { events }),
    e2ee: fields({}, { device_lists: isRecord, device_one_time_keys_count: mapOf(count), device_unused_fallback_key_types: listOf(text) }),
    account_data: fields({}, { global: events, rooms: mapOf(events) }),
    receipts: fields({}, { rooms: mapOf(isRecord) }),
  },
);

const response = fields({ pos: text }, { lists: mapOf(fields({ count }, {})), rooms: mapOf(room), extensions });

/** @returns null when `value` is no answer of sliding sync. */
export function parseSlidingResponse(value: unknown): SlidingResponse | null {
  return response(value) ? (value as SlidingResponse) : null; // every field that the type names was just checked
}

export function isMemberList(value: unknown): value is { readonly chunk: readonly Readonly<Record<string, unknown>>[] } {
  return fields({ chunk: events }, {})(value);
}
