/** What a benchmark is: it takes samples, the rest is done for it. */

export type Unit = "s" | "ms" | "us" | "bytes" | "kB" | "MB" | "cases" | "count" | "percent" | "times";

/** Samples of one thing, in the order in which they were taken. */
export interface Series {
  /** stable, for comparing results of different days */
  readonly name: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
  /** no median above this; null: nothing was promised */
  readonly limit: number | null;
  /** the least that this can cost here: the same done in the barest way, in the same run and the same unit */
  readonly floor?: readonly number[];
}

export interface Bench {
  readonly name: string;
  readonly about: string;
  /**
   * @param counts how many samples of each kind were asked for on the command line, by option name
   * @param say tells what is going on
   */
  run(counts: Readonly<Record<string, number>>, say: (line: string) => void): Promise<readonly Series[]>;
  /** options with the number of samples, or the size, that is taken when nothing is said */
  readonly counts: Readonly<Record<string, number>>;
  /** Tells results of one day apart by what was asked for; null: there is one result a day. */
  variant?(counts: Readonly<Record<string, number>>): string | null;
}
