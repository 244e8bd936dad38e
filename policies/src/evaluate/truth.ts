/** True, false, or null for unknown: what a matcher yields (SPECIFICATION.md section 5). */
export type Truth = boolean | null;

/** Conjunction; false wins over unknown. */
export const allOf = (...parts: readonly Truth[]): Truth => {
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
};
