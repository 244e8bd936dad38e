/** Dates and numbers as the reader's language writes them. Moments are milliseconds since the epoch unless said otherwise. */
import { locale } from "./i18n.svelte.ts";
import { keptFormat } from "./kept-format.ts";

const kept = <Format>(make: (tag: string) => Format): (() => Format) => keptFormat(locale, make);

const dates = (options: Intl.DateTimeFormatOptions): (() => Intl.DateTimeFormat) => kept((tag) => new Intl.DateTimeFormat(tag, options));

const number = kept((tag) => new Intl.NumberFormat(tag));
const time = dates({ hour: "2-digit", minute: "2-digit" });
const date = dates({ dateStyle: "long" });
const moment = dates({ dateStyle: "long", timeStyle: "short" });
const weekday = dates({ weekday: "short" });
const dayAndMonth = dates({ day: "numeric", month: "short" });
const dayLong = dates({ weekday: "long", day: "numeric", month: "long" });
const relative = kept((tag) => new Intl.RelativeTimeFormat(tag, { numeric: "auto" }));
const sizes = ["byte", "kilobyte", "megabyte", "gigabyte"].map((unit) => kept((tag) => new Intl.NumberFormat(tag, { style: "unit", unit, maximumFractionDigits: 1 })));
const conjunction = kept((tag) => new Intl.ListFormat(tag, { type: "conjunction" }));

const epochMs = (at: number | string): number => (typeof at === "string" ? Date.parse(at) : at);

export const formatNumber = (value: number): string => number().format(value);

/** `13:42` */
export const formatTime = (at: number): string => time().format(at);

/** `20 novembre 2026` */
export const formatDate = (at: number | string): string => date().format(epochMs(at));

/** `20 novembre 2026 à 13:42` */
export const formatMoment = (at: number | string): string => moment().format(epochMs(at));

/** `lun.`, `12 oct.`: short, for lists. */
export const formatDayShort = (at: number, now: number): string => (now - at < 6 * 86_400_000 ? weekday() : dayAndMonth()).format(at);

/** `lundi 23 novembre` */
export const formatDayLong = (at: number): string => dayLong().format(at);

/** `il y a 2 minutes`, `dans 3 heures`; the largest whole unit, down to seconds. */
export function formatRelative(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 60) return relative().format(seconds, "second");
  if (size < 3600) return relative().format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return relative().format(Math.round(seconds / 3600), "hour");
  return relative().format(Math.round(seconds / 86_400), "day");
}

/** `2,4 Mo`; decimal units, as Intl names them. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(bytes) / 3));
  return sizes[power]?.().format(bytes / 1000 ** power) ?? formatNumber(bytes);
}

/** `Camille, Idris et Nora` */
export const formatList = (words: readonly string[]): string => conjunction().format(words);
