/** The longest glob, in code points (SPECIFICATION.md section 1). */
export const GLOB_LENGTH_LIMIT = 255;

/** Whether a string may stand as a glob. */
export const isGlob = (value: string): boolean => value.length > 0 && Array.from(value).length <= GLOB_LENGTH_LIMIT;

/** Where there is none, a string's units are its code points, and nothing needs to be taken apart. */
const SURROGATE = /[\ud800-\udfff]/;

/**
 * A matcher for one glob: `*` any run (also none), `?` exactly one code point, anchored at both ends, case-sensitive.
 * On a mismatch only the last star gives way, so the work is at most length of glob times length of text.
 */
export const globMatcher = (glob: string): ((text: string) => boolean) => {
  const pattern = Array.from(glob);
  return (text) => {
    const symbols: ArrayLike<string> = SURROGATE.test(text) ? Array.from(text) : text;
    let at = 0;
    let patternAt = 0;
    let star = -1;
    let starCovers = 0;
    while (at < symbols.length) {
      const expected = pattern[patternAt];
      if (expected === "*") {
        star = patternAt;
        starCovers = at;
        patternAt += 1;
      } else if (expected !== undefined && (expected === "?" || expected === symbols[at])) {
        at += 1;
        patternAt += 1;
      } else if (star >= 0) {
        starCovers += 1;
        at = starCovers;
        patternAt = star + 1;
      } else {
        return false;
      }
    }
    while (pattern[patternAt] === "*") patternAt += 1;
    return patternAt === pattern.length;
  };
};
