import fc from 'fast-check';
import { expect, test } from 'vitest';
import { intern, NONE } from '../attributes.ts';
import { internLink } from '../formats.ts';
import { makeProps } from '../props.ts';
import type { Run } from '../runs.ts';
import { leaf } from '../tree/block.ts';
import type { Block } from '../tree/block.ts';
import { lostIn } from '../tree/lost.ts';
import { arbitraryTree } from '../tree/testing/arbitrary-tree.ts';
import { parseHtml } from './parse-html.ts';
import { readHtml } from './read-html.ts';
import { treeToHtml } from './to-html.ts';

const runs = (text: string, marks: Record<string, unknown> = {}): Run[] => [
  { kind: 'text', text, attributes: intern(marks) },
];
const main = (...blocks: Block[]): string =>
  /<main dir="auto" data-mh-document="1">(.*)<\/main>/su.exec(treeToHtml({ title: '', blocks }))?.[1] ?? '';

test('lists nest, with their boxes and numbers', () => {
  const item = (type: 'bullet' | 'number' | 'check', level: number, text: string, more = {}): Block =>
    leaf(makeProps(type, { level, ...more }), runs(text));
  expect(
    main(item('bullet', 0, 'a'), item('number', 1, 'b', { start: 3 }), item('check', 0, 'c', { checked: true })),
  ).toBe(
    '<ul><li>a<ol start="3"><li>b</li></ol></li></ul><ul class="checks"><li><input type="checkbox" disabled checked>c</li></ul>',
  );
});

test('formats, links and line breaks', () => {
  const link = internLink({ url: 'https://e.example/', title: 'T' });
  expect(main(leaf(NONE, runs('a\nb', { bold: true, italic: true, link })))).toBe(
    '<p><a href="https://e.example/" rel="noopener noreferrer" title="T"><strong><em>a<br>b</em></strong></a></p>',
  );
});

test.each(['javascript:x()', ' java\nscript:x()', 'data:text/html,x'])('%j is no link, and is not written', (url) => {
  expect(main(leaf(NONE, runs('words', { link: internLink({ url }) })))).toBe('<p>words</p>');
  expect(main(leaf(intern({ t: 'image', src: url }), runs('caption')))).toBe(
    '<figure data-mh-props="{&#x22;t&#x22;:&#x22;image&#x22;}"><figcaption>caption</figcaption></figure>',
  );
});

test('an address that is relative to something is no link, but comes back', () => {
  const words = leaf(NONE, runs('words', { link: internLink({ url: '/relative' }) }));
  expect(main(words)).not.toContain('href');
  expect(readHtml(parseHtml(treeToHtml({ title: '', blocks: [words] })), '').blocks).toEqual([words]);
});

test('a table of contents leads to the headings', () => {
  const heading = leaf(intern({ t: 'h2' }), runs('One & all'));
  expect(main(leaf(intern({ t: 'toc' }), []), heading)).toBe(
    '<nav class="contents" data-mh-props="{&#x22;t&#x22;:&#x22;toc&#x22;}"><ul><li style="margin-inline-start:1em">' +
      '<a href="#heading-1">One &#x26; all</a></li></ul></nav><h2 id="heading-1">One &#x26; all</h2>',
  );
});

test('merged cells are one, with the text of all', () => {
  const p = (text: string): Block => leaf(NONE, runs(text));
  const row = (head: boolean, ...cells: object[]): object => ({
    props: head ? { t: 'row', head } : { t: 'row' },
    cells,
  });
  const table = {
    kind: 'table',
    props: { t: 'table' },
    columns: [{ props: { width: 90 } }, { props: {} }],
    rows: [
      row(true, { children: [p('a')], columnSpan: 2 }, { children: [p('b')] }),
      row(false, { children: [], background: 'red' }, { children: [p('d')] }),
    ],
  } as Block;
  expect(main(table)).toBe(
    '<table><colgroup><col style="width:90px" data-mh-props="{&#x22;width&#x22;:90}"><col></colgroup><tbody>' +
      '<tr data-mh-props="{&#x22;head&#x22;:true}"><th scope="col" colspan="2"><p>a</p><div data-mh-cell="0,1"><p>b</p></div></th></tr>' +
      '<tr><td style="--cell:var(--mark-red,transparent)"></td><td>d</td></tr></tbody></table>',
  );
  expect(lostIn({ title: '', blocks: [table] }, 'markdown')).toEqual(['merged-cells', 'cell-looks']);
  expect(lostIn({ title: '', blocks: [table] }, 'json')).toEqual([]);
});

test('whatever is written is text and never markup', () => {
  fc.assert(
    fc.property(arbitraryTree, (tree) => {
      const html = treeToHtml(tree);
      // of the words in these trees, the only ones that would be a tag or an end of one
      expect(html).not.toContain('<b>');
      expect(html).not.toMatch(/&amp(?!;)|&(?!(?:#x?[\da-f]+|\w+);)/iu);
    }),
    { numRuns: 200, seed: 4 },
  );
});
