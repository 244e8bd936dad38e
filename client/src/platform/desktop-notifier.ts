/** Notifications of the operating system, by way of the main process. A browser gets none: it is never asked for permission. */
import { parseRoomAddress, type RoomId } from "../domain/ids.ts";
import type { Notifier } from "../domain/ports/notifier.ts";
import type { DesktopBridge } from "./bridge.ts";

const isRoomId = (address: string): address is RoomId => address.startsWith("!") && parseRoomAddress(address) !== null;

export function desktopNotifier(bridge: Pick<DesktopBridge, "notify" | "withdrawNotice" | "onNotificationClick">): Notifier {
  return {
    show: ({ roomId, title, text }) => void bridge.notify({ title, body: text, tag: roomId }),
    withdraw: (roomId) => void bridge.withdrawNotice(roomId),
    onClick: (listener) =>
      bridge.onNotificationClick((tag) => {
        if (isRoomId(tag)) listener(tag);
      }),
  };
}
