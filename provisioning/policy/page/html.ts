/** HTML in which nothing that was put in can be anything but text. */

/** Markup that is safe to put into a page. Only this file makes it. */
export class Html {
  readonly markup: string;
  private constructor(markup: string) {
    this.markup = markup;
  }
  /** @param markup written by us, word by word: nothing of a policy is in it */
  static ours(markup: string): Html {
    return new Html(markup);
  }
}

export type Part = string | number | Html | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** What turns the order of letters around, or is none: shown as a dot, so that a title reads as what it is. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const escaped = (text: string): string => text.replace(UNSEEN, (symbol) => (symbol === "\n" ? " " : "·")).replace(/[&<>"']/g, (symbol) => ESCAPES[symbol] ?? "");

const markupOf = (part: Part): string => (part instanceof Html ? part.markup : typeof part === "object" ? part.map(markupOf).join("") : escaped(String(part)));

/** Puts parts between pieces of markup. Texts are escaped, for elements and for attributes in double quotes alike. */
export const html = (pieces: TemplateStringsArray, ...parts: readonly Part[]): Html => Html.ours(pieces.map((piece, index) => `${piece}${index < parts.length ? markupOf(parts[index] ?? "") : ""}`).join(""));

export const nothing: Html = Html.ours("");
