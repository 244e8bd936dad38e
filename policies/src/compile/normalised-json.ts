const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, sorted(entry)]),
  );
};

/**
 * The one text of a value: keys sorted (they are ASCII), no insignificant space (SPECIFICATION.md section 2).
 * @param value plain JSON without `__proto__` keys or numbers that are no safe integers, as the shapes demand
 */
export const normalisedJson = (value: unknown): string => JSON.stringify(sorted(value));
