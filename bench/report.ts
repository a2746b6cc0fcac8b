import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figures, ScenarioName } from './load/scenario.ts';
import { faultsOf, figureOf, median } from './results.ts';
import type { Results } from './results.ts';

/** Writes the tables of README.md, between its two marks, from a run's JSON. `node bench/report.ts` takes the newest in results/. */

const README = join(import.meta.dirname, 'README.md');
const RESULTS = join(import.meta.dirname, 'results');
const FROM = '<!-- table: made by report.ts -->';
const TO = '<!-- end of table -->';
const RIVAL = 'hocuspocus';
const OURS = 'manyhands';

interface Column {
  readonly title: string;
  readonly figure: Exclude<keyof Figures, 'fault'>;
  readonly show: (value: number) => string;
  /** whether the ratio to Hocuspocus is worth a column: smaller is better */
  readonly ratio?: boolean;
}

const fixed = (digits: number, unit: string, divisor = 1) => {
  return (value: number): string =>
    `${(value / divisor).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })}${unit}`;
};

const P50: Column = { title: 'p50', figure: 'p50Ms', show: fixed(1, ' ms') };
const P99: Column = { title: 'p99', figure: 'p99Ms', show: fixed(1, ' ms') };
const MEMORY: Column = { title: 'memory', figure: 'residentBytes', show: fixed(0, ' MiB', 2 ** 20) };
const RATE: Column = { title: 'deliveries a second', figure: 'deliveriesPerSecond', show: fixed(0, '') };
const cpu = (unit: string): Column => ({
  title: `CPU ${unit}`,
  figure: 'cpuMicrosecondsEach',
  show: fixed(1, ' µs'),
  ratio: true,
});

const SECTIONS: readonly { scenario: ScenarioName; title: string; columns: readonly Column[] }[] = [
  {
    scenario: 'fan-out',
    title: 'Fan-out: 1 document, 100 people, 10 typing, 200 updates a second',
    columns: [cpu('a delivery'), P50, P99, MEMORY],
  },
  {
    scenario: 'quiet',
    title: 'Quiet: 1 document, 100 people, one typing, 5 updates a second',
    columns: [cpu('a delivery'), P50, P99],
  },
  {
    scenario: 'flood',
    title: 'Flood: 1 document, 50 people, 10 writing as fast as it goes, 16 edits under way each',
    columns: [cpu('a delivery'), RATE, P50, P99, MEMORY],
  },
  {
    scenario: 'documents',
    title: 'Documents: 300 documents, two people in each, 600 updates a second together',
    columns: [cpu('an update'), P50, P99, MEMORY],
  },
  {
    scenario: 'join',
    title: 'Join: 50 people open a document of 1.9 MB at once',
    columns: [
      { title: 'CPU a person', figure: 'cpuMicrosecondsEach', show: fixed(1, ' ms', 1000), ratio: true },
      { title: 'until the last has it', figure: 'wholeMs', show: fixed(0, ' ms') },
      P50,
      MEMORY,
    ],
  },
  {
    scenario: 'idle',
    title: 'Idle: 1,000 connections in 100 documents',
    columns: [
      { title: 'memory a connection', figure: 'bytesPerConnection', show: fixed(1, ' KiB', 1024), ratio: true },
      MEMORY,
    ],
  },
];

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function section(results: Results, { scenario, title, columns }: (typeof SECTIONS)[number]): string[] {
  const contestants = [
    ...new Set(results.runs.filter((run) => run.scenario === scenario).map((run) => run.contestant)),
  ];
  if (contestants.length === 0) return [];
  const measured = columns.find((column) => column.ratio === true);
  const head = ['', ...columns.map((column) => column.title), ...(measured === undefined ? [] : ['of Hocuspocus'])];
  const lines = contestants.map((contestant) => {
    const cells = columns.map((column) => {
      const value = figureOf(results, scenario, contestant, column.figure);
      return value === null ? '–' : column.show(value);
    });
    if (measured !== undefined) {
      const own = figureOf(results, scenario, contestant, measured.figure);
      const rival = figureOf(results, scenario, RIVAL, measured.figure);
      cells.push(own === null || rival === null || rival === 0 ? '–' : (own / rival).toFixed(2));
    }
    const name = contestant.startsWith(OURS) ? `**${contestant}**` : contestant;
    return row([name, ...cells]);
  });
  return [`### ${title}`, '', row(head), row(head.map(() => '---')), ...lines, ''];
}

/** Whoever stores an edit before it tells of it waits for the disk: what that took, beside the latencies. */
function fsyncs(results: Results): string {
  const times = results.runs.flatMap(({ fsyncMs }) => (fsyncMs === undefined ? [] : [fsyncMs]));
  const middle = median(times);
  if (middle === null) return '';
  const [least, most] = [Math.min(...times), Math.max(...times)].map((ms) => ms.toFixed(1));
  return ` An fsync, measured before each round, took ${middle.toFixed(1)} ms (${least} to ${most}).`;
}

function tables(results: Results): string {
  const { machine } = results;
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const faults = faultsOf(results);
  return [
    `Run of ${results.date.slice(0, 10)}, commit ${machine.commit}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGib} GiB, ` +
      `Linux ${machine.kernel}, Node ${machine.node}; ${versions.join(', ')}. Medians of ${results.rounds} rounds` +
      `${results.quick ? ' (a quick run)' : ''}. ${
        faults.length === 0
          ? 'Every reader of every round had everything, once and in order.'
          : `NOT COMPLETE: ${faults.join('; ')}.`
      }${fsyncs(results)}`,
    '',
    ...SECTIONS.flatMap((entry) => section(results, entry)),
  ].join('\n');
}

export async function writeReport(results: Results): Promise<void> {
  const text = await readFile(README, 'utf8');
  const from = text.indexOf(FROM);
  const to = text.indexOf(TO);
  if (from === -1 || to === -1) throw new Error('bench/README.md has lost its marks');
  await writeFile(README, `${text.slice(0, from + FROM.length)}\n\n${tables(results)}\n${text.slice(to)}`);
}

if (import.meta.main) {
  const newest = (await readdir(RESULTS))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .at(-1);
  if (newest === undefined) throw new Error('bench/results holds no run');
  await writeReport(JSON.parse(await readFile(join(RESULTS, newest), 'utf8')) as Results);
}
