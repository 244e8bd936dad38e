/** Compares what two devices show with each other and with what should be there. Differences are texts; none is what is wanted. */
import { isDeepStrictEqual } from "node:util";
import type { Device } from "./device.ts";
import type { ExpectedRoom } from "./expectation.ts";
import { members, rows, wholeTimeline, type Row, type Shown } from "./view.ts";
import type { World } from "./world.ts";

const text = (value: unknown): string => JSON.stringify(value);

function firstDifference(what: string, left: readonly unknown[], right: readonly unknown[]): string[] {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (!isDeepStrictEqual(left[index], right[index])) return [`${what}, ${index} of ${left.length}/${right.length}:\n    v2      ${text(left[index])}\n    sliding ${text(right[index])}`];
  }
  return [];
}

/** @returns how the rows of a device differ from what the script made happen. */
function unexpectedRows(device: Device, found: readonly Row[], world: World): string[] {
  const expected = world.rooms.filter(({ membership }) => membership !== "leave").sort((a, b) => (a.id < b.id ? -1 : 1));
  const ids = firstDifference(`${device.name}: rooms`, found.map(({ id, membership }) => [id, membership]), expected.map(({ id, membership }) => [id, membership]));
  if (ids.length > 0) return ids;
  return expected.flatMap((room, index) => {
    const { unread, mentions, joinedMembers } = found[index]!;
    if (room.membership !== "join") return [];
    const wanted = { ...room.unread(world.me), joinedMembers: room.others.size + 1 };
    return isDeepStrictEqual(wanted, { unread, mentions, joinedMembers }) ? [] : [`${device.name}: ${room.id}: ${text({ unread, mentions, joinedMembers })}, expected ${text(wanted)}`];
  });
}

export function rowDifferences(world: World): string[] {
  const [left, right] = world.devices.map(rows);
  return [...firstDifference("rows", left!, right!), ...unexpectedRows(world.devices[0]!, left!, world), ...unexpectedRows(world.devices[1]!, right!, world)];
}

/** @returns how a timeline differs from what the script made happen. */
function unexpectedItems(device: Device, items: readonly Shown[], room: ExpectedRoom): string[] {
  const found = items.flatMap((item) =>
    item.type === "message"
      ? [
          {
            eventId: item.eventId,
            sender: item.sender.userId,
            text: item.body.kind === "redacted" ? null : "text" in item.body ? item.body.text : text(item.body),
            edited: item.body.kind !== "redacted" && item.edited,
            reactions: item.body.kind === "redacted" ? [] : [...item.reactions].map(({ key, count }) => `${key} ${count}`).sort(),
            good: item.authentic && item.sendState.at === "sent",
          },
        ]
      : [],
  );
  const expected = room.messages.map((message) => ({
    eventId: message.eventId,
    sender: message.sender,
    text: message.text,
    edited: message.text !== null && message.edited,
    reactions: message.text === null ? [] : [...message.reactions].flatMap(([key, users]) => (users.size > 0 ? [`${key} ${users.size}`] : [])).sort(),
    good: true,
  }));
  return firstDifference(`${device.name} and the expectation: ${room.id}`, found, expected);
}

/** @param open - the room has been open on both for long. */
export async function timelineDifferences(world: World, room: ExpectedRoom, open: boolean): Promise<string[]> {
  const [left, right] = [await wholeTimeline(world.devices[0]!, room.id, open), await wholeTimeline(world.devices[1]!, room.id, open)];
  const lists = [await members(world.devices[0]!, room.id), await members(world.devices[1]!, room.id)] as const;
  return [
    ...firstDifference(`timeline of ${room.id}`, left, right),
    ...firstDifference(`members of ${room.id}`, ...lists),
    ...unexpectedItems(world.devices[0]!, left, room),
    ...unexpectedItems(world.devices[1]!, right, room),
  ];
}
