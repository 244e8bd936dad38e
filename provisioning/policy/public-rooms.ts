/** `public-rooms.yaml` of the nation's working copy: the rooms in which plaintext may be written, once the policy is signed. */
import { compilePolicy } from "#policies/compile/compile-policy.ts";
import { publicRoomsText, type PublicRoom } from "#policies/compile/public-rooms.ts";
import { instantOf } from "#policies/evaluate/instant.ts";
import { writeFileAtomically } from "../deployment/atomic-file.ts";
import type { DeploymentLayout } from "../deployment/layout.ts";
import type { Problem } from "../output/problem.ts";
import { failed, ok, type Result } from "../result.ts";
import { readDocuments } from "./documents.ts";

export type { PublicRoom };

/** Only the entries of a text that `publicRoomsText` would write. */
const entriesOf = (rooms: readonly PublicRoom[]): string => publicRoomsText(rooms).split("rooms:\n")[1] ?? "";

/**
 * Adds rooms that are not listed yet; what officers listed stays, with their comments.
 *
 * @param now milliseconds since the epoch
 * @returns whether anything was added
 */
export async function addPublicRooms(layout: DeploymentLayout, rooms: readonly PublicRoom[], now: number): Promise<Result<boolean, readonly Problem[]>> {
  const documents = await readDocuments(layout.layers.national.documents, now);
  if (!documents.ok) return documents;
  const { compiled, sources } = documents.value;
  const listed = compiled.policy.public_rooms;
  const missing = rooms.filter((room) => !listed.includes(room.id));
  if (missing.length === 0) return ok(false);
  const anew = publicRoomsText([...listed.map((id) => ({ id, comment: id })), ...missing]);
  const extended = `${(sources.publicRooms?.text ?? "").replace(/\n*$/, "\n")}${entriesOf(missing)}`;
  // Entries go to the end of the file; a list that officers wrote in a style that does not take them there is written anew.
  const fits = listed.length > 0 && compilePolicy({ ...sources, publicRooms: { file: layout.layers.national.publicRooms, text: extended } }, instantOf(now)).ok;
  const written = await writeFileAtomically(layout.layers.national.publicRooms, fits ? extended : anew, 0o644);
  return written.ok ? ok(true) : failed([written.failure]);
}
