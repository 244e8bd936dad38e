/** Which room of the state file is which room of the homeserver: `rooms.json`. A hint that is always checked against the server. */
import type { Problem } from "../output/problem.ts";
import { damagedFile } from "../reading/damaged-file.ts";
import { closedObject, mapOf, oneOf, readJson, text } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";
import { readTextIfPresent, writeFileAtomically } from "./atomic-file.ts";

/** room ID by the room's key in the state file */
export type KnownRooms = Readonly<Record<string, string>>;

const shape = closedObject<{ readonly format: "chancery-rooms/1"; readonly rooms: KnownRooms }>({ format: oneOf("chancery-rooms/1"), rooms: mapOf(text) });

/** @returns the rooms; none when the file does not exist yet. */
export async function readKnownRooms(path: string): Promise<Result<KnownRooms, Problem>> {
  const found = await readTextIfPresent(path);
  if (!found.ok) return found;
  if (found.value === null) return ok({});
  const read = readJson(shape, found.value);
  return read.ok ? ok(read.value.rooms) : failed(damagedFile(path, read.failure));
}

export const writeKnownRooms = (path: string, rooms: KnownRooms): Promise<Result<void, Problem>> =>
  writeFileAtomically(path, `${JSON.stringify({ format: "chancery-rooms/1", rooms }, null, 2)}\n`, 0o644);
