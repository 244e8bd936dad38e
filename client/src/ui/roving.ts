/**
 * Where an arrow key leads in a list of controls of which one is a tab stop (ARIA "roving tabindex").
 * @param at index of the control that has the focus
 * @returns the index of the one that gets it, or null when the key moves nothing
 */
export function stepFrom(event: KeyboardEvent, at: number, count: number): number | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || at < 0 || count === 0) return null;
  const last = count - 1;
  return { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key] ?? null;
}

/**
 * Arrow keys inside a list of controls that are all in the page.
 * @param event a key press inside `list`
 * @param selector the controls that take part, in document order
 * @returns the control that now has focus, or null when the key moves nothing
 */
export function moveFocus(event: KeyboardEvent, list: HTMLElement, selector: string): HTMLElement | null {
  const controls = [...list.querySelectorAll<HTMLElement>(selector)];
  const at = controls.findIndex((control) => control === document.activeElement || control.contains(document.activeElement));
  const target = controls[stepFrom(event, at, controls.length) ?? -1];
  if (!target) return null;
  event.preventDefault();
  target.focus();
  return target;
}
