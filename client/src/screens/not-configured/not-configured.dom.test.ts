import { setLanguage } from "#client/ui/i18n/i18n.svelte.ts";
import { render, screen } from "@testing-library/svelte";
import { expect, test, vi } from "vitest";
import NotConfigured from "./NotConfigured.svelte";

test.each([
  ["fr", "Le fichier de cet ordinateur est celui d’un État d’exemple."],
  ["en", "The file of this computer is that of an example state."],
] as const)("an installed application that is given an example state says so (%s)", (language, words) => {
  setLanguage(language);
  render(NotConfigured, { detail: "deployment file: example_root", refusal: "example_root", reload: vi.fn() });
  expect(screen.getByText(words, { exact: false })).toBeTruthy();
});

test("where nothing more is known, the detail is what to pass on", () => {
  setLanguage("en");
  render(NotConfigured, { detail: "root: missing", reload: vi.fn() });
  expect(screen.getByText("is missing or does not fit", { exact: false })).toBeTruthy();
});
