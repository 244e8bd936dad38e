/** How the page looks: on a screen in light and dark, and on A4. */

/** Colours of the client, light and dark; page.test.ts holds them to `client/src/ui/tokens.css`. */
export const COLOURS: Readonly<Record<string, readonly [string, string]>> = {
  ground: ["#f4f3ee", "#0f1514"],
  paper: ["#ffffff", "#171f1d"],
  sunken: ["#ebe9e1", "#1e2725"],
  line: ["#d9d6cb", "#2c3633"],
  "line-strong": ["#848278", "#7c8884"],
  ink: ["#17211f", "#e9ece8"],
  "ink-2": ["#4b5653", "#b3bcb8"],
  accent: ["#0b5a53", "#7fd1c4"],
  "accent-soft": ["#e0efec", "#16332f"],
  stop: ["#9d1c2c", "#ff9a9d"],
  "stop-soft": ["#fbeceb", "#3a1a1d"],
  warn: ["#7a4e00", "#f0c46c"],
  "warn-soft": ["#fdf3dc", "#33270f"],
  public: ["#1f4b99", "#9fc0ff"],
};

const variables = Object.entries(COLOURS).map(([name, [light, dark]]) => `--${name}: light-dark(${light}, ${dark});`).join(" ");

/** @param fonts the `@font-face` rules */
export const pageStyle = (fonts: string): string => `${fonts}
:root { color-scheme: light dark; ${variables}
  font: 0.9375rem/1.5 "Atkinson Hyperlegible Next", system-ui, sans-serif; color: var(--ink); background: var(--ground); }
@media (prefers-contrast: more) { :root { --ink-2: var(--ink); --line: var(--line-strong); } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem 4rem; }
main, header, footer { max-inline-size: 56rem; margin-inline: auto; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
h1 { font-size: 1.9rem; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; padding-block-start: .75rem; border-block-start: 2px solid var(--line-strong); }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .5rem; }
p, ul, dl { margin: 0 0 .75rem; }
p, li { max-inline-size: 45rem; overflow-wrap: anywhere; } li { margin-block-end: .35rem; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, .key { font-family: "Atkinson Hyperlegible Mono", ui-monospace, monospace; font-size: .92em; overflow-wrap: anywhere; }
.owner { color: var(--ink-2); margin-block-end: 1.25rem; }
.state { display: flex; gap: .75rem; align-items: flex-start; padding: 1rem 1.25rem; border-radius: 10px; background: var(--accent-soft); border-inline-start: 4px solid var(--accent); }
.state p { margin: 0; }
.state svg { flex: none; inline-size: 2.5rem; block-size: 2.5rem; fill: none; stroke: var(--accent); stroke-width: 1.25; stroke-linecap: round; stroke-linejoin: round; }
.state.draft, .state.over { background: var(--warn-soft); border-color: var(--warn); }
.state.emergency { background: var(--stop-soft); border-color: var(--stop); margin-block-start: .75rem; }
nav ul { columns: 2; padding: 0; list-style: none; margin-block: 1.25rem 0; }
nav a { display: inline-block; padding-block: .25rem; }
.languages { text-align: end; margin: 0 0 1rem; max-inline-size: none; }
.wide { overflow-x: auto; margin-block-end: 1.25rem; }
table { border-collapse: collapse; inline-size: 100%; font-size: .9rem; }
caption { text-align: start; font-weight: 600; padding-block-end: .4rem; }
th, td { text-align: start; vertical-align: top; padding: .5rem .65rem; border: 1px solid var(--line); overflow-wrap: anywhere; hyphens: auto; min-inline-size: 8.5rem; }
td { background: var(--paper); } thead th, tbody th { background: var(--sunken); font-weight: 600; }
thead th code { display: block; font-weight: 400; color: var(--ink-2); }
.classes { table-layout: fixed; }
.classes thead th { border-block-start: 4px solid var(--line-strong); }
.classes thead td { background: none; border-color: transparent; }
.classes thead .mark-ministries, .classes thead .mark-direct { border-block-start-color: var(--accent); }
.classes thead .mark-externals { border-block-start-color: var(--warn); }
.classes thead .mark-public { border-block-start-color: var(--public); }
.rule { background: var(--paper); border: 1px solid var(--line); border-inline-start: 4px solid var(--line-strong); border-radius: 10px; padding: .9rem 1.25rem .5rem; margin-block-end: .75rem; }
.rule h3 { margin: 0 0 .35rem; }
.rule .number { color: var(--ink-2); font-family: "Atkinson Hyperlegible Mono", ui-monospace, monospace; font-weight: 400; margin-inline-end: .35rem; }
.rule p { margin-block-end: .4rem; }
.effect-deny { border-inline-start-color: var(--stop); }
.effect-allow { border-inline-start-color: var(--accent); }
.effect-require { border-inline-start-color: var(--warn); }
.badge { font-weight: 600; }
.effect-deny .badge { color: var(--stop); } .effect-allow .badge { color: var(--accent); } .effect-require .badge { color: var(--warn); }
.rule .badge.trial { color: var(--ink-2); font-weight: 400; }
.sentence { font-size: 1rem; font-weight: 600; }
.label { font-weight: 600; }
.note { color: var(--ink-2); font-size: .8125rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { color: var(--ink-2); } dd { margin: 0; overflow-wrap: anywhere; }
footer { margin-block-start: 2.5rem; color: var(--ink-2); }
@media (max-width: 40rem) { nav ul { columns: 1; } .classes { table-layout: auto; } dl { grid-template-columns: 1fr; } dd { margin-block-end: .4rem; } }
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt "Atkinson Hyperlegible Next", sans-serif; } }
@media print {
  :root { color-scheme: light; --ground: #fff; font-size: 10pt; }
  body { padding: 0; } main, header, footer { max-inline-size: none; } p, li { max-inline-size: none; }
  nav, .languages { display: none; }
  .wide { overflow: visible; }
  h1 { font-size: 20pt; } h2 { font-size: 13pt; margin-block-start: 18pt; } h3 { font-size: 10.5pt; }
  h2, h3, caption { break-after: avoid; } .rule, .state, tr, dl { break-inside: avoid; } thead { display: table-header-group; }
  table { font-size: 8.5pt; } th, td { padding: 3pt 4pt; min-inline-size: 0; } .classes { break-inside: avoid; }
  .rule { padding: 6pt 9pt 3pt; margin-block-end: 6pt; border-radius: 4pt; }
  * { print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;
