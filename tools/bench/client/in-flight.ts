/**
 * Does `work` for 0 … `count` − 1, `atOnce` of them at the same time.
 * @returns the outcomes, in the order of the indices
 */
export async function inFlight<Outcome>(atOnce: number, count: number, work: (index: number) => Promise<Outcome>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, count) }, async () => {
      for (let index = next++; index < count; index = next++) outcomes[index] = await work(index);
    }),
  );
  return outcomes;
}
