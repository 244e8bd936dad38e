const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let at = 1; at <= from.length; at += 1) {
    const next = [at];
    for (let other = 1; other <= to.length; other += 1) {
      const replaced = (row[other - 1] ?? 0) + (from[at - 1] === to[other - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[other] ?? 0) + 1, (next[other - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};

/** The known name that was probably meant: at most two letters off, and not most of the word. */
export const nearestName = (written: string, known: readonly string[]): string | null => {
  const short = written.slice(0, 64).toLowerCase();
  const [best] = known
    .map((candidate) => ({ candidate, off: distance(short, candidate.toLowerCase()) }))
    .filter(({ candidate, off }) => off <= Math.min(2, Math.floor(candidate.length / 2)))
    .sort((a, b) => a.off - b.off);
  return best?.candidate ?? null;
};
