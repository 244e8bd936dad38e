/** Works out, from the text of an ICU message, which parameters a caller has to give. */

/** What follows the brace that closes the one opened before `Text`. `Open` counts the braces open inside it. */
type AfterClosing<Text extends string, Open extends readonly 0[] = []> = Text extends `${infer Before}}${infer After}`
  ? Before extends `${string}{${infer Inner}`
    ? AfterClosing<`${Inner}}${After}`, [...Open, 0]>
    : Open extends readonly [0, ...infer Fewer extends readonly 0[]]
      ? AfterClosing<After, Fewer>
      : After
  : "";

/** The names of the arguments at the outermost level of `Text`: `{name}` and `{name, plural, …}`. */
export type ParameterNames<Text extends string> = Text extends `${string}{${infer Rest}`
  ? FirstName<Rest> | ParameterNames<AfterClosing<Rest>>
  : never;

type FirstName<Text extends string> = Text extends `${infer Head}}${string}`
  ? Head extends `${infer Name},${string}`
    ? Name
    : Head
  : never;

export type ParameterValue = string | number;

/** Names that occur only inside a plural or select branch may be given too. */
export type Parameters<Text extends string> = { readonly [Name in ParameterNames<Text>]: ParameterValue } & {
  readonly [name: string]: ParameterValue;
};
