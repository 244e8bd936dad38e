import { createSubscriber } from "svelte/reactivity";

const EVERY_MS = 20_000;

const ticking = createSubscriber((update) => {
  const timer = setInterval(update, EVERY_MS);
  return () => clearInterval(timer);
});

/** @returns the present moment, ms since the epoch; what reads it in a component is drawn again as time passes. */
export function now(): number {
  ticking();
  return Date.now();
}
