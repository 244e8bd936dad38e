/** Which shortcut of the place of work a key press is; null for every other key. */
export type Shortcut = "quick_search" | "shortcuts" | "next_unread";

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "target" | "defaultPrevented">;

/** `?` is a letter like any other while somebody is writing. */
export function shortcut(press: Press): Shortcut | null {
  if (press.isComposing || press.defaultPrevented) return null;
  if ((press.ctrlKey || press.metaKey) && !press.altKey && press.key.toLowerCase() === "k") return "quick_search";
  if (press.altKey && press.key === "ArrowDown") return "next_unread";
  if (press.key === "?" && !press.ctrlKey && !press.metaKey && !isWriting(press.target)) return "shortcuts";
  return null;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}
