import type { LocalisedText } from "../model/localised-text.ts";

/** Something that the other side says and this one cannot, or the other way round: told, never guessed at. */
export interface NotTaken {
  /** stable, for scripts and tests */
  readonly code: string;
  /** the event (`events[3]`), rule (`R-0200`) or room that it is about */
  readonly place: string;
  readonly why: LocalisedText;
}

export const notTaken = (code: string, place: string, fr: string, en: string): NotTaken => ({ code, place, why: { fr, en } });

/** A state event as homeservers give it, of which only these fields are looked at. */
export interface ForeignEvent {
  readonly type: string;
  readonly state_key: string;
  readonly room_id: string | null;
  readonly content: Readonly<Record<string, unknown>>;
}
