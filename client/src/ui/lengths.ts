/** Lengths that are known only at run time. Set through the CSSOM: the content security policy allows no style attribute. */
import type { Attachment } from "svelte/attachments";

/** @param given in px; null takes the length away again */
export const lengths = (given: { readonly [name in "margin-block-start" | "padding-block-end" | "block-size"]?: number | null }): Attachment<HTMLElement> => {
  return (element) => {
    for (const [name, length] of Object.entries(given)) element.style.setProperty(name, length === null ? null : `${length}px`);
  };
};
