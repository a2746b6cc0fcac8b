import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import sax from 'sax';
import { expect, test } from 'vitest';
import { intern, NONE } from '../attributes.ts';
import type { Picture } from '../docx/office-file.ts';
import { makeProps } from '../props.ts';
import { readableText } from '../runs.ts';
import type { Block } from '../tree/block.ts';
import { leaf, walk } from '../tree/block.ts';
import { arbitraryRichTree } from '../tree/testing/arbitrary-tree.ts';
import { treeToOdt } from './write-odt.ts';

const BASE = 'https://docs.example';
const src = `/files/d/${'1b'.repeat(32)}/a.png`;
const picture: Picture = { type: 'png', width: 400, height: 300, bytes: new Uint8Array([0x89, 0x50]) };
const needs = { pictures: new Map([[src, picture]]), base: BASE };

/** Reads a part as strictly as XML is; gives its text, and how often each element is there. */
function parsed(xml: string): { text: string; counts: Map<string, number>; styles: Set<string>; used: Set<string> } {
  const parser = sax.parser(true, { xmlns: true });
  const counts = new Map<string, number>();
  const [styles, used] = [new Set<string>(), new Set<string>()];
  let text = '';
  parser.onerror = (error) => {
    throw error;
  };
  parser.onopentag = ({ name, attributes }) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (name === 'text:tab') text += '\t';
    if (name === 'text:line-break') text += '\n';
    for (const [key, value] of Object.entries(attributes)) {
      const words = typeof value === 'string' ? value : value.value;
      if (key === 'text:c') text += ' '.repeat(Number(words));
      if (key === 'style:name') styles.add(words);
      if (/^(?:text|table):style-name$/u.test(key) || key === 'style:parent-style-name') used.add(words);
    }
  };
  // not what stands before the root
  parser.ontext = (part) => (text += counts.size > 0 ? part : '');
  parser.write(xml).close();
  return { text, counts, styles, used };
}

function partsOf(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(Object.entries(unzipSync(bytes)).map(([path, part]) => [path, strFromU8(part)]));
}

test('the archive says first and unpacked what it is, and lists what is in it', () => {
  const image = leaf(makeProps('image', { src, alt: 'A' }), []);
  const { bytes } = treeToOdt({ title: 'T', blocks: [image, image] }, needs);
  // a local header of 30 bytes, the name, the type as it is
  const start = strFromU8(bytes.subarray(0, 100), true);
  expect(start.slice(0, 2)).toBe('PK');
  expect(bytes[8]).toBe(0);
  expect(start.slice(30)).toMatch(/^mimetypeapplication\/vnd\.oasis\.opendocument\.text/u);
  const parts = partsOf(bytes);
  expect(Object.keys(parts)).toEqual([
    'mimetype',
    'META-INF/manifest.xml',
    'content.xml',
    'styles.xml',
    'meta.xml',
    'Pictures/1.png',
  ]);
  const listed = [...(parts['META-INF/manifest.xml'] ?? '').matchAll(/full-path="([^"]*)"/gu)].map(([, path]) => path);
  expect(listed).toEqual(['/', 'content.xml', 'styles.xml', 'meta.xml', 'Pictures/1.png']);
  expect(parsed(parts['meta.xml'] ?? '').text).toBe('T');
});

test('every part is XML, every style that is used is there, and no word is lost', () => {
  fc.assert(
    fc.property(arbitraryRichTree, (tree) => {
      const parts = partsOf(treeToOdt(tree, needs).bytes);
      const [content, styles, meta] = ['content.xml', 'styles.xml', 'meta.xml'].map((path) =>
        parsed(parts[path] ?? ''),
      );
      parsed(parts['META-INF/manifest.xml'] ?? '');
      expect(meta?.text).toBe(tree.title);
      const known = new Set([...(styles?.styles ?? []), ...(content?.styles ?? [])]);
      for (const name of content?.used ?? []) expect(known).toContain(name);
      for (const block of walk(tree.blocks)) {
        if (block.kind === 'leaf') expect(content?.text).toContain(readableText(block.runs));
      }
    }),
    { numRuns: 100, seed: 4 },
  );
});

const text = (words: string) => leaf(makeProps('p', {}), [{ kind: 'text', text: words, attributes: NONE }]);

test('a table has its regions, its covered cells and its head', () => {
  const table: Block = {
    kind: 'table',
    props: intern({ t: 'table' }),
    columns: [{ props: intern({ t: 'col' }) }, { props: intern({ t: 'col' }) }],
    rows: [
      {
        props: intern({ t: 'row', head: true }),
        cells: [{ children: [text('a')], columnSpan: 2, rowSpan: 1 }, { children: [] }],
      },
      {
        props: intern({ t: 'row' }),
        cells: [{ children: [text('b')], rowSpan: 2, columnSpan: 1 }, { children: [text('c')] }],
      },
      { props: intern({ t: 'row' }), cells: [{ children: [text('below')] }, { children: [] }] },
    ],
  };
  const content = partsOf(treeToOdt({ title: '', blocks: [table] }, needs).bytes)['content.xml'] ?? '';
  const { counts } = parsed(content);
  expect(counts.get('table:table-column')).toBe(2);
  expect(counts.get('table:table-row')).toBe(3);
  expect(counts.get('table:covered-table-cell')).toBe(2);
  expect(content).toMatch(/<table:table-header-rows><table:table-row>.*number-columns-spanned="2"/u);
  expect(content).toContain('table:number-rows-spanned="2"');
  // what a region's cells hold is shown in its first one
  expect(content.indexOf('below')).toBeLessThan(content.indexOf('>c<'));
});

test('lists nest and begin where they say; links and formats are there; a formula is its source and listed', () => {
  const item = (type: 'number' | 'bullet', words: string, props: Record<string, unknown>) =>
    leaf(makeProps(type, props), [{ kind: 'text', text: words, attributes: NONE }]);
  const link = intern({ bold: true, link: { url: '/d/other' } });
  const { bytes, lost } = treeToOdt(
    {
      title: 'T',
      blocks: [
        item('number', 'three', { start: 3 }),
        item('bullet', 'inside', { level: 1 }),
        leaf(makeProps('p', {}), [{ kind: 'text', text: 'there', attributes: link }]),
        leaf(makeProps('formula', {}), [{ kind: 'text', text: 'x^2', attributes: NONE }]),
      ],
    },
    needs,
  );
  const content = partsOf(bytes)['content.xml'] ?? '';
  expect(content).toMatch(/text:start-value="3".*<text:list text:style-name="Bullets"><text:list-item>/u);
  expect(content).toMatch(/<text:a [^>]*xlink:href="https:\/\/docs\.example\/d\/other"/u);
  expect(content).toContain('fo:font-weight="bold"');
  expect(content).toContain('x^2');
  expect(lost).toEqual(['formulas']);
});
