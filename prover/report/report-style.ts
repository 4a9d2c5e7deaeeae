/**
 * Style of the HTML file: readable in light and dark mode, on a phone and on paper, without external fonts or pictures.
 * @module
 */

/** Colours: text contrast of at least 4.5 : 1 in both schemes. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ground: #ffffff; --text: #1b1f24; --faint: #57606a; --line: #d0d7de;
  --bar: #0b62b0; --owed: #b3261e; --warn-ground: #fff1e5; --warn: #8a3800; }
@media (prefers-color-scheme: dark) { :root { --ground: #11151a; --text: #e6edf3; --faint: #9aa5b1; --line: #353c45;
  --bar: #5aa9f0; --owed: #ff8a80; --warn-ground: #3a2310; --warn: #ffc58f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 3rem; max-width: 58rem; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
p, ul { margin: .5rem 0; }
.faint { color: var(--faint); }
.warn { background: var(--warn-ground); color: var(--warn); padding: .7rem 1rem; border-radius: .4rem; font-weight: 600; }
.headline { display: flex; flex-wrap: wrap; gap: .8rem 2.5rem; margin: 1rem 0; }
.headline dt { color: var(--faint); font-size: .9rem; }
.headline dd { margin: 0; font-size: 1.35rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; padding-right: 0; padding-left: .6rem; font-variant-numeric: tabular-nums; }
th { font-weight: 500; } thead th { color: var(--faint); font-size: .9rem; }
tr.sum th, tr.sum td { font-weight: 700; }
td.bar { width: 45%; padding: .55rem 0 .3rem; } td.number { white-space: nowrap; } .long td { white-space: normal; }
svg { display: block; width: 100%; height: .9rem; }
svg .held { fill: var(--bar); } svg .owed { fill: var(--owed); }
.long td, code { overflow-wrap: anywhere; }
@media (max-width: 34rem) { table { font-size: .85rem; } td.bar { width: 25%; } }
@media print { body { max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
`.trim();
