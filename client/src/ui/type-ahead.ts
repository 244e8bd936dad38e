/** Letters typed in a list lead to the next row that begins with them (ARIA authoring practices, "type-ahead"). */

/** So long a pause begins a new word, in ms. */
const PAUSE_MS = 800;

const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** @returns a function that takes each key press, and gives the index of the row that it leads to, or null. */
export function typeAhead(): (event: KeyboardEvent, at: number, names: readonly string[]) => number | null {
  let typed = "";
  let last = 0;
  return (event, at, names) => {
    // A space presses the button that has the focus, unless it is the space inside a name.
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !/^[\p{L}\p{N} ]$/u.test(event.key)) return null;
    if (event.timeStamp - last > PAUSE_MS) typed = "";
    if (event.key === " " && typed === "") return null;
    last = event.timeStamp;
    typed += folded(event.key);
    // The same letter again and again goes from one to the next; a longer word stays where it already fits.
    const again = [...typed].every((letter) => letter === typed[0]);
    const term = again ? (typed[0] ?? "") : typed;
    const from = Math.max(at, 0) + (again ? 1 : 0);
    for (let step = 0; step < names.length; step += 1) {
      const index = (from + step) % names.length;
      if (folded(names[index] ?? "").startsWith(term)) return index;
    }
    return null;
  };
}
