/** What the saved file says: whose key it is, the key in its groups four to a line, and what it opens. */
export function recoverySheet(sheet: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly groups: readonly string[];
  readonly warning: string;
}): string {
  const rows: string[] = [];
  for (let at = 0; at < sheet.groups.length; at += 4) rows.push(sheet.groups.slice(at, at + 4).join("  "));
  return [sheet.title, ...sheet.lines, "", ...rows, "", sheet.warning, ""].join("\r\n");
}
