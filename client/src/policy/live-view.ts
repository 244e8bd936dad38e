import type { Live } from "../domain/live.ts";

/** @returns a live value that is always `view` of `source`, and says so only when it is another value than before. */
export const liveView = <Value, Seen>(source: Live<Value>, view: (value: Value) => Seen): Live<Seen> => ({
  current: () => view(source.current()),
  subscribe(listener) {
    let last: { readonly seen: Seen } | null = null;
    return source.subscribe((value) => {
      const seen = view(value);
      if (last !== null && Object.is(last.seen, seen)) return;
      last = { seen };
      listener(seen);
    });
  },
});
