import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { fromJson } from '../json/from-json.ts';
import { toJson } from '../json/to-json.ts';
import { BODY_ROOT } from '../layout.ts';
import { readableText } from '../runs.ts';
import type { Block, DocumentTree } from './block.ts';
import { MAX_DEPTH } from '../limits.ts';
import { walk } from './block.ts';
import { readTree } from './read-tree.ts';
import { shownCells } from './shown-cells.ts';
import { arbitraryRichTree } from './testing/arbitrary-tree.ts';
import { writeTree } from './write-tree.ts';

function written(tree: DocumentTree): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, writeTree(tree, 7));
  return doc;
}

test('a tree that was written is read as it was', () => {
  fc.assert(
    fc.property(arbitraryRichTree, (tree) => {
      expect(readTree(written(tree))).toEqual(tree);
    }),
    { numRuns: 300, seed: 4 },
  );
});

test('JSON brings a tree back as it was', () => {
  fc.assert(
    fc.property(arbitraryRichTree, (tree) => {
      const text = JSON.stringify(toJson(readTree(written(tree))));
      expect(fromJson(text)).toEqual({ kind: 'parsed', tree });
    }),
    { numRuns: 300, seed: 4 },
  );
});

/** Blocks by their text and their markers' keys. */
function body(...blocks: readonly (readonly [string, Record<string, unknown>])[]): Y.Doc {
  const doc = new Y.Doc();
  doc
    .getText(BODY_ROOT)
    .applyDelta(
      blocks.flatMap(([text, keys]) => [
        ...(text === '' ? [] : [{ insert: text }]),
        { insert: new Y.Map(Object.entries(keys)) },
      ]),
    );
  return doc;
}

function outline(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) => {
    if (block.kind === 'leaf') return readableText(block.runs);
    if (block.kind === 'container') return { [String(block.props['t'])]: outline(block.children) };
    return block.rows.map(({ cells }) => cells.map(({ children }) => outline(children)));
  });
}

test('what is in something that is not there, is no container, or is in itself stands for itself', () => {
  const doc = body(
    ['gone', { in: 'nowhere' }],
    ['', { t: 'callout', id: 'a', in: 'b' }],
    ['', { t: 'callout', id: 'b', in: 'a' }],
    ['plain', { id: 'p' }],
    ['in plain', { in: 'p' }],
    ['in a circle', { in: 'a' }],
  );
  const texts = [...walk(readTree(doc).blocks)].flatMap((block) =>
    block.kind === 'leaf' ? readableText(block.runs) : [],
  );
  expect(texts).toEqual(['gone', 'in a circle', 'plain', 'in plain']);
});

test('containers nest up to a bound, and nothing in them is lost', () => {
  const levels = Array.from(
    { length: 500 },
    (_, at) => ['', { t: 'callout', id: `c${at}`, in: `c${at - 1}` }] as const,
  );
  const { blocks } = readTree(body(...levels, ['deep', { in: 'c499' }]));
  const depth = (block: Block): number =>
    block.kind === 'container' ? 1 + Math.max(0, ...block.children.map(depth)) : 1;
  expect(Math.max(...blocks.map(depth))).toBeLessThanOrEqual(MAX_DEPTH + 1);
  expect([...walk(blocks)]).toHaveLength(501);
});

test('cells are found by row and column, wherever their blocks lie', () => {
  const doc = body(
    ['', { t: 'table', id: 't', 'm/r/x': { rows: ['r'], cols: ['x', 'y'] } }],
    ['', { t: 'col', id: 'x', in: 't', width: 90 }],
    ['', { t: 'col', id: 'y', in: 't' }],
    ['', { t: 'row', id: 'r', in: 't', head: true, 'bg/x': 'blue' }],
    ['right', { in: 'r/y' }],
    ['', { t: 'row', id: 's', in: 't' }],
    ['left', { in: 'r/x' }],
    ['below', { in: 's/x' }],
    ['of no column', { in: 's/gone' }],
  );
  const { blocks } = readTree(doc);
  expect(outline(blocks)).toEqual([
    [
      [['left'], ['right']],
      [['below'], []],
    ],
    'of no column',
  ]);
  const [table] = blocks;
  if (table?.kind !== 'table') throw new Error('no table');
  expect(table.rows[0]?.cells[0]).toMatchObject({ background: 'blue', rowSpan: 1, columnSpan: 2 });
  // a merged region shows the text of all of its cells
  const shown = shownCells(table);
  expect(shown.map((row) => row.map(({ blocks: inside }) => outline(inside)))).toEqual([
    [['left', 'right']],
    [['below'], []],
  ]);
});

test.each([
  ['no JSON', '{', 'not JSON'],
  ['another format', '{"format":"x"}', '"format"'],
  ['a version to come', '{"format":"manyhands","version":2}', '"version"'],
  ['a block without a type', '{"format":"manyhands","version":1,"title":"","blocks":[{}]}', 'blocks.0.type'],
  ['10,000 levels', '['.repeat(10_000), 'deep'],
  ['nothing', 'null', '"format"'],
])('JSON is refused for what it is: %s', (_, text, reason) => {
  expect(fromJson(text)).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) as unknown });
});

test('JSON says nothing of where blocks lie', () => {
  const text = JSON.stringify({
    format: 'manyhands',
    version: 1,
    title: 'T',
    blocks: [
      {
        type: 'p',
        props: { in: 'x', id: 'y', d: true, level: 2 },
        content: [{ text: 'a', marks: { bold: 'x', evil: 1 } }],
      },
    ],
  });
  expect(fromJson(text)).toEqual({
    kind: 'parsed',
    tree: {
      title: 'T',
      blocks: [{ kind: 'leaf', props: { level: 2 }, runs: [{ kind: 'text', text: 'a', attributes: { bold: true } }] }],
    },
  });
});
