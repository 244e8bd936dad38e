import { describe, expect, it } from "vitest";
import { chooseLanguage } from "./language.mjs";
import { installYourself, missingText, PACKAGES_FAILED, REQUIREMENT, TEXT } from "./sentences.mjs";

describe("what the set-up says", () => {
  it.each(["en", "fr"] as const)("is there in %s", (language) => {
    const texts = [...Object.values(TEXT), ...Object.values(REQUIREMENT), ...Object.values(PACKAGES_FAILED)];
    for (const text of texts) expect(text[language].length).toBeGreaterThan(2);
    expect(missingText(["npm"])[language]).toContain("npm");
    expect(installYourself(["chromium", "npm"], { root: false, sudo: true })[language]).toContain(": sudo apt-get install chromium npm\n");
    expect(installYourself(["chromium"], { root: false, sudo: false })[language]).toContain(': su - -c "apt-get install chromium"\n');
    expect(installYourself(["chromium"], { root: true, sudo: true })[language]).toContain(": apt-get install chromium\n");
  });

  it("is French in a French terminal and English elsewhere", () => {
    expect(chooseLanguage({ LANG: "fr_FR.UTF-8" })).toBe("fr");
    expect(chooseLanguage({ LANG: "fr_FR.UTF-8", LC_ALL: "en_GB.UTF-8" })).toBe("en");
    expect(chooseLanguage({ LC_ALL: "", LC_MESSAGES: "fr_BE.UTF-8", LANG: "C" })).toBe("fr");
    expect(chooseLanguage({ LANG: "de_DE.UTF-8" })).toBe("en");
    expect(chooseLanguage({})).toBe("en");
  });
});
