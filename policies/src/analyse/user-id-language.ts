/** User IDs as a regular language: finds one user ID for every combination of sets and globs that any user ID can have. */
interface Token {
  readonly accepts: (symbol: string) => boolean;
  /** any number of symbols, also none; else exactly one */
  readonly repeats: boolean;
}

/** Some user IDs, as a sequence of tokens. */
export type Language = readonly Token[];

/** What user IDs are made of, in the order in which they are tried. */
const SYMBOLS = "abcdefghijklmnopqrstuvwxyz0123456789.-_=+/ABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*,;<>?@[\\]^`{|}~:".split("");
const LOCAL = new Set(SYMBOLS.filter((symbol) => symbol !== ":"));
const HOST = new Set("abcdefghijklmnopqrstuvwxyz0123456789.-");
const ADDRESS = new Set("abcdef0123456789.:");
const DIGIT = new Set("0123456789");

const one = (accepts: Token["accepts"]): Token => ({ accepts, repeats: false });
const any = (accepts: Token["accepts"]): Token => ({ accepts, repeats: true });
const literally = (text: string): Token[] => Array.from(text, (wanted) => one((symbol) => symbol === wanted));
const isLocal = (symbol: string): boolean => LOCAL.has(symbol);
const isHost = (symbol: string): boolean => HOST.has(symbol);
const isAddress = (symbol: string): boolean => ADDRESS.has(symbol);
const isDigit = (symbol: string): boolean => DIGIT.has(symbol);
const everything = (): boolean => true;

const LOCALPART: Language = [...literally("@"), one(isLocal), any(isLocal), ...literally(":")];
const NAMED: Language = [...LOCALPART, one(isHost), any(isHost)];
const ADDRESSED: Language = [...LOCALPART, ...literally("["), one(isAddress), any(isAddress), ...literally("]")];
const PORT: Language = [...literally(":"), one(isDigit), any(isDigit)];
/** The forms of a user ID (SPECIFICATION.md section 1). */
const FORMS: readonly Language[] = [NAMED, [...NAMED, ...PORT], ADDRESSED, [...ADDRESSED, ...PORT]];
/** Places in the forms come before all others. */
const FORM_PLACES = FORMS.reduce((sum, form) => sum + form.length + 1, 0);

export const languageOfServer = (server: string): Language => [...literally("@"), one(isLocal), any(isLocal), ...literally(`:${server}`)];

export const languageOfGlob = (glob: string): Language => Array.from(glob).flatMap((symbol) => (symbol === "*" ? any(everything) : symbol === "?" ? one(everything) : literally(symbol)));

/** Every symbol that a language names, and of those that none names one for each way the form of a user ID can see it. */
const alphabetFor = (named: string): readonly string[] => {
  const mentioned = new Set([...named, "@", ":", "[", "]"]);
  const unnamed = SYMBOLS.filter((symbol) => !mentioned.has(symbol));
  const seenAlike = (symbol: string): string => [isHost, isAddress, isDigit, isLocal].map((sees) => sees(symbol)).join();
  const others = unnamed.filter((symbol, index) => unnamed.findIndex((other) => seenAlike(other) === seenAlike(symbol)) === index);
  return [...others, ...SYMBOLS.filter((symbol) => mentioned.has(symbol))];
};

export interface Witnesses {
  /** one user ID for each combination of languages; shortest first */
  readonly userIds: readonly string[];
  /** false: the search ended at its limit, and combinations may be missing */
  readonly complete: boolean;
}

/** Combinations of places in all languages at once. Hundreds of servers and globs stay below. */
export const STATES_LIMIT = 20_000;
const LENGTH_LIMIT = 255;

/**
 * Walks all languages at once, breadth first, as one automaton made deterministic (subset construction).
 * @param named all symbols that the languages name
 * @param except user IDs that stand for themselves alone, and so for no combination
 * @param limit how many combinations of places to look at
 */
export const witnessesOf = (languages: readonly Language[], named: string, except: ReadonlySet<string>, limit: number): Witnesses => {
  const tokens: (Token | null)[] = [];
  const starts = [...FORMS, ...languages].map((language) => {
    const start = tokens.length;
    tokens.push(...language, null); // null: the end of a language
    return start;
  });
  const isForm = (place: number): boolean => place < FORM_PLACES;
  /** with every place that is reached without a symbol */
  const closed = (places: Iterable<number>): readonly number[] => {
    const found = new Set<number>();
    for (let place of places) {
      found.add(place);
      while (tokens[place]?.repeats === true) found.add(++place);
    }
    return [...found].sort((a, b) => a - b);
  };
  const step = (places: readonly number[], symbol: string): readonly number[] =>
    closed(places.flatMap((place) => (tokens[place]?.accepts(symbol) === true ? [tokens[place].repeats ? place : place + 1] : [])));
  const endsAt = (places: readonly number[]): readonly number[] => places.filter((place) => tokens[place] === null);

  const alphabet = alphabetFor(named);
  const seen = new Set<string>();
  const found = new Map<string, string>();
  let frontier: (readonly [readonly number[], string])[] = [[closed(starts), ""]];
  while (frontier.length > 0) {
    const next: (readonly [readonly number[], string])[] = [];
    for (const [places, text] of frontier) {
      for (const symbol of alphabet) {
        const reached = step(places, symbol);
        if (!reached.some(isForm) || text.length >= LENGTH_LIMIT) continue;
        const userId = text + symbol;
        const ends = endsAt(reached);
        const combination = ends.filter((place) => !isForm(place)).join();
        if (ends.some(isForm) && !except.has(userId) && !found.has(combination)) found.set(combination, userId);
        const mark = reached.join();
        if (seen.has(mark)) continue;
        if (seen.size >= limit) return { userIds: [...found.values()], complete: false };
        seen.add(mark);
        next.push([reached, userId]);
      }
    }
    frontier = next;
  }
  return { userIds: [...found.values()], complete: true };
};
