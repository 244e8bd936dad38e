const FORM = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Whether a string is an Instant (SPECIFICATION.md section 1): the exact form, and a moment that exists. */
export const isInstant = (value: string): boolean => {
  if (!FORM.test(value)) return false;
  const milliseconds = Date.parse(value);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === value.replace("Z", ".000Z");
};

/** A moment as an Instant, whole seconds, rounded down. @param milliseconds since the epoch */
export const instantOf = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** An Instant moved by seconds (may be negative). */
export const later = (instant: string, seconds: number): string => instantOf(Date.parse(instant) + seconds * 1000);
