// @ts-check
/** @typedef {"en" | "fr"} Language */

/**
 * The language of the terminal, English when it is neither of ours.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment read are LC_ALL, LC_MESSAGES and LANG, in the order that POSIX gives them
 * @returns {Language}
 */
export const chooseLanguage = (environment) =>
  /^fr/i.test(environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "") ? "fr" : "en";
