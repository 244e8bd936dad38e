import type { RoomId } from "../../ids.ts";
import type { MessageNotice, Notifier } from "../notifier.ts";

export interface FakeNotifier extends Notifier {
  /** on the screen now */
  readonly shown: ReadonlyMap<RoomId, MessageNotice>;
  /** everything that was ever shown */
  readonly all: readonly MessageNotice[];
  click(roomId: RoomId): void;
}

export function fakeNotifier(): FakeNotifier {
  const shown = new Map<RoomId, MessageNotice>();
  const all: MessageNotice[] = [];
  const listeners = new Set<(roomId: RoomId) => void>();
  return {
    shown,
    all,
    show(notice) {
      shown.set(notice.roomId, notice);
      all.push(notice);
    },
    withdraw: (roomId) => void shown.delete(roomId),
    onClick(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    click(roomId) {
      for (const listener of listeners) listener(roomId);
    },
  };
}
