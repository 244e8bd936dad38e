import { IntlMessageFormat } from "intl-messageformat";

/** Parsed messages, since parsing costs more than formatting. Grows to the size of the catalogues. */
const parsed = new Map<string, IntlMessageFormat>();

/**
 * @param message in ICU syntax, without tags
 * @param locale BCP 47 tag that plurals, numbers and dates follow
 * @throws when a parameter is missing, which the types of `t` exclude
 */
export function formatMessage(message: string, locale: string, parameters: Readonly<Record<string, string | number>> | undefined): string {
  const key = `${locale} ${message}`;
  let format = parsed.get(key);
  if (!format) {
    format = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true });
    parsed.set(key, format);
  }
  return String(format.format(parameters));
}
