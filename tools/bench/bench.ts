/** What a benchmark is: it takes samples, the rest is done for it. */

/** Samples of one thing, in the order in which they were taken. */
export interface Series {
  /** stable, for comparing results of different days */
  readonly name: string;
  readonly unit: "s" | "ms" | "us" | "bytes" | "cases" | "count" | "percent";
  readonly samples: readonly number[];
  /** no median above this; null: nothing was promised */
  readonly limit: number | null;
}

export interface Bench {
  readonly name: string;
  readonly about: string;
  /**
   * @param counts how many samples of each kind were asked for on the command line, by option name
   * @param say tells what is going on
   */
  run(counts: Readonly<Record<string, number>>, say: (line: string) => void): Promise<readonly Series[]>;
  /** options with the number of samples that is taken when nothing is said */
  readonly counts: Readonly<Record<string, number>>;
}
