import type { Failure } from "#client/domain/failure.ts";
import type { Result } from "#client/domain/result.ts";

export type Opening<Value> =
  | { readonly at: "opening" }
  | { readonly at: "open"; readonly value: Value }
  | { readonly at: "failed"; readonly failure: Failure };

/**
 * What a port opens for as long as a component is there: opened when it mounts and whenever what `open` reads changes, closed when it goes;
 * what arrives after that is closed at once.
 * @param open asks the port; runs inside an effect, so the state that it reads is followed
 */
export function opened<Value extends { close(): void }>(
  open: () => Promise<Result<Value, Failure>>,
): { readonly current: Opening<Value>; retry(): void } {
  let state = $state.raw<Opening<Value>>({ at: "opening" });
  let attempt = $state(0);
  $effect(() => {
    void attempt;
    let wanted = true;
    let value: Value | null = null;
    state = { at: "opening" };
    void open().then((result) => {
      if (!result.ok) {
        if (wanted) state = { at: "failed", failure: result.failure };
      } else if (wanted) {
        value = result.value;
        state = { at: "open", value };
      } else {
        result.value.close();
      }
    });
    return () => {
      wanted = false;
      value?.close();
    };
  });
  return {
    get current() {
      return state;
    },
    retry() {
      attempt += 1;
    },
  };
}
