/** A long run that looks for what the short one in `npm test` is too short to find. */
import type { RunningDeployment } from "../support/deployment.ts";

export interface SoakResult {
  /** what was done and found, as numbers and names */
  readonly facts: Readonly<Record<string, unknown>>;
  /** what should not have been; empty: nothing */
  readonly defects: readonly string[];
}

export interface Soak {
  readonly name: string;
  readonly about: string;
  /** options with what is taken when nothing is said */
  readonly options: Readonly<Record<string, number>>;
  run(running: RunningDeployment, options: Readonly<Record<string, number>>, say: (line: string) => void): Promise<SoakResult>;
}
