/** Light, dark, or as the computer says. Kept for the next start where the browser lets it. */
export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "chancery.theme";

let current = $state<Theme>("system");

export const theme = (): Theme => current;

/** @param root the document element, which wears the choice as `data-theme` */
export function setTheme(next: Theme, root: HTMLElement, storage: Pick<Storage, "setItem">): void {
  wear(next, root);
  try {
    storage.setItem(KEY, next);
  } catch {
    // Storage is denied or full: the choice holds until the window closes.
  }
}

/** Takes up the choice of an earlier start, where there is one. */
export function restoreTheme(root: HTMLElement, storage: Pick<Storage, "getItem">): void {
  let kept: string | null = null;
  try {
    kept = storage.getItem(KEY);
  } catch {
    kept = null;
  }
  const known = THEMES.find((candidate) => candidate === kept);
  if (known) wear(known, root);
}

export const nextTheme = (of: Theme): Theme => THEMES[(THEMES.indexOf(of) + 1) % THEMES.length] ?? "system";

function wear(next: Theme, root: HTMLElement): void {
  current = next;
  if (next === "system") delete root.dataset["theme"];
  else root.dataset["theme"] = next;
}
