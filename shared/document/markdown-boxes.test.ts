import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { NONE } from './attributes.ts';
import { documentToMarkdown, markdownToUpdate } from './markdown.ts';
import { makeProps } from './props.ts';
import { readableText } from './runs.ts';
import type { Run } from './runs.ts';
import { disagreements } from './testing/checks.ts';
import { OURS } from './testing/ours.ts';
import { Peer } from './testing/peers.ts';
import { documentToText } from './text.ts';
import { leaf, walk } from './tree/block.ts';
import type { Block } from './tree/block.ts';
import { lostIn } from './tree/lost.ts';
import { readTree } from './tree/read-tree.ts';
import { arbitraryTree } from './tree/testing/arbitrary-tree.ts';
import { writeTree } from './tree/write-tree.ts';

/** Callouts, folds, columns and tables in Markdown. */

vi.setConfig({ testTimeout: 120_000 });

const updateOf = (markdown: string): Uint8Array => markdownToUpdate(markdown, { clientId: 7, title: 'T' }).update;

function load(update: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc;
}
const blocksOf = (markdown: string): readonly Block[] => readTree(load(updateOf(markdown))).blocks;
const export_ = (doc: Y.Doc): string => documentToMarkdown(doc).replace(/^---[\s\S]*?---\n\n?/u, '');
const exported = (...blocks: Block[]): string => export_(load(writeTree({ title: 'T', blocks }, 7)));

/** What is in what, with its text. */
function outline(blocks: readonly Block[]): unknown[] {
  return blocks.map((block) => {
    if (block.kind === 'leaf') return [block.props['t'] ?? 'p', readableText(block.runs)];
    if (block.kind === 'table') return block.rows.map(({ cells }) => cells.map(({ children }) => outline(children)));
    return { ...block.props, title: readableText(block.runs), inside: outline(block.children) };
  });
}

const words = (text: string): Run[] => [{ kind: 'text', text, attributes: NONE }];
const p = (text: string): Block => leaf(NONE, words(text));

const SAMPLES: Record<string, string> = {
  'a table': '| a | b \\| c |\n| - | :-: |\n| **one** | [two](https://t.example) |\n| | x<br>y |\n',
  'a table without a header': '| | |\n| - | - |\n| 1 | 2 |\n',
  'a callout with a list': '> [!WARNING]\n> Mind *this*:\n>\n> - one\n>   - two\n>\n> ```js\n> code\n> ```\n',
  'a callout that begins with a list': '> [!TIP]\n>\n> - one\n',
  'an empty callout': '> [!NOTE]\n',
  'callouts beside quotes': '> a\n\n> [!CAUTION]\n> b\n\n> c\n',
  'a fold': '<details>\n<summary>More &amp; <strong>more</strong></summary>\n\ntext\n\n- item\n\n</details>\n',
  'an open fold in a fold':
    '<details open>\n<summary>a</summary>\n\n<details>\n<summary>b</summary>\n\n# c\n\n</details>\n\n</details>\n',
  'all in each other':
    '> [!IMPORTANT]\n> x\n>\n> <details>\n> <summary>t</summary>\n>\n> | a |\n> | - |\n> | b |\n>\n> > [!NOTE]\n> > in\n>\n> </details>\n',
};

test.each(Object.entries(SAMPLES))('%s goes out as it came, and opens as it is', async (_, markdown) => {
  const peer = new Peer(OURS, { clientId: 100, document: updateOf(markdown) });
  await peer.edit(() => {});
  expect(peer.takeSent()).toEqual([]);
  expect(disagreements([peer])).toEqual([]);
  expect(export_(peer.doc)).toBe(markdown);
});

test('tables have a header row where Markdown’s has text, and their columns’ alignment', () => {
  const [table] = blocksOf('| a | b |\n| - | -: |\n| 1 | 2 | 3 |\n| 4 |');
  if (table?.kind !== 'table') throw new Error('no table');
  expect(table.rows.map(({ props }) => props['head'] === true)).toEqual([true, false, false]);
  expect(table.rows[1]?.cells[1]?.children[0]?.props).toEqual({ align: 'right' });
  expect(outline([table])).toEqual([
    [
      [[['p', 'a']], [['p', 'b']]],
      [[['p', '1']], [['p', '2']]],
      [[['p', '4']], []],
    ].map((row) => expect.arrayContaining(row) as unknown),
  ]);
});

