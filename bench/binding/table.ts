/**
 * What the binding costs in a table of 100 rows and 10 columns with a text in each cell, beside `@lexical/yjs` V2 and V1, without a page:
 *
 * `npm run bench:table [-- --only ours,V2] [--repeats 20] [--keep]`
 *
 * Times are medians; `binding` is the part in the binding's own listener and in what it puts off to the end of the turn. Bytes are those of
 * the update that others get. `--keep` writes the JSON to bench/results/table.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { $isTableNode } from '@lexical/table';
import type { TableNode } from '@lexical/table';
import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import type { LexicalEditor } from 'lexical';
import * as Y from 'yjs';
import { createDocumentEditor } from '#shared/document/headless.ts';
import {
  $createEmptyTable,
  $fillCells,
  $insertColumns,
  $mergeCells,
  $moveRows,
  $splitCells,
} from '#shared/document/table-edits.ts';
import { $gridOf, $rowsOf } from '#shared/document/table-grid.ts';
import { describeMachine } from '../machine.ts';
import { openWith } from './size/contestants.ts';
import type { BindingName, Opened } from './size/contestants.ts';

const TABLE_ROWS = 100;
const TABLE_COLUMNS = 10;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'ours,V2,V1' },
    repeats: { type: 'string', default: '20' },
    keep: { type: 'boolean', default: false },
  },
});
const repeats = Number(values.repeats);
const wanted = values.only.split(',');
const contestants = (['ours', 'V2', 'V1'] as const).filter((name) => wanted.includes(name));

const $table = (): TableNode => {
  const table = $getRoot().getChildren().find($isTableNode);
  if (table === undefined) throw new Error('the table is gone');
  return table;
};

/** What is measured, and what is done before each but the first time so that it can be done again. */
const STEPS: ReadonlyArray<readonly [name: string, $do: (round: number) => void, takesBack: boolean]> = [
  ['insert a column', () => $insertColumns($table(), 5), true],
  ['move a row', (round) => $moveRows($table(), 20 + round, 1, 70), true],
  [
    'key in a cell',
    (round) => {
      const text = $gridOf($table())[50]?.[5]?.cell.getFirstDescendant();
      if (text === null || text === undefined) throw new Error('the cell is empty');
      text.insertAfter($createTextNode(String(round % 10)));
    },
    false,
  ],
  ['merge four cells', (round) => $mergeCells($table(), areaAt(round)), false],
  ['split them', (round) => $splitCells($table(), areaAt(round)), false],
];

const areaAt = (round: number) => ({ top: 2 * round, bottom: 2 * round + 1, left: 3, right: 4 });

interface Figure {
  readonly total: number;
  readonly binding: number;
  readonly bytes: number;
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

class TableRun {
  readonly #editor: LexicalEditor;
  readonly #doc = new Y.Doc();
  readonly #opened: Opened;
  #sent = 0;
  #inListener = 0;

  constructor(name: BindingName, state: Uint8Array | null) {
    this.#editor = createDocumentEditor((error) => {
      throw error;
    });
    const register = this.#editor.registerUpdateListener.bind(this.#editor);
    this.#editor.registerUpdateListener = (listener) =>
      register((payload) => {
        const start = performance.now();
        listener(payload);
        this.#inListener += performance.now() - start;
      });
    this.#opened = openWith(name, this.#editor, this.#doc, state);
    this.#editor.registerUpdateListener = register;
    this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'net') this.#sent += update.length;
    });
  }

  async edit($change: () => void): Promise<Figure> {
    this.#opened.stopCapturing();
    [this.#sent, this.#inListener] = [0, 0];
    const start = performance.now();
    this.#editor.update($change, { discrete: true });
    const [listened, turned] = [this.#inListener, performance.now()];
    await Promise.resolve();
    await Promise.resolve();
    const end = performance.now();
    return { total: end - start, binding: listened + end - turned, bytes: this.#sent };
  }

  async undo(): Promise<void> {
    this.#opened.undo();
    await Promise.resolve();
    await Promise.resolve();
  }

  state(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc);
  }
}

async function makeTable(name: BindingName): Promise<Uint8Array> {
  const run = new TableRun(name, null);
  await run.edit(
    () => void $getRoot().clear().append($createEmptyTable(TABLE_ROWS, TABLE_COLUMNS), $createParagraphNode()),
  );
  await run.edit(() => {
    const cell = (row: number, column: number) => [
      $createParagraphNode().append($createTextNode(`row ${row}, column ${column}`)),
    ];
    const rows = $rowsOf($table()).map((_, row) =>
      Array.from({ length: TABLE_COLUMNS }, (_cell, column) => cell(row, column)),
    );
    $fillCells($table(), 0, 0, rows);
  });
  return run.state();
}

const results: Record<string, Record<string, Figure>> = {};
const load = loadavg()[0] ?? 0;
for (const name of contestants) {
  const state = await makeTable(name);
  const figures: Record<string, Figure> = {};
  for (const [step, $do, takesBack] of STEPS) {
    const run = new TableRun(name, state);
    const found: Figure[] = [];
    // what is split has been merged
    if (step === 'split them')
      for (let at = 0; at < repeats; at += 1) await run.edit(() => $mergeCells($table(), areaAt(at)));
    for (let round = 0; round < repeats; round += 1) {
      found.push(await run.edit(() => $do(round)));
      if (takesBack) await run.undo();
    }
    const of = (key: keyof Figure): number => median(found.map((figure) => figure[key]));
    const figure = { total: of('total'), binding: of('binding'), bytes: of('bytes') };
    figures[step] = figure;
    const line = `${figure.total.toFixed(2)} ms, binding ${figure.binding.toFixed(2)} ms, ${figure.bytes} bytes`;
    process.stdout.write(`${name.padEnd(6)}${step.padEnd(20)}${line}\n`);
  }
  results[name] = figures;
}

if (values.keep) {
  const folder = join(import.meta.dirname, '../results/table');
  const date = new Date().toISOString();
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${date.slice(0, 16).replaceAll(':', '')}.json`),
    `${JSON.stringify({ date, machine: describeMachine(), load, repeats, results }, null, 1)}\n`,
  );
}
