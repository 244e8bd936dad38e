/** The unit in which officers say how long rules hold. */

/** one day, in milliseconds */
export const DAY = 24 * 60 * 60 * 1000;
