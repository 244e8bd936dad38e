/** What assistive technology is told between two screens, politely. Shown by the one `LiveRegion` of the application. */
let said = $state({ text: "", count: 0 });

export function announce(text: string): void {
  said = { text, count: said.count + 1 };
}

/** The last announcement; `count` differs when the same words are said again. */
export const announcement = (): { readonly text: string; readonly count: number } => said;
