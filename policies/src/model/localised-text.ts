/** The languages every text of a policy is written in. A third one costs one entry here and its texts. */
export const LANGUAGES = ["fr", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text in every language; none is ever empty (SPECIFICATION.md section 1). */
export type LocalisedText = { readonly [language in Language]: string };
