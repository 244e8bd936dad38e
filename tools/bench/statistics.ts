/** Numbers that describe samples. */

const sorted = (samples: readonly number[]): number[] => [...samples].sort((a, b) => a - b);

/** @returns the middle value, or the mean of the two middle ones; NaN without samples */
export function median(samples: readonly number[]): number {
  const values = sorted(samples);
  const middle = values.length >> 1;
  const upper = values[middle] ?? NaN;
  return values.length % 2 === 1 ? upper : ((values[middle - 1] ?? NaN) + upper) / 2;
}

/** Least and greatest value: all that few samples can honestly say about their spread. */
export const spread = (samples: readonly number[]): { readonly least: number; readonly greatest: number } => {
  const values = sorted(samples);
  return { least: values[0] ?? NaN, greatest: values.at(-1) ?? NaN };
};
