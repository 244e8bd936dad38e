import type { Application } from "../domain/ports/application.ts";
import type { Unsubscribe } from "../domain/live.ts";
import type { DesktopBridge } from "./bridge.ts";

/** Shows the number of unread messages on the application's icon; none while no session is open. */
export function showUnread(application: Pick<Application, "state" | "session">, bridge: Pick<DesktopBridge, "setBadge">): Unsubscribe {
  let shown = 0;
  let stopCounting: Unsubscribe = () => undefined;
  const show = (count: number): void => {
    if (count === shown) return;
    shown = count;
    void bridge.setBadge(count);
  };
  const unsubscribe = application.state.subscribe(() => {
    stopCounting();
    stopCounting = () => undefined;
    const session = application.session();
    if (session === null) show(0);
    else stopCounting = session.rooms.rooms.subscribe((rooms) => show((rooms ?? []).reduce((sum, room) => sum + room.unread, 0)));
  });
  return () => {
    unsubscribe();
    stopCounting();
  };
}
