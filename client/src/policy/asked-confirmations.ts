import type { UserId } from "../domain/ids.ts";
import { liveSource, type Live } from "../domain/live.ts";
import type { ConfirmationAsked, Confirmations } from "../domain/ports/confirmations.ts";

interface Waiting {
  readonly asked: ConfirmationAsked;
  readonly settle: (confirmed: boolean) => void;
}

/** Puts one question after the other before the person. */
export class AskedConfirmations implements Confirmations {
  readonly #front = liveSource<ConfirmationAsked | null>(null);
  #waiting: readonly Waiting[] = [];
  #lastId = 0;
  #closed = false;

  get asked(): Live<ConfirmationAsked | null> {
    return this.#front;
  }

  /** Resolves when the person has answered; no when nobody can be asked any more. */
  confirm(rules: ConfirmationAsked["rules"], about: UserId | null): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    this.#lastId += 1;
    const asked: ConfirmationAsked = { id: this.#lastId, rules, about };
    return new Promise((settle) => {
      this.#set([...this.#waiting, { asked, settle }]);
    });
  }

  answer(id: number, confirmed: boolean): void {
    const [front, ...others] = this.#waiting;
    if (front === undefined || front.asked.id !== id) return;
    this.#set(others);
    front.settle(confirmed);
  }

  /** The session ends: whatever waits is not confirmed. */
  close(): void {
    this.#closed = true;
    const waiting = this.#waiting;
    this.#set([]);
    for (const { settle } of waiting) settle(false);
  }

  #set(waiting: readonly Waiting[]): void {
    this.#waiting = waiting;
    const front = waiting[0]?.asked ?? null;
    if (front !== this.#front.current()) this.#front.set(front);
  }
}
