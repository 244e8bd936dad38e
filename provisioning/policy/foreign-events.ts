/** State events that another program wrote: an array, or an object with it as `state`, as homeservers answer. */
import type { ForeignEvent } from "#policies/interchange/not-taken.ts";
import { readText } from "../deployment/atomic-file.ts";
import type { Problem } from "../output/problem.ts";
import { damagedFile } from "../reading/damaged-file.ts";
import { anything, fieldOf, listOf, mapOf, openObject, readShape, text, type Fault, type Shape } from "../reading/shape.ts";
import { failed, ok, type Result } from "../result.ts";

const key: Shape<string> = (value, at, faults) => (typeof value === "string" ? value : (faults.push({ at, expected: "a text" }), undefined));
const eventShape = openObject<Omit<ForeignEvent, "room_id">>({ type: text, state_key: key, content: mapOf(anything) });

export async function readForeignEvents(path: string): Promise<Result<readonly ForeignEvent[], Problem>> {
  const content = await readText(path);
  if (!content.ok) return content;
  const wrong = (faults: readonly Fault[]): Result<never, Problem> => failed(damagedFile(path, faults));
  let value: unknown;
  try {
    value = JSON.parse(content.value);
  } catch {
    return wrong([{ at: "", expected: "JSON" }]);
  }
  const list = Array.isArray(value) ? value : fieldOf(value, "state");
  const read = readShape(listOf(eventShape), list);
  if (!read.ok) return wrong(read.failure);
  const roomOf = (event: unknown): string | null => {
    const room = fieldOf(event, "room_id");
    return typeof room === "string" ? room : null;
  };
  const events: readonly unknown[] = Array.isArray(list) ? list : [];
  return ok(read.value.map((event, index) => ({ ...event, room_id: roomOf(events[index]) })));
}
