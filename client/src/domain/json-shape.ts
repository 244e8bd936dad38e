/** Small questions about parsed JSON, for the parsers at every border. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isStringOrNull(value: unknown): value is string | null {
  return typeof value === "string" || value === null;
}
