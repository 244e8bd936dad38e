import type { TextSeal } from "#client/domain/ports/local-store.ts";
import { isConfidential, parseRoute, routeHash, sealedHash, sealedIn, type Navigate, type Route } from "#client/domain/route.ts";

export interface Router {
  /** a rune: reading it follows the address */
  readonly route: Route;
  readonly navigate: Navigate;
  /** From now on addresses are sealed and opened with this; null: nobody is signed in, and a link that is followed waits as it is. */
  sealWith(seal: TextSeal | null): void;
  /** Stops listening to the window. */
  close(): void;
}

/**
 * Keeps the route and the address in step: `navigate` writes history, Back and a changed address are followed. Browsers keep addresses
 * in the clear, so one that names a room is written sealed, and a link to one is replaced as soon as it can be.
 * Knows nothing of the gate: the application asks for the route only where it is open.
 */
export function createRouter(window: Pick<Window, "location" | "history" | "addEventListener" | "removeEventListener">): Router {
  let route = $state.raw<Route>(routeOf(window.location.hash));
  /** what the address says, as it would be read in the clear; null: it is sealed, and not opened yet */
  let written: string | null = sealedIn(window.location.hash) === null ? window.location.hash : null;
  let sealing: TextSeal | null = null;
  /** Addresses are written in the order in which one went there; sealing one takes a moment. */
  let writing: Promise<void> = Promise.resolve();
  let followed = 0;

  function write(next: Route, method: "pushState" | "replaceState"): void {
    const seal = sealing;
    const place = routeHash(next);
    written = place;
    writing = writing.then(async () => {
      // Nobody goes into a room without a session; should its end come between, the address stays what it was.
      if (isConfidential(next) && seal === null) return;
      const hash = isConfidential(next) && seal !== null ? sealedHash(await seal.seal(place)) : place;
      window.history[method](null, "", hash);
    });
  }

  function follow(): void {
    const turn = (followed += 1);
    const { hash } = window.location;
    const sealed = sealedIn(hash);
    if (sealed === null) {
      const next = parseRoute(hash);
      route = next;
      written = hash;
      if (isConfidential(next) && sealing !== null) write(next, "replaceState");
      return;
    }
    written = null;
    if (sealing === null) {
      route = { at: "opening" };
      return;
    }
    void sealing.open(sealed).then((place) => {
      if (turn !== followed) return;
      const next: Route = place === null ? { at: "conversations" } : parseRoute(place);
      route = next;
      written = place;
      // Sealed by a session that has ended, or damaged.
      if (place === null) write(next, "replaceState");
    });
  }

  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", follow);
  return {
    get route() {
      return route;
    },
    navigate(next) {
      followed += 1;
      if (routeHash(next) !== written) write(next, "pushState");
      route = next;
    },
    sealWith(seal) {
      sealing = seal;
      if (seal !== null && (written === null || isConfidential(parseRoute(window.location.hash)))) follow();
    },
    close() {
      window.removeEventListener("popstate", follow);
      window.removeEventListener("hashchange", follow);
    },
  };
}

const routeOf = (hash: string): Route => (sealedIn(hash) === null ? parseRoute(hash) : { at: "opening" });
