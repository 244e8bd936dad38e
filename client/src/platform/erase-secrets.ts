import type { SecretStorage } from "../domain/ports/secret-storage.ts";

/** Removes everything sealed, and the key that sealed it, but keeps the one secret `name`, sealed anew. */
export async function eraseAllBut(secrets: SecretStorage, name: string): Promise<void> {
  const kept = await secrets.open(name);
  await secrets.removeAll();
  if (kept.ok && kept.value !== null) await secrets.seal(name, kept.value);
}
