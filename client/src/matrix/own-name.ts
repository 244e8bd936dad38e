/** The signed-in person's display name: as last known at once, as the homeserver knows it now for the next start. */
import type { MatrixClient } from "matrix-js-sdk";
import { localpart, type UserId } from "../domain/ids.ts";
import type { LocalStore } from "../domain/ports/local-store.ts";

/** How long the very first start waits for the name, in ms. */
const PATIENCE_MS = 3_000;
const NAME = "own-display-name";

const parse = (stored: unknown): string | null => (typeof stored === "string" && stored !== "" ? stored : null);

/** @returns the display name; the local part of the user ID when none is known. Never fails. */
export async function ownDisplayName(client: MatrixClient, store: LocalStore, me: UserId): Promise<string> {
  const values = store.collection("values", parse);
  const asked = client.getProfileInfo(me, "displayname").then(
    async ({ displayname }) => {
      if (displayname !== undefined && displayname !== "") await values.put(NAME, displayname);
      return displayname ?? "";
    },
    () => "",
  );
  const kept = await values.get(NAME);
  if (kept.ok && kept.value !== null) return kept.value;
  const patience = new Promise<string>((resolve) => void setTimeout(resolve, PATIENCE_MS, ""));
  return (await Promise.race([asked, patience])) || localpart(me);
}
