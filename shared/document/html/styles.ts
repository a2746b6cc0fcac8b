/** The look of a page to read: by day, by night and on paper. The palette is that of the editor. */
export const READING_STYLES = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c1c1e, #ececee); --soft: light-dark(#6b6b70, #a0a0a8); --line: light-dark(#dcdce0, #3a3a40);
  --wash: light-dark(#f5f5f7, #232327);
  --color-gray: light-dark(#565d65, #b7bfc7);
  --color-brown: light-dark(#73482f, #d1ab97);
  --color-red: light-dark(#ab1621, #fea199);
  --color-orange: light-dark(#924200, #f8a87b);
  --color-yellow: light-dark(#705a03, #d4bc72);
  --color-green: light-dark(#037026, #90d096);
  --color-teal: light-dark(#046a6a, #82cdcd);
  --color-blue: light-dark(#0857b9, #95c0ff);
  --color-purple: light-dark(#6d3cab, #c9acfe);
  --color-pink: light-dark(#9c2269, #fb9bc9);
  --mark-gray: light-dark(#dfe3e8, #33373c);
  --mark-brown: light-dark(#f3ded3, #443228);
  --mark-red: light-dark(#fed9d5, #552724);
  --mark-orange: light-dark(#ffdac7, #522b13);
  --mark-yellow: light-dark(#ffe8a4, #41350d);
  --mark-green: light-dark(#cbeece, #1e3f23);
  --mark-teal: light-dark(#c5eceb, #153e3e);
  --mark-blue: light-dark(#d3e4fe, #1f375a);
  --mark-purple: light-dark(#e7dcff, #3c2d55);
  --mark-pink: light-dark(#fed6e8, #51263c);
  --mark-line: light-dark(#4d3200, #ffdd99);
}
body { margin: 0; background: light-dark(#fff, #17171a); color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 3rem 1.25rem; overflow-wrap: anywhere; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; margin: 1.6em 0 .5em; break-after: avoid; }
p { margin: .6em 0; white-space: pre-wrap; }
a { color: light-dark(#0b57d0, #8ab4f8); }
blockquote { margin: 1em 0; padding-inline-start: 1em; border-inline-start: 3px solid var(--line); color: var(--soft); }
pre { padding: .8em 1em; background: var(--wash); border-radius: .4em; overflow-x: auto; tab-size: 4; white-space: pre-wrap; }
code, pre { font: .9em/1.5 ui-monospace, monospace; }
:not(pre) > code { padding: .1em .3em; background: var(--wash); border-radius: .25em; }
hr { border: 0; border-top: 1px solid var(--line); margin: 2em 0; }
ul.checks { list-style: none; padding-inline-start: 1.5em; }
ul.checks > li > input { margin-inline: -1.5em .5em; }
table { border-collapse: collapse; margin: 1em 0; max-width: 100%; }
td, th { border: 1px solid var(--line); padding: .35em .6em; text-align: start; vertical-align: top; background: var(--cell); }
th { background: var(--cell, var(--wash)); }
nav.contents ul { list-style: none; padding: 0; } nav.contents a { text-decoration: none; }
aside, details { margin: 1em 0; padding: .3em 1em; border: 1px solid var(--line); border-radius: .5em; }
aside { border-inline-start-width: 4px; background: var(--wash); }
aside.tip { border-inline-start-color: #1a7f37; } aside.important { border-inline-start-color: #8250df; }
aside.warning { border-inline-start-color: #bf8700; } aside.caution { border-inline-start-color: #cf222e; }
summary { font-weight: 600; cursor: pointer; }
.columns { display: flex; gap: 1.5em; flex-wrap: wrap; } .columns > div { min-width: 10em; }
figure { margin: 1em 0; } img { max-width: 100%; height: auto; } figcaption { color: var(--soft); font-size: .9em; }
mark { background: light-dark(#fff3a3, #5c5300); color: inherit; }
@media print {
  :root { color-scheme: light; }
  main { max-width: none; padding: 0; }
  pre, tr, li, figure, aside, blockquote { break-inside: avoid; }
  h1, h2, h3, h4, h5, h6, summary { break-after: avoid; break-inside: avoid; }
  p, li { orphans: 3; widows: 3; }
  aside, th, td, mark, [style*="background"] { print-color-adjust: exact; }
  .page-break { break-before: page; }
  a[href^="http"]::after { content: " (" attr(href) ")"; font-size: .85em; color: var(--soft); }
  details > * { display: block; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
