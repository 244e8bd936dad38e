/** Dates and numbers as the reader's language writes them. Moments are milliseconds since the epoch unless said otherwise. */
import { locale } from "./i18n.svelte.ts";

export const formatNumber = (value: number): string => new Intl.NumberFormat(locale()).format(value);

/** `13:42` */
export const formatTime = (at: number): string => new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(at);

/** `20 novembre 2026` */
export const formatDate = (at: number | string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "long" }).format(typeof at === "string" ? Date.parse(at) : at);

/** `20 novembre 2026 à 13:42` */
export const formatMoment = (at: number | string): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "long", timeStyle: "short" }).format(typeof at === "string" ? Date.parse(at) : at);

/** `lun.`, `12 oct.`: short, for lists. */
export function formatDayShort(at: number, now: number): string {
  const options: Intl.DateTimeFormatOptions = now - at < 6 * 86_400_000 ? { weekday: "short" } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale(), options).format(at);
}

/** `lundi 23 novembre` */
export const formatDayLong = (at: number): string =>
  new Intl.DateTimeFormat(locale(), { weekday: "long", day: "numeric", month: "long" }).format(at);

/** `il y a 2 minutes`, `dans 3 heures`; the largest whole unit, down to seconds. */
export function formatRelative(at: number, now: number): string {
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  const seconds = Math.round((at - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(seconds, "second");
  if (size < 3600) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}

/** `2,4 Mo`; decimal units, as Intl names them. */
export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return new Intl.NumberFormat(locale(), { style: "unit", unit: units[power] ?? "byte", maximumFractionDigits: 1 }).format(bytes / 1000 ** power);
}

/** `Camille, Idris et Nora` */
export const formatList = (words: readonly string[]): string => new Intl.ListFormat(locale(), { type: "conjunction" }).format(words);
