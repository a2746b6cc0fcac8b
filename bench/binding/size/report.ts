import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTESTANTS, PLACES, ROWS, STYLES } from './rows.ts';
import type { ContestantName, Outcome, Place, RowName, Style } from './rows.ts';
import type { SizeResults } from './results.ts';

/** Writes the tables of bench/README.md from a run's JSON. `node bench/binding/size/report.ts` takes the newest in results/binding. */

const README = join(import.meta.dirname, '../../README.md');
const RESULTS = join(import.meta.dirname, '../../results/binding');
const FROM = '<!-- sizes: made by binding/size/report.ts -->';
const TO = '<!-- end of sizes -->';
const TITLES: Record<ContestantName, string> = {
  ours: '**ours**',
  V2: '`@lexical/yjs` V2',
  V1: '`@lexical/yjs` V1',
  lexical: 'not bound',
};
const PLACE_TITLES: Record<Place, string> = { headless: 'Headless', chromium: 'Chromium' };

export function writeSizeReport(results: SizeResults): void {
  const text = readFileSync(README, 'utf8');
  const [from, to] = [text.indexOf(FROM), text.indexOf(TO)];
  if (from === -1 || to === -1) throw new Error('bench/README.md has lost its marks');
  writeFileSync(README, `${text.slice(0, from + FROM.length)}\n\n${tables(results)}\n${text.slice(to)}`);
}

function tables(results: SizeResults): string {
  const { machine, site } = results;
  const loads = results.runs.map(({ load }) => load);
  // the measured process and the one that drives it take two processors themselves
  const busy =
    Math.max(...loads) > machine.cores + 2
      ? ' It did other things besides: a figure may be several times that of an idle machine, and shows no more than how rows stand to each other.'
      : '';
  return [
    `Run of ${results.date.slice(0, 10)}, commit ${machine.commit}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, ` +
      `Linux ${machine.kernel}, Node ${machine.node}${results.quick ? ' (a quick run)' : ''}. The load average was ` +
      `${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}.${busy}`,
    '',
    ...(site === null
      ? []
      : [
          `The whole site, ${site.paragraphs.toLocaleString('en')} plain paragraphs, five others typing (load average ${site.load.toFixed(1)}): ` +
            `on the page ${site.openMs.toFixed(0)} ms after the last of its bytes; a key ${site.keyP50Ms.toFixed(1)} ms at the median, ` +
            `${site.keyP95Ms.toFixed(1)} ms at p95 (${site.keys} keys, ${site.others} of others).`,
          '',
        ]),
    ...PLACES.flatMap((place) => STYLES.flatMap((style) => table(results, place, style))),
  ].join('\n');
}

function table(results: SizeResults, place: Place, style: Style): string[] {
  const runs = results.runs.filter((run) => run.place === place && run.style === style);
  const sizes = [...new Set(runs.map(({ paragraphs }) => paragraphs))];
  const contestants = CONTESTANTS.filter((name) => runs.some(({ contestant }) => contestant === name));
  if (runs.length === 0) return [];
  const outcome = (contestant: ContestantName, paragraphs: number, row: RowName): Outcome | undefined =>
    runs.find((run) => run.contestant === contestant && run.paragraphs === paragraphs)?.outcomes[row];
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = ['', ...contestants.map((name) => TITLES[name])];
  const measured = ROWS.filter((row) => runs.some(({ outcomes }) => outcomes[row] !== undefined));
  const lines = measured.map((row) =>
    line([
      row,
      ...contestants.map((contestant) => {
        const outcomes = sizes.map((size) => outcome(contestant, size, row));
        const cells = outcomes.map((one, at) => cell(row, one, outcome('lexical', sizes[at] ?? 0, row), contestant));
        return `${cells.join(' · ')}${exponent(sizes, outcomes)}`;
      }),
    ]),
  );
  return [
    `#### ${PLACE_TITLES[place]}, ${style}: ${sizes.map((size) => size.toLocaleString('en')).join(' · ')} paragraphs`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...lines,
    '',
  ];
}

/** The whole step, and in brackets what of it is the binding's. */
function cell(
  row: RowName,
  outcome: Outcome | undefined,
  alone: Outcome | undefined,
  contestant: ContestantName,
): string {
  if (outcome === undefined) return '–';
  if ('over' in outcome) return `over ${outcome.over} s`;
  if ('fault' in outcome) return 'exception';
  if (row === 'heap') return `${(outcome.total / 2 ** 20).toFixed(0)} MiB`;
  if (contestant === 'lexical') return ms(outcome.total);
  const rest = alone !== undefined && 'total' in alone ? Math.max(0, outcome.total - alone.total) : null;
  const binding = outcome.binding ?? rest;
  return `${ms(outcome.total)}${binding === null ? '' : ` (${ms(binding)})`}`;
}

const ms = (value: number): string =>
  value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 });

/** By which power of the size the whole step grows: the slope of a line through the logarithms. */
function exponent(sizes: readonly number[], outcomes: readonly (Outcome | undefined)[]): string {
  const points = outcomes.flatMap((one, at) =>
    one !== undefined && 'total' in one && one.total > 0
      ? [[Math.log(sizes[at] ?? 1), Math.log(one.total)] as const]
      : [],
  );
  if (points.length < 3) return '';
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const above = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0);
  const below = points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
  return ` <sup>${(above / below).toFixed(1)}</sup>`;
}

if (import.meta.main) {
  const newest = readdirSync(RESULTS)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .at(-1);
  if (newest === undefined) throw new Error('bench/results/binding holds no run');
  writeSizeReport(JSON.parse(readFileSync(join(RESULTS, newest), 'utf8')) as SizeResults);
}
