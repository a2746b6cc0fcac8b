import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unreachable } from '#shared/assert.ts';
import { NONE } from '../attributes.ts';
import { readableText } from '../runs.ts';
import { leaf } from '../tree/block.ts';
import type { Block, DocumentTree } from '../tree/block.ts';
import { kindOf, textProp } from '../tree/kinds.ts';
import { lostIn } from '../tree/lost.ts';
import { shownCells } from '../tree/shown-cells.ts';
import { arbitraryRichTree, arbitraryTree } from '../tree/testing/arbitrary-tree.ts';
import { textToTree } from './from-text.ts';
import { treeToText } from './to-text.ts';

const LIMITS = { title: 500, paragraphs: 100 };

function read(text: string): DocumentTree {
  const made = textToTree(text, LIMITS);
  if (made.kind === 'refused') throw new Error(made.reason);
  return made.tree;
}

const line = (t: string, text: string, more: Record<string, unknown> = {}): Block =>
  leaf({ ...(t === 'p' ? {} : { t }), ...more }, text === '' ? [] : [{ kind: 'text', text, attributes: NONE }]);

describe('what a document is as plain text', () => {
  const written = (...blocks: Block[]): string => treeToText({ title: '', blocks });

  test('lists have their signs, and what is in an item stands below its words', () => {
    expect(
      written(
        line('bullet', 'one\nfurther'),
        line('number', 'first', { level: 1, start: 9 }),
        line('number', 'second', { level: 1 }),
        line('check', 'open', { level: 2 }),
        line('check', 'done', { level: 2, checked: true }),
        line('bullet', ''),
        line('bullet', 'two'),
      ),
    ).toBe('- one\n  further\n  9. first\n  10. second\n      [ ] open\n      [x] done\n-\n- two\n');
  });

  test('a table is rows of cells parted by tabs; what is merged stands in the first cell', () => {
    const cell = (...children: Block[]) => ({ children });
    const table: Block = {
      kind: 'table',
      props: { t: 'table' },
      columns: [{ props: { t: 'col' } }, { props: { t: 'col' } }],
      rows: [
        { props: { t: 'row' }, cells: [cell(line('p', 'a\tb'), line('bullet', 'c\nd')), cell(line('p', 'e'))] },
        { props: { t: 'row' }, cells: [{ ...cell(line('p', 'f')), columnSpan: 2, rowSpan: 1 }, cell(line('p', 'g'))] },
        { props: { t: 'row' }, cells: [cell(), cell(line('p', 'h'))] },
      ],
    };
    expect(written(table)).toBe('a b c d\te\nf g\t\n\th\n');
    expect(lostIn({ title: '', blocks: [table] }, 'text')).toEqual(['merged-cells', 'cell-blocks']);
  });

  test('boxes, columns, quotes, sources, pictures, files and dividers are lines in their order', () => {
    expect(
      written(
        line('h1', 'Head'),
        {
          kind: 'container',
          props: { t: 'fold' },
          runs: [{ kind: 'text', text: 'Fold', attributes: NONE }],
          children: [],
        },
        { kind: 'container', props: { t: 'callout' }, runs: [], children: [line('p', 'in it'), line('p', '')] },
        line('quote', 'said\nso'),
        line('code', 'let a;\n\nlet b;'),
        line('formula', 'a^2'),
        line('hr', ''),
        line('image', 'The caption', { src: 'https://a.example/b.png', alt: 'a view' }),
        line('embed', '', { url: 'https://a.example/' }),
        line('file', '', { src: 'https://a.example/b.zip', name: 'b.zip' }),
        leaf(NONE, [
          { kind: 'embed', embed: { t: 'person', id: 'ana', name: 'Ana' }, attributes: NONE },
          { kind: 'text', text: ' knows ', attributes: NONE },
          { kind: 'embed', embed: { t: 'formula', tex: 'x_1' }, attributes: NONE },
        ]),
      ),
    ).toBe(
      'Head\nFold\nin it\n> said\n> so\nlet a;\n\nlet b;\na^2\n---\n[a view]\nThe caption\nhttps://a.example/\nb.zip\n@Ana knows $x_1$\n',
    );
  });

  test('the title comes first, unless the first line says it, and none where there is none', () => {
    const blocks = [line('h1', 'The plan'), line('p', 'x')];
    expect(treeToText({ title: 'My plan', blocks })).toBe('My plan\nThe plan\nx\n');
    expect(treeToText({ title: ' The  plan', blocks })).toBe('The plan\nx\n');
    expect(treeToText({ title: 'Untitled', blocks })).toBe('The plan\nx\n');
    expect(treeToText({ title: '', blocks: [] })).toBe('');
  });

  test('empty lines in the midst of a paragraph are read in bounded time', () => {
    const text = `a${'\n'.repeat(400_000)}b`;
    expect(written(line('p', text))).toBe(`${text}\n`);
  });

  test('what is left out is named, what is said by signs is not', () => {
    const blocks = [
      line('h2', 'a'),
      line('check', 'b', { checked: true }),
      line('code', 'c'),
      line('image', 'd', { src: 'https://a.example/b.png' }),
      line('break', ''),
      line('p', 'e', { align: 'center' }),
    ];
    expect(lostIn({ title: '', blocks }, 'text')).toEqual([
      'alignment',
      'headings',
      'code-blocks',
      'images',
      'page-breaks',
    ]);
  });
});

