/** What a page about rules is made of. Types, and how the page says things. */
import type { Language, LocalisedText } from "#policies/model/localised-text.ts";
import type { PolicyBundle, PolicyOverlay } from "#policies/model/policy-bundle.ts";
import type { Instant, Policy } from "#policies/model/policy.ts";
import { LOCALES } from "../rule-sentences.ts";

export interface RoomWithReason {
  readonly id: string;
  /** of `public-rooms.yaml`; null: nothing is written there about this room */
  readonly reason: string | null;
}

export interface PolicyPage {
  readonly policy: Policy;
  readonly publicRooms: readonly RoomWithReason[];
  /** null: a draft, which nobody has signed */
  readonly signed: {
    readonly bundle: PolicyBundle;
    readonly rootVersion: number;
    /** emergency refusals that hold at `now` */
    readonly overlay: PolicyOverlay | null;
  } | null;
  /** what is compared with; null: no earlier version is at hand */
  readonly before: { readonly policy: Policy; readonly version: number | null } | null;
  /** when the page is written */
  readonly now: Instant;
}

/** A page in one language. */
export interface Speech {
  readonly language: Language;
  /** the text in the page's language, with the spaces that French wants */
  readonly say: (text: LocalisedText) => string;
  /** a moment in words, in UTC */
  readonly moment: (instant: Instant) => string;
}

const NARROW_SPACE = "\u202f";

/** A narrow space that does not break, before the marks and inside the quotation marks of French. The `!` of a room ID is no mark. */
const asFrenchIsSet = (text: string): string => text.replace(/ ([;:!?](?=\s|$)|»)/g, `${NARROW_SPACE}$1`).replace(/« /g, `«${NARROW_SPACE}`);

export const speechOf = (language: Language): Speech => {
  const format = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return {
    language,
    say: (text) => (language === "fr" ? asFrenchIsSet(text[language]) : text[language]),
    moment: (instant) => `${format.format(new Date(instant))} UTC`,
  };
};
