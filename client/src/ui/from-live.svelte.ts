import type { Live } from "#client/domain/live.ts";
import { createSubscriber } from "svelte/reactivity";

/**
 * A `Live` value as a rune: reading `current` inside a component or an effect subscribes, and the subscription ends
 * with the last reader.
 */
export function fromLive<Value>(live: Live<Value>): { readonly current: Value } {
  const subscribed = createSubscriber((update) => {
    // `Live` calls at once with the value that is being read just now: that one is no change.
    let starting = true;
    const stop = live.subscribe(() => {
      if (!starting) update();
    });
    starting = false;
    return stop;
  });
  return {
    get current(): Value {
      subscribed();
      return live.current();
    },
  };
}
