/**
 * What the binding costs in a large document, beside `@lexical/yjs` V2 and V1 and beside an editor that is not bound at all:
 *
 * `npm run bench:binding [-- --quick] [--sizes 1000,5000] [--only ours,lexical] [--places headless] [--styles plain] [--rows open,Enter]
 * [--limit 10] [--minutes 13] [--keep]`
 *
 * `--limit` is how many seconds a row may take, `--minutes` after how many nothing more is begun. `--keep` writes the JSON to bench/results/binding and the tables to bench/README.md.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine } from '../machine.ts';
import { bundlePage, runInChromium } from './size/chromium-run.ts';
import { runHeadless } from './size/headless-run.ts';
import { writeSizeReport } from './size/report.ts';
import type { SizeResults, SizeRun } from './size/results.ts';
import { CONTESTANTS, PLACES, ROWS, STYLES } from './size/rows.ts';
import type { Outcome, Place, RowName, Setting } from './size/rows.ts';
import { measureSite } from './size/site-run.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    only: { type: 'string' },
    places: { type: 'string' },
    styles: { type: 'string' },
    rows: { type: 'string' },
    limit: { type: 'string' },
    minutes: { type: 'string' },
    site: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

const chosen = <T extends string>(all: readonly T[], given: string | undefined): readonly T[] => {
  const names = given?.split(',');
  return all.filter((one) => names?.includes(one) ?? true);
};
const sizes = (values.sizes ?? (values.quick ? '500,1000,2000' : '1000,5000,20000')).split(',').map(Number);
const contestants = chosen(CONTESTANTS, values.only);
const places = chosen(PLACES, values.places);
const styles = chosen(STYLES, values.styles);
const rows: readonly RowName[] = [...new Set<RowName>(['open', ...chosen(ROWS, values.rows)])];
const limit = Number(values.limit ?? (values.quick ? 5 : 10));
/** What is slow at most sizes must not take the time of all others. */
const SETTING_SECONDS = values.quick ? 10 : 30;
const stopsAt = Date.now() + Number(values.minutes ?? 13) * 60_000;
const repeats = values.quick ? 5 : 20;
/** paragraphs of the document of the whole site; 0 leaves it out */
const site = Number(values.site ?? (values.quick ? 0 : 5000));

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const shown = (outcome: Outcome | undefined): string => {
  if (outcome === undefined) return '–';
  if ('over' in outcome) return `over ${outcome.over} s`;
  if ('fault' in outcome) return 'exception';
  return outcome.total > 1e6 ? `${(outcome.total / 2 ** 20).toFixed(1)} MiB` : outcome.total.toFixed(2);
};

/** What matters most comes first: V1 behind the others, and the largest documents, formatted or of V1, at the end. */
function settings(): Array<Setting & { readonly place: Place }> {
  const all = styles.flatMap((style) =>
    sizes.flatMap((paragraphs) =>
      places.flatMap((place) => contestants.map((contestant) => ({ place, contestant, style, paragraphs, repeats }))),
    ),
  );
  const largest = Math.max(...sizes);
  const turnOf = ({ contestant, style, paragraphs }: Setting): number => {
    const isFirst = contestant !== 'V1';
    if (paragraphs === largest) return isFirst ? (style === 'plain' ? 0 : 4) : 5;
    return (style === 'plain' ? 0 : 2) + (isFirst ? 0 : 1);
  };
  return all.sort((a, b) => turnOf(a) - turnOf(b));
}

const folder = mkdtempSync(join(tmpdir(), 'manyhands-sizes-'));
const runs: SizeRun[] = [];
try {
  const script = places.includes('chromium') ? await bundlePage() : '';
  for (const { place, ...setting } of settings()) {
    if (Date.now() > stopsAt) {
      say(`\nno time is left for ${place}, ${setting.paragraphs} ${setting.style}, ${setting.contestant}`);
      continue;
    }
    const { contestant, style, paragraphs } = setting;
    const file = join(folder, `${contestant}-${style}-${paragraphs}`);
    const load = loadavg()[0] ?? 0;
    const began = Date.now();
    const limits = { limitSeconds: limit, endsAt: Math.min(stopsAt, began + SETTING_SECONDS * 1000) };
    // the document is made by a process without a page
    if (place === 'chromium' && !places.includes('headless')) await runHeadless(setting, file, ['open'], limits);
    const outcomes =
      place === 'headless'
        ? await runHeadless(setting, file, rows, limits)
        : await runInChromium(script, setting, file, rows, limits);
    runs.push({ place, ...setting, load, outcomes: Object.fromEntries(outcomes) });
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    say(`\n${place}, ${paragraphs} ${style}, ${contestant} (load ${load.toFixed(1)}, ${seconds} s)`);
    for (const row of rows) {
      const outcome = outcomes.get(row);
      const part = outcome !== undefined && 'binding' in outcome && outcome.binding !== null;
      say(`  ${row.padEnd(32)} ${shown(outcome)}${part ? ` (binding ${outcome.binding.toFixed(2)})` : ''}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true });
}

const results: SizeResults = {
  date: new Date().toISOString(),
  quick: values.quick,
  limitSeconds: limit,
  machine: describeMachine(),
  runs,
  site: site === 0 ? null : await measureSite(site),
};
if (results.site !== null) say(`\nsite: ${JSON.stringify(results.site)}`);
if (values.keep) {
  const kept = join(import.meta.dirname, '../results/binding');
  mkdirSync(kept, { recursive: true });
  writeFileSync(
    join(kept, `${results.date.slice(0, 16).replaceAll(':', '')}.json`),
    `${JSON.stringify(results, null, 1)}\n`,
  );
  writeSizeReport(results);
}
