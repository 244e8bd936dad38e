/** Waits for a condition; one that does not come is a defect, and the longest wait is no measurement. */
const LONGEST_WAIT_MS = 60_000;

/** @param what - names what is waited for in the error. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + LONGEST_WAIT_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${what}: not within ${LONGEST_WAIT_MS / 1000} s`);
    await new Promise((next) => setTimeout(next, 20));
  }
}
