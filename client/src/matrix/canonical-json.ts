/** Canonical JSON (Matrix specification, appendix "Canonical JSON"): the one text of a value, which hashes are made of. */

/** UTF-16 order differs from the order of code points above U+FFFF, and the appendix wants the latter: halves of such points come last. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

function byCodePoint(a: string, b: string): number {
  for (let index = 0; index < a.length && index < b.length; index += 1) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** @returns the text, or null for what has none: fractions, and integers beyond 2^53 - 1. */
export function canonicalJson(value: unknown): string | null {
  if (typeof value === "number") return Number.isSafeInteger(value) ? JSON.stringify(value) : null;
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object") return null;
  const parts: string[] = [];
  const entries = Array.isArray(value) ? value.map((entry: unknown) => ["", entry] as const) : Object.entries(value).sort(([a], [b]) => byCodePoint(a, b));
  for (const [key, entry] of entries) {
    const text = canonicalJson(entry);
    if (text === null) return null;
    parts.push(Array.isArray(value) ? text : `${JSON.stringify(key)}:${text}`);
  }
  return Array.isArray(value) ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
}
