import { liveSource, type LiveSource } from "../../live.ts";
import type { ConfirmationAsked, Confirmations } from "../confirmations.ts";

export interface FakeConfirmations extends Confirmations {
  readonly asked: LiveSource<ConfirmationAsked | null>;
  /** every answer, in order */
  readonly answers: readonly boolean[];
}

export function fakeConfirmations(asked: ConfirmationAsked | null = null): FakeConfirmations {
  const answers: boolean[] = [];
  const source = liveSource(asked);
  return {
    asked: source,
    answers,
    answer(id, confirmed) {
      if (source.current()?.id !== id) return;
      answers.push(confirmed);
      source.set(null);
    },
  };
}
