import { parseRoute, routeHash, type Navigate, type Route } from "#client/domain/route.ts";

export interface Router {
  /** a rune: reading it follows the address */
  readonly route: Route;
  readonly navigate: Navigate;
  /** Stops listening to the window. */
  close(): void;
}

/**
 * Keeps the route and the address in step: `navigate` writes history, Back and a changed address are followed.
 * Knows nothing of the gate: the application asks for the route only where it is open.
 */
export function createRouter(window: Pick<Window, "location" | "history" | "addEventListener" | "removeEventListener">): Router {
  let route = $state.raw<Route>(parseRoute(window.location.hash));
  const follow = (): void => {
    route = parseRoute(window.location.hash);
  };
  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", follow);
  return {
    get route() {
      return route;
    },
    navigate(next) {
      if (routeHash(next) !== window.location.hash) window.history.pushState(null, "", routeHash(next));
      route = next;
    },
    close() {
      window.removeEventListener("popstate", follow);
      window.removeEventListener("hashchange", follow);
    },
  };
}
