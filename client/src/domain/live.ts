/** A value that changes. What passes through it is plain data that `structuredClone` accepts. */
export type Unsubscribe = () => void;

export interface Live<Value> {
  current(): Value;
  /** Calls `listener` at once with the current value and then on every change. */
  subscribe(listener: (value: Value) => void): Unsubscribe;
}

/** The writable end, held by whoever owns the value. */
export interface LiveSource<Value> extends Live<Value> {
  set(value: Value): void;
}

export function liveSource<Value>(initial: Value): LiveSource<Value> {
  let value = initial;
  const listeners = new Set<(value: Value) => void>();
  return {
    current: () => value,
    set(next) {
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(value);
      return () => void listeners.delete(listener);
    },
  };
}

/** Resolves once the value is true; at once when it is now. */
export function untilTrue(live: Live<boolean>): Promise<void> {
  return new Promise((resolve) => {
    const release = live.subscribe((value) => {
      if (!value) return;
      resolve();
      // The first call comes before there is anything to release.
      queueMicrotask(() => release());
    });
  });
}

/** @returns a view of `source` through `map`, which is called anew each time and must be cheap. */
export function mappedLive<From, To>(source: Live<From>, map: (value: From) => To): Live<To> {
  return {
    current: () => map(source.current()),
    subscribe: (listener) => source.subscribe((value) => listener(map(value))),
  };
}
