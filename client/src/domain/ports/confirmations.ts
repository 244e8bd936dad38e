/** Rules may ask a person to confirm an action of theirs. The guarded verb waits for the answer; without a yes nothing is done. */
import type { RefusalNotice } from "../failure.ts";
import type { UserId } from "../ids.ts";
import type { Live } from "../live.ts";

export interface ConfirmationAsked {
  readonly id: number;
  /** the rules that ask, each as it would be shown if it refused; all of one action */
  readonly rules: readonly [RefusalNotice, ...RefusalNotice[]];
  /** whom the action is about; null: nobody in particular */
  readonly about: UserId | null;
}

export interface Confirmations {
  /** the question in front, the oldest first; null: none */
  readonly asked: Live<ConfirmationAsked | null>;
  /** An answer to a question that is no longer in front does nothing. */
  answer(id: number, confirmed: boolean): void;
}
