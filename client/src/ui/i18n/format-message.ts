import { IntlMessageFormat } from "intl-messageformat";

/** A message is either what it says, or something to fill in. */
type Prepared = string | IntlMessageFormat;

/** Messages by locale, since parsing costs more than formatting. Grows to the size of the catalogues. */
const prepared = new Map<string, Map<string, Prepared>>();

/** Arguments, and quotes that stand for something else. Most messages have none, and every row of a list has several. */
const SYNTAX = /[{}]|''/;

function prepare(message: string, locale: string): Prepared {
  return SYNTAX.test(message) ? new IntlMessageFormat(message, locale, undefined, { ignoreTag: true }) : message;
}

/**
 * @param message in ICU syntax, without tags
 * @param locale BCP 47 tag that plurals, numbers and dates follow
 * @throws when a parameter is missing, which the types of `t` exclude
 */
export function formatMessage(message: string, locale: string, parameters: Readonly<Record<string, string | number>> | undefined): string {
  const known = prepared.get(locale) ?? new Map<string, Prepared>();
  prepared.set(locale, known);
  const found = known.get(message) ?? prepare(message, locale);
  known.set(message, found);
  return typeof found === "string" ? found : String(found.format(parameters));
}
