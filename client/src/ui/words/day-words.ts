/** Moments as a reader speaks of them: today by the hour, yesterday by its name, further back by the date. */
import { formatDayLong, formatDayShort, formatTime } from "../i18n/formats.svelte.ts";
import { locale, t } from "../i18n/i18n.svelte.ts";

/** Whole calendar days from `at` to `now`, in the computer's own time zone; negative for the future. */
export function daysAgo(at: number, now: number): number {
  const midnight = (moment: number): number => new Date(moment).setHours(0, 0, 0, 0);
  return Math.round((midnight(now) - midnight(at)) / 86_400_000);
}

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase(locale()) + text.slice(1);

/** For lists: `13:42`, `Hier`, `Lun.`, `12 oct.`; nothing for 0. */
export function activityWords(at: number, now: number): string {
  if (at === 0) return "";
  const days = daysAgo(at, now);
  if (days <= 0) return formatTime(at);
  return days === 1 ? t("list.yesterday") : capital(formatDayShort(at, now));
}

/** For dividers: `Aujourd’hui`, `Hier`, `Lundi 16 novembre`, with the year when it is another one. */
export function dayWords(at: number, now: number): string {
  const days = daysAgo(at, now);
  if (days === 0) return t("timeline.today");
  if (days === 1) return t("timeline.yesterday");
  const year = new Date(at).getFullYear();
  return capital(formatDayLong(at)) + (year === new Date(now).getFullYear() ? "" : ` ${year}`);
}
