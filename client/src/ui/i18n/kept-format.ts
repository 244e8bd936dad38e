/**
 * Making a format of `Intl` costs about a hundred times what using it does, and every row of a long list uses several: each is made
 * once for each language. A computer that was taken to another time zone gets new ones.
 *
 * @param tag the BCP 47 tag of the moment
 * @param make a format for such a tag
 * @returns the format for the language and the time zone of the moment
 */
export function keptFormat<Format>(tag: () => string, make: (tag: string) => Format): () => Format {
  const formats = new Map<string, Format>();
  return () => {
    const now = tag();
    const key = `${now} ${new Date().getTimezoneOffset()}`;
    const known = formats.get(key);
    if (known !== undefined) return known;
    const made = make(now);
    formats.set(key, made);
    return made;
  };
}
