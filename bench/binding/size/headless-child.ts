/**
 * A process in which one setting is measured without a page, so that its heap is its own and it can be ended when it takes too long.
 * `node --expose-gc headless-child.ts <setting as JSON> <file of the state> <rows as JSON>`; writes the state first where the file is not
 * there. Tells its parent of each outcome.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as Y from 'yjs';
import { createDocumentEditor } from '#shared/document/headless.ts';
import { BenchRun } from './bench-run.ts';
import { writeParagraphs } from './content.ts';
import { openWith } from './contestants.ts';
import type { RowName, Setting } from './rows.ts';

const [setting, file, rows] = [
  JSON.parse(process.argv[2] ?? '') as Setting,
  process.argv[3] ?? '',
  JSON.parse(process.argv[4] ?? '') as RowName[],
];

/** The document as the contestant writes it. */
function makeState(): Uint8Array | null {
  const { contestant, paragraphs, style } = setting;
  if (contestant === 'lexical') return null;
  if (!existsSync(file)) {
    const editor = createDocumentEditor();
    const doc = new Y.Doc();
    openWith(contestant, editor, doc, null);
    writeParagraphs(editor, paragraphs, style);
    writeFileSync(file, Y.encodeStateAsUpdate(doc));
  }
  return readFileSync(file);
}

const run = new BenchRun(
  setting,
  {
    newEditor: () => createDocumentEditor(),
    newHiddenEditor: () => createDocumentEditor(),
    settle: () => {},
    heap() {
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    },
  },
  makeState(),
);
process.send?.({ ready: true });
for (const row of rows) process.send?.({ row, outcome: await run.measure(row) });
process.disconnect();
