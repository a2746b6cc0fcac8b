/**
 * What a view of a large document's history takes, headless: `node bench/binding/history-view.ts [paragraphs]`. Each row is a document of
 * so many paragraphs of 60 words and a log of as many edits as a tenth of that, all of which the view shows.
 */
import * as Y from 'yjs';
import { Authorship } from '#shared/document/history-view/authorship.ts';
import { changesOf } from '#shared/document/history-view/changes.ts';
import type { LogRow } from '#shared/document/history-view/log-row.ts';
import { documentOf } from '#shared/document/history-view/page-at.ts';
import { compareDocuments } from '#shared/document/history-view/view.ts';
import { BODY_ROOT } from '#shared/document/layout.ts';
import { leaf } from '#shared/document/tree/block.ts';
import { writeTree } from '#shared/document/tree/write-tree.ts';
import { seededRandom } from '#shared/testing/seeded-random.ts';

const WORDS = 60;
const RUNS = 3;
const AUTHORS = 5;

function logOf(paragraphs: number): LogRow[] {
  const text = 'hands '.repeat(WORDS);
  const blocks = Array.from({ length: paragraphs }, () => leaf({}, [{ kind: 'text', text, attributes: {} }]));
  const rows: LogRow[] = [{ seq: 1, update: writeTree({ title: 'A book', blocks }, 1), by: null, at: null }];
  const doc = new Y.Doc();
  Y.applyUpdate(doc, rows[0]?.update ?? new Uint8Array());
  const random = seededRandom(1);
  const body = doc.getText(BODY_ROOT);
  let seq = 1;
  let by = 0;
  doc.on('update', (update: Uint8Array) => {
    seq += 1;
    rows.push({ seq, update, by: { id: `${by}`, name: `${by}`, color: 1 }, at: seq * 1000 });
  });
  for (let edit = 0; edit < paragraphs / 10; edit += 1) {
    by = edit % AUTHORS;
    const at = Math.floor(random() * body.length);
    if (edit % 3 === 0) body.delete(at, 5);
    else if (edit % 3 === 1) body.insert(at, 'light');
    else body.format(at, 5, { bold: true });
  }
  return rows;
}

function timed<T>(run: () => T): { ms: number; value: T } {
  const from = performance.now();
  const value = run();
  return { ms: performance.now() - from, value };
}

const least = (times: readonly number[]): string => `${Math.min(...times).toFixed(0)} ms`;

process.stdout.write(
  '| paragraphs | log rows | both states from the log | view | change list |\n| --- | --- | --- | --- | --- |\n',
);
const sizes = process.argv[2] === undefined ? [1000, 5000, 20_000] : [Number(process.argv[2])];
for (const paragraphs of sizes) {
  const rows = logOf(paragraphs);
  const [loads, views, lists]: [number[], number[], number[]] = [[], [], []];
  for (let run = 0; run < RUNS; run += 1) {
    const load = timed(() => [documentOf(rows.slice(0, 1)), documentOf(rows)] as const);
    const view = timed(() => compareDocuments(...load.value, new Authorship(rows.slice(1))));
    loads.push(load.ms);
    views.push(view.ms);
    lists.push(timed(() => changesOf(view.value)).ms);
  }
  process.stdout.write(`| ${paragraphs} | ${rows.length} | ${least(loads)} | ${least(views)} | ${least(lists)} |\n`);
}
