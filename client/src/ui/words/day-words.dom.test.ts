import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { beforeEach, expect, test } from "vitest";
import { activityWords, daysAgo, dayWords } from "./day-words.ts";

beforeEach(() => setLanguage("fr"));

const at = (year: number, month: number, day: number, hour = 12): number => new Date(year, month - 1, day, hour).getTime();
const now = at(2026, 11, 23, 13);

test("today by the hour, yesterday by its name, this week by its day, further back by the date", () => {
  expect(activityWords(at(2026, 11, 23, 9), now)).toBe("09:00");
  expect(activityWords(at(2026, 11, 22, 23), now)).toBe("Hier");
  expect(activityWords(at(2026, 11, 20), now)).toBe("Ven.");
  expect(activityWords(at(2026, 10, 12), now)).toBe("12 oct.");
  expect(activityWords(0, now)).toBe("");
});

test("dividers name the day, and the year when it is another one", () => {
  expect(dayWords(at(2026, 11, 23, 1), now)).toBe("Aujourd’hui");
  expect(dayWords(at(2026, 11, 22), now)).toBe("Hier");
  expect(dayWords(at(2026, 11, 16), now)).toBe("Lundi 16 novembre");
  expect(dayWords(at(2025, 11, 17), now)).toBe("Lundi 17 novembre 2025");
  setLanguage("en");
  expect(dayWords(at(2026, 11, 22), now)).toBe("Yesterday");
});

test("days are counted by the calendar, not by 24 hours, also when clocks change", () => {
  expect(daysAgo(at(2026, 11, 22, 23), at(2026, 11, 23, 0))).toBe(1);
  expect(daysAgo(at(2026, 10, 24), at(2026, 10, 26))).toBe(2);
});
