/**
 * Whole seconds until a moment, counted down while the component is there; never below 0.
 * @param moment gives ms since the epoch; what it reads is followed
 */
export function secondsUntil(moment: () => number): { readonly current: number } {
  let now = $state(Date.now());
  $effect(() => {
    const end = moment();
    now = Date.now();
    const timer = setInterval(() => {
      now = Date.now();
      if (now >= end) clearInterval(timer);
    }, 1000);
    return () => clearInterval(timer);
  });
  return {
    get current() {
      return Math.max(0, Math.ceil((moment() - now) / 1000));
    },
  };
}
