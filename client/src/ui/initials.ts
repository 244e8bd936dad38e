/** @returns two capitals that stand for `name`: the first letters of its first two words, or of its only one; `?` for nothing. */
export function initials(name: string): string {
  const words = name.split(/[\s.·_-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => [...word][0] ?? "") : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toLocaleUpperCase("fr");
}
