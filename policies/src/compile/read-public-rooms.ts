/** Reads `public-rooms.yaml`: the rooms, and why people write in the clear there. Of these only the IDs are signed. */
import type { CompileProblem, SourceText } from "./compile-problem.ts";
import { both } from "./form.ts";
import { publicRoomsForm } from "./policy-form.ts";
import type { PublicRoom } from "./public-rooms.ts";
import { readDocument } from "./read-form.ts";
import { YamlSource } from "./yaml-source.ts";

export interface PublicRoomsRead {
  /** in the order in which they are written; none when there are problems with the form */
  readonly rooms: readonly PublicRoom[];
  readonly problems: readonly CompileProblem[];
}

/** @param text `public-rooms.yaml`; null: there is none, and no room is listed */
export const readPublicRooms = (text: SourceText | null): PublicRoomsRead => {
  if (text === null) return { rooms: [], problems: [] };
  const source = new YamlSource(text);
  const { value, places } = readDocument(source, publicRoomsForm);
  if (source.problems.length > 0) return { rooms: [], problems: source.problems };
  const { rooms } = value as { readonly rooms: readonly PublicRoom[] }; // read by the form above
  rooms.forEach(({ id }, index) => {
    if (rooms.findIndex((room) => room.id === id) < index) {
      source.report(places.get(`rooms.${String(index)}.id`) ?? null, "duplicate_value", both("Ce salon est déjà dans la liste.", "This room is in the list already."));
    }
  });
  return { rooms, problems: source.problems };
};
