import { beforeEach, describe, expect, test } from "vitest";
import { formatBytes, formatDate, formatDayShort, formatList, formatRelative, formatTime } from "./formats.svelte.ts";
import { setLanguage } from "./i18n.svelte.ts";

const NOW = Date.parse("2026-11-23T12:00:00Z");

describe("in French", () => {
  beforeEach(() => setLanguage("fr"));

  test("dates, sizes and lists are written as French does", () => {
    expect(formatDate("2026-11-20T09:00:00Z")).toBe("20 novembre 2026");
    expect(formatBytes(2_400_000)).toBe("2,4\u202fMo");
    expect(formatBytes(0)).toBe("0\u202fo");
    expect(formatList(["Camille", "Idris", "Nora"])).toBe("Camille, Idris et Nora");
  });

  test("how long ago is told in the largest unit that fits", () => {
    expect(formatRelative(NOW - 120_000, NOW)).toBe("il y a 2 minutes");
    expect(formatRelative(NOW + 3 * 3_600_000, NOW)).toBe("dans 3 heures");
    expect(formatRelative(NOW - 86_400_000, NOW)).toBe("hier");
  });

  test("a day of this week has its name, an older one its date", () => {
    expect(formatDayShort(NOW - 2 * 86_400_000, NOW)).toBe("sam.");
    expect(formatDayShort(NOW - 40 * 86_400_000, NOW)).toBe("14 oct.");
  });
});

test("in English they follow at once", () => {
  setLanguage("en");
  expect(formatDate("2026-11-20T09:00:00Z")).toBe("20 November 2026");
  expect(formatList(["Camille", "Idris"])).toBe("Camille and Idris");
  expect(formatRelative(NOW - 120_000, NOW)).toBe("2 minutes ago");
});

test("a computer that was taken to another time zone tells its new time", () => {
  setLanguage("fr");
  const zone = process.env["TZ"];
  try {
    process.env["TZ"] = "Europe/Paris";
    expect(formatTime(NOW)).toBe("13:00");
    process.env["TZ"] = "America/Cayenne";
    expect(formatTime(NOW)).toBe("09:00");
  } finally {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  }
});
