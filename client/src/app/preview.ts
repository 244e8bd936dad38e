/**
 * Every screen on fakes, for looking at: `preview.html?screen=sign-in&lang=en&theme=dark`. Served by the development server
 * only; nothing in the built client imports it. Without `screen` it lists them.
 */
import { LANGUAGES } from "#policies/model/localised-text.ts";
import { mountApp } from "./mount.ts";
import { PREVIEW_SCREENS } from "./preview-names.ts";
import { previewApplication } from "./preview-screens.ts";

const asked = new URLSearchParams(window.location.search);
const target = document.getElementById("app");
const theme = asked.get("theme");
const chosen = LANGUAGES.find((language) => language === asked.get("lang"));
const screen = PREVIEW_SCREENS.find((name) => name === asked.get("screen"));

if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
if (chosen) window.localStorage.setItem("chancery.language", chosen);

if (target && screen) {
  mountApp(target, previewApplication(screen), null);
} else if (target) {
  const list = document.createElement("ul");
  for (const name of PREVIEW_SCREENS) {
    const link = document.createElement("a");
    link.href = `?screen=${name}`;
    link.textContent = name;
    list.append(document.createElement("li"));
    list.lastElementChild?.append(link);
  }
  target.append(list);
}
