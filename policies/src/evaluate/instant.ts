const LENGTH = "0001-01-01T00:00:00Z".length;
const ZERO = "0".charCodeAt(0);
const DASH = "-".charCodeAt(0);
const COLON = ":".charCodeAt(0);
const T = "T".charCodeAt(0);
const Z = "Z".charCodeAt(0);

/** Two digits as a number; what they are not makes it NaN. */
const pair = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

const daysIn = (year: number, month: number): number => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/** Whether a string is an Instant (SPECIFICATION.md section 1): the exact form, and a moment that exists. Written out for speed: it is asked before every decision. */
export const isInstant = (value: string): boolean => {
  if (value.length !== LENGTH) return false;
  if (value.charCodeAt(4) !== DASH || value.charCodeAt(7) !== DASH || value.charCodeAt(10) !== T) return false;
  if (value.charCodeAt(13) !== COLON || value.charCodeAt(16) !== COLON || value.charCodeAt(19) !== Z) return false;
  const year = pair(value, 0) * 100 + pair(value, 2);
  const month = pair(value, 5);
  const day = pair(value, 8);
  // Nothing compares with NaN.
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && pair(value, 11) <= 23 && pair(value, 14) <= 59 && pair(value, 17) <= 59;
};

const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59Z");

/** A moment as an Instant, whole seconds, rounded down, within the years that instants have. @param milliseconds since the epoch */
export const instantOf = (milliseconds: number): string => `${new Date(Math.min(Math.max(milliseconds, FIRST), LAST)).toISOString().slice(0, 19)}Z`;

/** An Instant moved by seconds (may be negative). */
export const later = (instant: string, seconds: number): string => instantOf(Date.parse(instant) + seconds * 1000);
