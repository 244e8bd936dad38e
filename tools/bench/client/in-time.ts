/** What runs inside a page has no limit of time of its own: a page that waits for ever would keep the bench for ever. */

/**
 * @param what - to say when it took too long.
 * @param patience - in ms.
 * @returns what `work` comes to
 * @throws once `patience` is over; `work` itself goes on, and whoever began it ends it
 */
export async function inTime<Outcome>(what: string, patience: number, work: Promise<Outcome>): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not done after ${patience / 1000} s`)), patience);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
