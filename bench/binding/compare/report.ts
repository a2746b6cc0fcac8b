/** The tables of a comparison, in Markdown. */
import type { BaseName } from '#shared/document/testing/bases.ts';
import { COPIES, CONTRADICTIONS } from '#shared/document/testing/contradictions.ts';
import type { Contradiction } from '#shared/document/testing/contradictions.ts';
import { operationsOn } from './pairs.ts';
import type { Grid, UndoneCount } from './pairs.ts';
import type { RandomRuns } from './random-runs.ts';
import { CLEAN, DAMAGES, has, ONE_WINS } from './verdict.ts';

export interface PageResult {
  readonly base: BaseName;
  readonly grids: readonly Grid[];
  /** of our binding */
  readonly undone: UndoneCount;
}

type Cell = string | number;

function table(titles: readonly Cell[], rows: ReadonlyArray<readonly Cell[]>): string {
  return [titles, titles.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const count = (damaged: Grid['damaged'], kinds: (typeof DAMAGES)[number]['kinds']): number =>
  damaged.filter((damages) => has(damages, kinds)).length;

/** How much of it is damaged, a column a page and binding. */
export function pairTable(pages: readonly PageResult[]): string {
  const columns = pages.flatMap(({ base, grids }) => grids.map((grid) => ({ base, grid })));
  const pairs = (base: BaseName): number => operationsOn(base).length ** 2;
  return table(
    ['', ...columns.map(({ base, grid }) => `${base}: ${grid.kind}`)],
    [
      ['operations, pairs', ...columns.map(({ base }) => `${operationsOn(base).length}, ${pairs(base)}`)],
      ['pairs without damage', ...columns.map(({ base, grid }) => pairs(base) - grid.damaged.length)],
      ...DAMAGES.map(({ title, kinds }) => [title, ...columns.map(({ grid }) => count(grid.damaged, kinds))]),
    ],
  );
}

export function undoneTable(pages: readonly PageResult[]): string {
  return table(
    ['page', 'runs', 'without damage', ...DAMAGES.map(({ title }) => title)],
    pages.map(({ base, undone: { runs, damaged } }) => [
      base,
      runs,
      runs - damaged.length,
      ...DAMAGES.map(({ kinds }) => count(damaged, kinds)),
    ]),
  );
}

export function randomTable(all: ReadonlyArray<readonly [title: string, runs: RandomRuns]>): string {
  const rows: ReadonlyArray<readonly [string, (runs: RandomRuns) => number]> = [
    ['runs without damage', ({ clean }) => clean],
    ['characters typed', ({ typed }) => typed],
    ['lost', ({ lost }) => lost],
    ['doubled', ({ doubled }) => doubled],
    ['runs with own caret astray', ({ astray }) => astray],
    ['runs where replicas or reload differ', ({ unequal }) => unequal],
    ['runs with exceptions', ({ exceptions }) => exceptions],
  ];
  return table(
    ['', ...all.map(([title, { kind }]) => `${title}: ${kind}`)],
    rows.map(([title, of]) => [title, ...all.map(([, runs]) => of(runs))]),
  );
}

function grid({ kind, rows }: Grid): string {
  const numbers = rows.map((_, at) => String(at + 1));
  const tens = numbers.map((number) => (number.length > 1 ? number.slice(0, -1).at(-1) : ' ')).join('');
  const ones = numbers.map((number) => number.at(-1)).join('');
  const lines = rows.map((row, at) => `${numbers[at]?.padStart(3) ?? ''} ${row}`);
  return [`${kind}:`, '', '```', `    ${tens}`, `    ${ones}`, ...lines, '```'].join('\n');
}

const explain = ({ one, other, why }: Contradiction): string =>
  `- ${one.join(', ')} × ${other.length === 0 ? 'anything else' : other.join(', ')}: ${why}.`;

/** Every pair, and why one of two wins where one must. */
export function matrixPage(pages: readonly PageResult[], madeBy: string): string {
  return [
    '# Every two operations at once',
    `${madeBy} A row is the operation of the person with the lower client id, a column that of the other. What the letters mean:`,
    [
      `- \`${CLEAN}\`: both have their way`,
      `- \`${ONE_WINS}\`: nothing is damaged, and one of the two had to win: see [below](#where-one-wins)`,
      ...DAMAGES.map(({ letter, title }) => `- \`${letter}\`: ${title}`),
    ].join('\n'),
    ...pages.flatMap(({ base, grids }) => [
      `## On one page: ${base}`,
      operationsOn(base)
        .map((name, at) => `${at + 1}. ${name}`)
        .join('\n'),
      ...grids.map(grid),
    ]),
    '## Where one wins',
    [...CONTRADICTIONS, COPIES].map(explain).join('\n'),
    '',
  ].join('\n\n');
}