/** What each block says, in the order of the page. */
function said(block: Block): string[] {
  switch (block.kind) {
    case 'leaf': {
      const keys: Readonly<Record<string, string>> = { image: 'alt', embed: 'url', file: 'name' };
      const key = keys[kindOf(block.props)];
      return [...(key === undefined ? [] : [textProp(block.props, key) ?? '']), readableText(block.runs)];
    }
    case 'container':
      return [readableText(block.runs), ...block.children.flatMap(said)];
    case 'table':
      return shownCells(block).flatMap((cells) => cells.flatMap(({ blocks }) => blocks.flatMap(said)));
    default:
      return unreachable(block);
  }
}

const words = (text: string): string[] => text.match(/[\p{L}\p{M}]+|👋/gu) ?? [];

test('every word of a document is in its text once, in the order of the page', () => {
  fc.assert(
    fc.property(fc.oneof(arbitraryTree, arbitraryRichTree), ({ blocks }) => {
      const text = treeToText({ title: '', blocks });
      // the sign of an item that is done is a letter, and no word
      expect(words(text.replaceAll('[x]', ''))).toEqual(words(blocks.flatMap(said).join('\n')));
    }),
    { numRuns: 400, seed: 11 },
  );
});

describe('what plain text is as a document', () => {
  test('a paragraph a line; empty lines part them, and space in front of a line is kept', () => {
    const { title, blocks } = read('The plan\r\n\r\n\r\n\tby hand  \n* no *list* \n\f\u2028last\n');
    expect(title).toBe('The plan');
    expect(blocks).toEqual(['The plan', '\tby hand', '* no *list*', 'last'].map((text) => line('p', text)));
  });

  test('nothing that controls a terminal comes along', () => {
    expect(read('\uFEFFa\u0000b\u001B[31m').blocks).toEqual([line('p', 'ab[31m')]);
  });

  test('a first line that is too long for a title is none', () => {
    expect(textToTree('long enough', { ...LIMITS, title: 5 })).toMatchObject({ tree: { title: 'Untitled' } });
    expect(read('')).toEqual({ title: 'Untitled', blocks: [] });
  });

  test('more lines than are allowed are refused, empty ones do not count', () => {
    expect(textToTree(`${'\n'.repeat(300)}${'a\n'.repeat(100)}`, LIMITS).kind).toBe('read');
    expect(textToTree('a\n'.repeat(101), LIMITS)).toEqual({
      kind: 'refused',
      reason: 'plain text may have 100 lines that are not empty',
    });
  });

  test('it comes back as it was, but for empty lines and space at the ends of lines', () => {
    const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 6 });
    fc.assert(
      fc.property(lines, (given) => {
        const once = treeToText(read(given.join('\n')));
        expect(treeToText(read(once))).toBe(once);
        expect(words(once)).toEqual(words(given.join('\n')));
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
