/**
 * Words of a notification. They come from people (names, names of rooms); what shows notifications on Linux reads `<a>`, `<img>`
 * and `&…;` in them, and directions of writing can make a name look like another.
 */
const MAX_LENGTH = 120;

/** @returns the text on one line, with nothing that is markup, invisible, or turns the direction of writing; at most 120 characters. */
export function noticeText(text: string): string {
  const plain = text
    .replace(/\p{Cf}|\p{Cs}/gu, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .replaceAll("&", "＆")
    .trim();
  const characters = [...plain];
  return characters.length > MAX_LENGTH ? `${characters.slice(0, MAX_LENGTH - 1).join("")}…` : plain;
}
