/** What runs inside the measured page, beside the client: clocks that see what a person sees. Serialised, so it closes over nothing. */

export interface LongTask {
  /** ms since the navigation */
  readonly at: number;
  readonly ms: number;
}

/** What the page tells of its start; times in ms since the navigation. */
export interface StartTimes {
  /** a first screen of rooms is on the screen and can be used */
  readonly firstScreen: number | null;
  /** the list says that it holds so many rooms as were waited for */
  readonly allRooms: number | null;
  readonly longTasks: readonly LongTask[];
}

export interface Probe {
  times(): StartTimes;
  /** ms from now on until `done` holds and has been painted */
  untilPainted(event: string, done: () => boolean): Promise<number>;
}

declare global {
  interface Window {
    chanceryProbe?: Probe;
  }
}

/**
 * Runs before anything of the page.
 * @param wanted how many rows make a usable first screen, and how many rooms the list has in the end
 */
export function installProbe(wanted: { readonly firstScreen: number; readonly allRooms: number }): void {
  let firstScreen: number | null = null;
  let allRooms: number | null = null;
  const longTasks: { at: number; ms: number }[] = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longTasks.push({ at: entry.startTime, ms: entry.duration });
  }).observe({ type: "longtask", buffered: true });

  const rowsOnScreen = (): number => {
    const rows = document.querySelectorAll("[data-room]");
    let seen = 0;
    for (const row of rows) {
      const { top, bottom } = row.getBoundingClientRect();
      if (bottom > 0 && top < window.innerHeight) seen += 1;
      if (seen >= wanted.firstScreen) break;
    }
    return seen;
  };
  const roomsInList = (): number => Number(document.querySelector("[data-rooms]")?.getAttribute("data-rooms") ?? 0);

  // Called inside a frame: a task posted there runs once that frame has been painted.
  const afterPaint = (then: (now: number) => void): void => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => then(performance.now());
    channel.port2.postMessage(null);
  };
  const look = (): void => {
    if (firstScreen === null && rowsOnScreen() >= wanted.firstScreen) {
      firstScreen = -1;
      afterPaint((now) => (firstScreen = now));
    }
    if (allRooms === null && roomsInList() >= wanted.allRooms) {
      allRooms = -1;
      afterPaint((now) => (allRooms = now));
    }
    if (firstScreen === null || allRooms === null) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  const known = (time: number | null): number | null => (time === -1 ? null : time);
  window.chanceryProbe = {
    times: () => ({ firstScreen: known(firstScreen), allRooms: known(allRooms), longTasks }),
    untilPainted(event, done) {
      return new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error(`nothing was painted within two minutes; the page says: ${(document.querySelector("main") ?? document.body).innerText.slice(-500)}`)), 120_000);
        window.addEventListener(
          event,
          ({ timeStamp }) => {
            const watch = (): void => {
              if (done()) afterPaint((now) => resolve(now - timeStamp));
              else requestAnimationFrame(watch);
            };
            requestAnimationFrame(watch);
          },
          { capture: true, once: true },
        );
      });
    },
  };
}
