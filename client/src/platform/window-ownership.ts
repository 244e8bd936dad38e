/**
 * One window owns the stores (two clients on one crypto store corrupt it). The owner holds a Web Lock; a window that
 * wants to take over asks on a channel first, so that the owner can close its stores before it lets go, and steals the
 * lock only from an owner that does not answer.
 */
import type { Unsubscribe } from "../domain/live.ts";

export interface WindowOwnership {
  /** @returns whether this window is the owner now; never waits for another window. */
  acquire(): Promise<boolean>;
  /** Becomes the owner, whoever was before. */
  takeOver(): Promise<void>;
  /**
   * `listener` runs when another window takes over: it must close the stores; the lock is let go once it resolves.
   * When the lock was stolen it runs too, as soon as this window notices.
   */
  onLost(listener: () => Promise<void>): Unsubscribe;
}

const LOCK = "chancery-window";
const CHANNEL = "chancery-window";
const PLEASE_RELEASE = "please-release";

/**
 * @param locks the browser's Web Locks
 * @param openChannel opens the broadcast channel of this name between the windows of this origin
 * @param patienceMs how long an owner that was asked may take before the lock is stolen from it
 */
export function windowOwnership(locks: LockManager, openChannel: (name: string) => BroadcastChannel, patienceMs = 5_000): WindowOwnership {
  const listeners = new Set<() => Promise<void>>();
  let letGo: (() => void) | null = null;

  const lost = async (): Promise<void> => {
    await Promise.allSettled([...listeners].map((listener) => listener()));
  };

  const channel = openChannel(CHANNEL);
  channel.onmessage = (message: MessageEvent<unknown>) => {
    if (message.data !== PLEASE_RELEASE || letGo === null) return;
    const release = letGo;
    letGo = null;
    void lost().finally(release);
  };

  /** Requests the lock and, when granted, keeps it until `letGo`. @returns whether it was granted. */
  function request(options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      let granted = false;
      let releasedByUs = false;
      const held = locks.request(LOCK, options, (lock) => {
        granted = lock !== null;
        resolve(granted);
        if (lock === null) return undefined;
        return new Promise<void>((release) => {
          letGo = () => {
            releasedByUs = true;
            release();
          };
        });
      });
      held.catch(() => {
        // Granted and rejected means stolen; rejected before that means that waiting was given up.
        if (granted && !releasedByUs) {
          letGo = null;
          void lost();
        }
        resolve(false);
      });
    });
  }

  return {
    acquire: async () => letGo !== null || (await request({ ifAvailable: true })),
    async takeOver() {
      if (letGo !== null) return;
      channel.postMessage(PLEASE_RELEASE);
      if (await request({ signal: AbortSignal.timeout(patienceMs) })) return;
      await request({ steal: true });
    },
    onLost(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
