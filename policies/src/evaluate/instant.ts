const FORM = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** Whether a string is an Instant (SPECIFICATION.md section 1): the exact form, and a moment that exists. */
export const isInstant = (value: string): boolean =>
  FORM.test(value) && Number(value.slice(8, 10)) <= daysIn(Number(value.slice(0, 4)), Number(value.slice(5, 7)));

const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59Z");

/** A moment as an Instant, whole seconds, rounded down, within the years that instants have. @param milliseconds since the epoch */
export const instantOf = (milliseconds: number): string => `${new Date(Math.min(Math.max(milliseconds, FIRST), LAST)).toISOString().slice(0, 19)}Z`;

/** An Instant moved by seconds (may be negative). */
export const later = (instant: string, seconds: number): string => instantOf(Date.parse(instant) + seconds * 1000);
