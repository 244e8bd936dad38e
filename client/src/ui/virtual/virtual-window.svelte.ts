/**
 * The part of a long list that is drawn: what is on the screen, a margin around it, and rows that must not go away, such as the one
 * with the focus. What the eye rests on stays where it is, to the pixel, whatever comes above, below or grows: a row at the upper
 * edge of the window (or the end of the list) is the anchor, and everything but the person's own scrolling keeps it in its place.
 */
import { tick, untrack } from "svelte";
import type { Attachment } from "svelte/attachments";
import { drawnRows, type DrawnRow } from "./drawn-rows.ts";
import { RowElements, type RowPlace } from "./row-elements.ts";
import { RowHeights, type VirtualRow } from "./row-heights.ts";

/** Drawn beyond each edge of the window, in px: as much as a person scrolls in a moment. */
const MARGIN = 600;
/** Shorter lists are drawn whole. */
const WHOLE_UP_TO = 60;
/** This close to the end counts as being at the end, in px. */
const AT_END_WITHIN = 64;
/** Measuring what was just drawn may draw more; this often at most. */
const MOST_PASSES = 6;

/** What stays in its place: the end of the list, or a row's upper edge, so far below that of the window. */
export type Anchor = { readonly at: "end" } | ({ readonly at: "row" } & RowPlace);

export interface VirtualWindowParts<Row> {
  rows(): readonly Row[];
  /** keys of rows that are drawn wherever they lie */
  pinned(): readonly (string | null)[];
  /** whether this row keeps its key when others come: only such a one can be an anchor */
  lasts(row: Row): boolean;
  /** the first place: the end, or a row at the upper edge */
  readonly start: Anchor;
  /** Called whenever the place may have changed. */
  moved(): void;
}

/** To be made while a component is being set up; it lives as long as the component. */
export class VirtualWindow<Row extends VirtualRow> {
  readonly #parts: VirtualWindowParts<Row>;
  readonly #heights = new RowHeights();
  readonly #elements = new RowElements();
  readonly #resized = new ResizeObserver(() => this.#onResize());
  #scroller: HTMLElement | null = null;
  #list: HTMLElement | null = null;
  #width = 0;
  #settling = false;
  /** where the anchor was in the list, should it go away */
  #anchorIndex = 0;
  #anchor = $state.raw<Anchor>({ at: "end" });
  #viewport = $state(0);
  /** rises with each change of a height */
  #version = $state(0);

  readonly #from = $derived.by(() => this.#heights.indexAt(this.#top() - MARGIN));
  readonly #to = $derived.by(() => this.#heights.indexAt(this.#top() + this.#viewport + MARGIN) + 1);

