/**
 * `npm run compare:binding`: our binding and `@lexical/yjs` V2 under the same pairs of operations and the same random runs. Prints how much
 * of what people did is damaged afterwards.
 *
 *     npm run compare:binding -- --keep                 # writes docs/matrix.md and the tables of docs/document.md; some fifteen minutes
 *     npm run compare:binding -- --bases cell,box --seeds 0
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BASES } from '#shared/document/testing/bases.ts';
import type { BaseName } from '#shared/document/testing/bases.ts';
import { LEXICAL_V2 } from '#shared/document/testing/lexical-v2.ts';
import { OURS } from '#shared/document/testing/ours.ts';
import { comparePairs, compareUndone } from './compare/pairs.ts';
import { compareRandomRuns } from './compare/random-runs.ts';
import type { RandomRuns } from './compare/random-runs.ts';
import { matrixPage, pairTable, randomTable, undoneTable } from './compare/report.ts';
import type { PageResult } from './compare/report.ts';

const { values } = parseArgs({
  options: {
    bases: { type: 'string' },
    seeds: { type: 'string', default: '300' },
    steps: { type: 'string', default: '100' },
    keep: { type: 'boolean', default: false },
  },
});
const seeds = Number(values.seeds);
const steps = Number(values.steps);
const wanted = values.bases?.split(',');
const bases = (Object.keys(BASES) as BaseName[]).filter((base) => wanted?.includes(base) ?? true);

/** For V2 a page whose blocks were moved is a page like any other. */
const contestantsOn = (base: BaseName): ReadonlyArray<typeof OURS> =>
  base.includes('moved') ? [OURS] : [OURS, LEXICAL_V2];

const pages: PageResult[] = [];
for (const base of bases) {
  const grids = [];
  for (const kind of contestantsOn(base)) grids.push(await comparePairs(kind, base));
  pages.push({ base, grids, undone: await compareUndone(OURS, base) });
  console.error(`${base} is done`);
}
const random: Array<readonly [string, RandomRuns]> = [];
for (const boxes of seeds > 0 ? [false, true] : []) {
  for (const kind of boxes ? [OURS] : [OURS, LEXICAL_V2]) {
    const runs = await compareRandomRuns(kind, seeds, steps, boxes);
    random.push([boxes ? 'with boxes and tables' : 'text and moves', runs]);
  }
}

const day = new Date().toISOString().slice(0, 10);
const summary = [
  `Run of ${day}.`,
  pairTable(pages),
  'Each operation taken back, taken back and done again, and taken back when both have heard of each other, against each other operation:',
  undoneTable(pages),
  `${seeds} random runs, three to five editors, ${steps} steps each:`,
  randomTable(random),
].join('\n\n');
console.log(summary);

if (values.keep) {
  writeFileSync('docs/matrix.md', matrixPage(pages, `Made by \`npm run compare:binding -- --keep\` on ${day}.`));
  const path = 'docs/document.md';
  const [start, end] = ['<!-- comparison: made by compare.ts -->', '<!-- end of comparison -->'];
  const text = readFileSync(path, 'utf8');
  const [before, rest] = text.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} has no place for the comparison`);
  writeFileSync(path, `${before}${start}\n\n${summary}\n\n${end}${after}`);
}
