/**
 * Arrow keys inside a list of controls of which one is a tab stop (ARIA "roving tabindex").
 * @param event a key press inside `list`
 * @param selector the controls that take part, in document order
 * @returns the control that now has focus, or null when the key moves nothing
 */
export function moveFocus(event: KeyboardEvent, list: HTMLElement, selector: string): HTMLElement | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return null;
  const controls = [...list.querySelectorAll<HTMLElement>(selector)];
  const at = controls.findIndex((control) => control === document.activeElement || control.contains(document.activeElement));
  if (at < 0 || controls.length === 0) return null;
  const last = controls.length - 1;
  const to = { ArrowDown: Math.min(at + 1, last), ArrowUp: Math.max(at - 1, 0), Home: 0, End: last }[event.key];
  const target = to === undefined ? undefined : controls[to];
  if (!target) return null;
  event.preventDefault();
  target.focus();
  return target;
}
