/** Which rows of the list are drawn: those on the screen, some around it, and the one that Tab reaches. All rows are as tall as each other. */
import { untrack } from "svelte";
import type { Attachment } from "svelte/attachments";
import { drawnIndices, type DrawnIndex } from "./drawn-indices.ts";
import { ListElements, NO_OFFSETS, sameOffsets } from "./list-elements.ts";

/** Shorter lists are drawn whole. */
const WHOLE_UP_TO = 60;
/** Until a row was measured, in px. */
const FIRST_GUESS = 56;

export interface ListPart {
  readonly key: string;
  readonly rooms: readonly { readonly id: string }[];
}

/** To be made while a component is being set up. */
export class ListWindow {
  readonly #parts: () => readonly ListPart[];
  readonly #lists = new ListElements();
  #scroller: HTMLElement | null = null;
  /** all in px */
  #top = $state(0);
  #viewport = $state(0);
  #row = $state(FIRST_GUESS);
  #offsets = $state.raw(NO_OFFSETS);
  readonly #whole = $derived.by(() => this.#parts().reduce((sum, { rooms }) => sum + rooms.length, 0) <= WHOLE_UP_TO);

  constructor(parts: () => readonly ListPart[]) {
    this.#parts = parts;
    $effect(() => {
      void this.#parts();
      void this.#row;
      untrack(() => this.#measure());
    });
  }

  /** @param pinned key of a row that is drawn wherever it lies */
  drawn(part: ListPart, pinned: string | null): readonly DrawnIndex[] {
    const { length } = part.rooms;
    if (this.#whole) return Array.from({ length }, (_, index) => ({ index, before: 0 }));
    const at = pinned === null ? -1 : part.rooms.findIndex(({ id }) => id === pinned);
    return drawnIndices({ count: length, top: this.#top - (this.#offsets.get(part.key) ?? 0), viewport: this.#viewport, row: this.#row, pinned: at });
  }

  /** Everything is drawn. */
  get whole(): boolean {
    return this.#whole;
  }

  /** Px from row to row. */
  get row(): number {
    return this.#row;
  }

  /** The height of all rows of a part, in px; null: what is drawn is all. */
  height(part: ListPart): number | null {
    return this.#whole ? null : part.rooms.length * this.#row;
  }

  /** For the element that scrolls. */
  readonly scroller: Attachment<HTMLElement> = (element) => {
    this.#scroller = element;
    const resized = new ResizeObserver(() => this.#measure());
    resized.observe(element);
    const onScroll = (): void => void (this.#top = element.scrollTop);
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      element.removeEventListener("scroll", onScroll);
      resized.disconnect();
      this.#scroller = null;
    };
  };

  /** For the element that holds the rows of a part. @param key of the part */
  list(key: string): Attachment<HTMLElement> {
    return (element) => this.#lists.add(key, element);
  }

  /** Scrolls by as little as possible so that a row is on the screen. */
  reveal(partKey: string, index: number): void {
    const list = this.#lists.get(partKey);
    const scroller = this.#scroller;
    if (list === null || scroller === null || this.#whole) return;
    const top = list.offsetTop + index * this.#row;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + this.#row > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + this.#row - scroller.clientHeight;
    this.#top = scroller.scrollTop;
  }

  #measure(): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    this.#viewport = scroller.clientHeight;
    this.#top = scroller.scrollTop;
    const row = scroller.querySelector("li[data-row]")?.getBoundingClientRect().height ?? 0;
    if (row > 0 && Math.abs(row - this.#row) >= 0.25) this.#row = row;
    const offsets = this.#lists.offsets();
    if (!sameOffsets(offsets, this.#offsets)) this.#offsets = offsets;
  }
}