test('a table that no editor would open shows its columns as code', () => {
  const markdown = `${'|a'.repeat(61)}|\n${'|-'.repeat(61)}|\n`;
  expect(blocksOf(markdown)).toMatchObject([{ kind: 'leaf', props: { t: 'code' } }]);
});

test('callouts and folds hold what they hold', () => {
  expect(outline(blocksOf('> [!tip]\n> **a**\n>\n> 1. b\n\nc'))).toEqual([
    {
      t: 'callout',
      kind: 'tip',
      title: '',
      inside: [
        ['p', 'a'],
        ['number', 'b'],
      ],
    },
    ['p', 'c'],
  ]);
  expect(outline(blocksOf('<details><summary>a <b>b</b></summary>\n\nc\n\n</details>\n\nd'))).toEqual([
    { t: 'fold', closed: true, title: 'a b', inside: [['p', 'c']] },
    ['p', 'd'],
  ]);
});

test.each([
  ['a sign with a backslash', '> \\[!NOTE]\n> a', [['quote', '[!NOTE] a']]],
  ['a sign that is not alone on its line', '> [!NOTE] a', [['quote', '[!NOTE] a']]],
  ['a kind that is none', '> [!BUG]\n> a', [['quote', '[!BUG] a']]],
  [
    'a fold without its end',
    '<details>\n\na',
    [
      ['code', '<details>'],
      ['p', 'a'],
    ],
  ],
  ['an end without its fold', '</details>', [['code', '</details>']]],
])('%s stays what is written', (_, markdown, blocks) => {
  expect(outline(blocksOf(markdown))).toEqual(blocks);
});

test('what is nested in a cell becomes its lines, columns stand one below the other', () => {
  const item = leaf(makeProps('check', { checked: true }), words('done'));
  const callout: Block = { kind: 'container', props: makeProps('callout', {}), runs: [], children: [p('in'), item] };
  const table: Block = {
    kind: 'table',
    props: { t: 'table' },
    columns: [{ props: {} }],
    rows: [{ props: { t: 'row', head: true }, cells: [{ children: [p('a'), callout, p('b')] }] }],
  };
  expect(exported(table)).toBe('| a<br>in<br>☑ done<br>b |\n| - |\n');
  expect(lostIn({ title: '', blocks: [table] }, 'markdown')).toEqual(['cell-blocks']);
  const column = (text: string): Block => ({
    kind: 'container',
    props: { t: 'column' },
    runs: [],
    children: [p(text)],
  });
  const columns: Block = { kind: 'container', props: { t: 'columns' }, runs: [], children: [column('a'), column('b')] };
  expect(exported(columns, p('c'))).toBe('a\n\nb\n\nc\n');
  expect(lostIn({ title: '', blocks: [columns] }, 'markdown')).toEqual(['columns']);
});

test('nesting without end is bounded, and its text stays', () => {
  const deep = 2_000;
  const fold = '<details>\n<summary>s</summary>\n\n';
  const doc = load(updateOf(`${fold.repeat(deep)}inside\n\n${'</details>\n\n'.repeat(deep)}`));
  expect(documentToText(doc)).toContain('inside');
  expect([...walk(readTree(doc).blocks)].length).toBeGreaterThan(deep);
});

test('whatever is exported is stable from then on, and no word is lost', () => {
  fc.assert(
    fc.property(arbitraryTree, (tree) => {
      const first = load(writeTree(tree, 7));
      const markdown = documentToMarkdown(first);
      const again = load(markdownToUpdate(markdown, { clientId: 8 }).update);
      expect(documentToMarkdown(again)).toBe(markdown);
      const letters = (doc: Y.Doc): string[] => (documentToText(doc).match(/\p{L}/gu) ?? []).sort();
      expect(letters(again)).toEqual(letters(first));
    }),
    { numRuns: 300, seed: 4 },
  );
});
