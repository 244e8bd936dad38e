import type { LocalisedText } from "./language.ts";
import { say, type Terminal } from "./terminal.ts";

/** Progress of a command with a known number of steps: which step, what it does now, how long it takes. */
export interface Progress {
  /** Ends the step before and begins the next. */
  step(title: LocalisedText): void;
  /** What the step is doing now. On a screen it stands behind the step; elsewhere it is left out, so that logs stay short. */
  doing(text: LocalisedText): void;
  /** Something worth keeping in the scroll-back. */
  note(text: LocalisedText): void;
  /** Ends the last step. */
  end(): void;
  /** Says which step was not finished; nothing when all are. */
  abandon(): void;
}

export interface Clock {
  /** milliseconds since any moment */
  now(): number;
  /** Calls `tick` about every second until the returned function is called. */
  everySecond(tick: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  everySecond(tick) {
    const timer = setInterval(tick, 1000);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** Longest line that is rewritten in place: a longer one would wrap and stay behind. */
const SCREEN_WIDTH = 100;

/** @param steps how many steps there will be */
export function progress(terminal: Terminal, steps: number, clock: Clock): Progress {
  let current = 0;
  let began = 0;
  let title = "";
  let activity = "";
  let stopTicking: (() => void) | null = null;
  const head = (): string => `[${current}/${steps}] ${title}`;
  // Rounded down, so that a running count never shows more than the final time.
  const seconds = (digits: number): string =>
    new Intl.NumberFormat(terminal.language, { minimumFractionDigits: digits, maximumFractionDigits: digits, roundingMode: "floor" }).format((clock.now() - began) / 1000);
  const clear = (): void => {
    if (terminal.screen) terminal.err("\r\u001b[2K");
  };
  const draw = (): void => {
    if (stopTicking === null || !terminal.screen) return;
    clear();
    terminal.err(`${head()} · ${seconds(0)} s${activity === "" ? " …" : ` · ${activity}`}`.slice(0, SCREEN_WIDTH));
  };
  const close = (mark: string): void => {
    if (stopTicking === null) return;
    stopTicking();
    stopTicking = null;
    clear();
    terminal.err(`${head()} · ${seconds(1)} s${mark}\n`);
  };
  return {
    step(text) {
      close("");
      current += 1;
      began = clock.now();
      title = say(terminal, text);
      activity = "";
      stopTicking = clock.everySecond(draw);
      if (terminal.screen) draw();
      else terminal.err(`${head()} …\n`);
    },
    doing(text) {
      activity = say(terminal, text);
      draw();
    },
    note(text) {
      clear();
      terminal.err(`      ${say(terminal, text)}\n`);
      draw();
    },
    end: () => close(""),
    abandon: () => close(" ✗"),
  };
}
