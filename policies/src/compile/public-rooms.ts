export interface PublicRoom {
  readonly id: string;
  /** why people write in the clear there */
  readonly comment: string;
}

/** The text of `public-rooms.yaml`. JSON strings are YAML strings, so nothing in an ID or a comment can break out. */
export const publicRoomsText = (rooms: readonly PublicRoom[]): string => {
  const heading = "# Les salons où l'on écrit en clair, chacun avec sa raison. · The rooms in which plaintext is written, each with its reason.\n";
  if (rooms.length === 0) return `${heading}rooms: []\n`;
  return `${heading}rooms:\n${rooms.map(({ id, comment }) => `  - id: ${JSON.stringify(id)}\n    comment: ${JSON.stringify(comment)}\n`).join("")}`;
};