  /** The rows to draw, in order. */
  readonly drawn = $derived.by<readonly DrawnRow<Row>[]>(() => this.#draw());
  /** Room for the rows after the last one drawn, in px. */
  readonly tail = $derived.by(() => {
    const last = this.drawn.at(-1);
    return last === undefined ? 0 : Math.max(0, this.#heights.total - this.#heights.edge(last.index + 1));
  });

  constructor(parts: VirtualWindowParts<Row>) {
    this.#parts = parts;
    this.#anchor = parts.start;
    $effect(() => {
      void this.drawn;
      untrack(() => void this.#settle());
    });
  }

  /** Whether the end of the list is on the screen, or as good as. */
  get atEnd(): boolean {
    return this.#anchor.at === "end";
  }

  /** Px above the window, as far as is known. */
  get above(): number {
    return this.#scroller?.scrollTop ?? 0;
  }

  /** For the element that scrolls. */
  readonly scroller: Attachment<HTMLElement> = (element) => {
    this.#scroller = element;
    this.#viewport = element.clientHeight;
    this.#width = element.clientWidth;
    this.#resized.observe(element);
    const onScroll = (): void => {
      this.#capture();
      this.#parts.moved();
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      element.removeEventListener("scroll", onScroll);
      this.#resized.disconnect();
      this.#scroller = null;
    };
  };

  /** For the element that holds nothing but the rows. */
  readonly list: Attachment<HTMLElement> = (element) => {
    this.#list = element;
    this.#resized.observe(element);
    return () => (this.#list = null);
  };

  /** For whatever stands in the scrolling element above the rows and may change its height. */
  readonly beside: Attachment<HTMLElement> = (element) => {
    this.#resized.observe(element);
    return () => this.#resized.unobserve(element);
  };

  /** For each drawn row's own element, which carries the key as `data-row` and keeps the margins of what is in it inside. */
  readonly row: Attachment<HTMLElement> = (element) => {
    const key = element.dataset["row"] ?? "";
    const remove = this.#elements.add(key, element);
    this.#resized.observe(element);
    return () => {
      this.#resized.unobserve(element);
      remove();
    };
  };

  toEnd(): void {
    this.#anchor = { at: "end" };
    void this.#settle();
  }

  /** Brings a row onto the screen, by as little as possible. @returns its element */
  async reveal(key: string): Promise<HTMLElement | null> {
    const index = this.#heights.indexOf(key);
    if (index === null) return null;
    if (this.#elements.get(key) === null) {
      const above = this.#heights.edge(index) < this.#top();
      const height = this.#heights.edge(index + 1) - this.#heights.edge(index);
      this.#anchor = { at: "row", key, top: above ? 0 : this.#viewport - height };
      await this.#settle();
    }
    const element = this.#elements.get(key);
    element?.scrollIntoView({ block: "nearest" });
    this.#capture();
    return element;
  }

  /** Where the window begins in the list, by the anchor. */
  #top(): number {
    this.#heights.setRows(this.#parts.rows());
    void this.#version;
    const anchor = this.#anchor;
    if (anchor.at === "end") return this.#heights.total - this.#viewport;
    this.#anchorIndex = this.#heights.indexOf(anchor.key) ?? this.#anchorIndex;
    return this.#heights.edge(this.#anchorIndex) - anchor.top;
  }

  #draw(): readonly DrawnRow<Row>[] {
    const rows = this.#parts.rows();
    this.#heights.setRows(rows);
    void this.#version;
    if (rows.length <= WHOLE_UP_TO) return drawnRows(rows, this.#heights, 0, rows.length, []);
    const pinned = this.#parts.pinned().flatMap((key) => (key === null ? [] : (this.#heights.indexOf(key) ?? [])));
    return drawnRows(rows, this.#heights, this.#from, this.#to, pinned);
  }

  /** After rows were drawn and before they are painted: learns their heights, draws what is missing, and puts the anchor in its place. */
  async #settle(): Promise<void> {
    if (this.#settling) return;
    this.#settling = true;
    try {
      await tick();
      for (let pass = 0; pass < MOST_PASSES && this.#elements.measureInto(this.#heights); pass += 1) {
        this.#version += 1;
        await tick();
      }
    } finally {
      this.#settling = false;
    }
    this.#align();
    // The list may be too short for the anchor to be where it was asked for.
    if (this.#anchor.at === "row") this.#capture();
    this.#parts.moved();
  }

  #align(): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    const anchor = this.#anchor;
    if (anchor.at === "end") {
      scroller.scrollTop = scroller.scrollHeight;
      return;
    }
    const element = this.#elements.get(anchor.key);
    if (element === null) return this.#capture();
    const off = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - anchor.top;
    if (Math.abs(off) >= 0.5) scroller.scrollTop += off;
  }

  /** Notes what the eye rests on now: the first row that begins inside the window. */
  #capture(): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= AT_END_WITHIN) {
      if (this.#anchor.at !== "end") this.#anchor = { at: "end" };
      return;
    }
    const best = this.#elements.firstInside(scroller, (key) => this.#lasts(key)) ?? this.#byHeights(scroller);
    if (best !== null) this.#anchor = { at: "row", ...best };
  }

  #lasts(key: string): boolean {
    const row = this.#parts.rows()[this.#heights.indexOf(key) ?? -1];
    return row !== undefined && this.#parts.lasts(row);
  }

  /** Scrolled past everything that is drawn: which row would be here? */
  #byHeights(scroller: HTMLElement): RowPlace | null {
    if (this.#list === null) return null;
    const begins = scroller.getBoundingClientRect().top - this.#list.getBoundingClientRect().top;
    const index = this.#heights.indexAt(begins);
    const key = this.#parts.rows()[index]?.key;
    return key === undefined ? null : { key, top: this.#heights.edge(index) - begins };
  }

  /** Something has another size now: the window, or a row whose picture has come. Called after layout and before paint. */
  #onResize(): void {
    const scroller = this.#scroller;
    if (scroller === null) return;
    if (scroller.clientWidth !== this.#width) {
      this.#width = scroller.clientWidth;
      this.#heights.forget();
      this.#version += 1;
    }
    if (this.#viewport !== scroller.clientHeight) this.#viewport = scroller.clientHeight;
    if (this.#elements.measureInto(this.#heights)) this.#version += 1;
    this.#align();
  }
}
