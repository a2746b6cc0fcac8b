import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { readBody } from './markdown/read-document.ts';
import { documentToMarkdown, markdownToUpdate } from './markdown.ts';
import { makeProps, typeOf } from './props.ts';
import { pushText, runsText } from './runs.ts';
import type { Run } from './runs.ts';
import { NONE } from './attributes.ts';
import type { BlockType } from './layout.ts';
import { documentToText } from './text.ts';
import { leaf } from './tree/block.ts';
import type { Block } from './tree/block.ts';
import { writeTree } from './tree/write-tree.ts';

/** Blocks without characters and sources of pictures, in Markdown. */

function load(markdown: string): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, markdownToUpdate(markdown, { clientId: 7, title: 'T' }).update);
  return doc;
}
const blocksOf = (markdown: string): unknown[] =>
  readBody(load(markdown)).map(({ props, runs }) => {
    const text = runsText(runs);
    return [typeOf(props), ...(text === '' ? [] : [text]), ...(props['url'] === undefined ? [] : [props['url']])];
  });

test.each([
  ['$$\nx^2 \\\\ *y*\n\n_z_\n$$', [['formula', 'x^2 \\\\ *y*\n\n_z_']]],
  ['$$e = mc^2$$', [['formula', 'e = mc^2']]],
  ['it costs $5, not $6', [['p', 'it costs $5, not $6']]],
  ['```mermaid\ngraph TD\n  a --> b\n```', [['diagram', 'graph TD\n  a --> b']]],
  ['a\n\n<!-- pagebreak -->\n\nb', [['p', 'a'], ['break'], ['p', 'b']]],
  ['[TOC]\n\n# One', [['toc'], ['h1', 'One']]],
  ['\\[TOC]', [['p', '[TOC]']]],
  ['https://youtu.be/dQw4w9WgXcQ', [['embed', 'https://youtu.be/dQw4w9WgXcQ']]],
  ['<https://youtu.be/dQw4w9WgXcQ>', [['embed', 'https://youtu.be/dQw4w9WgXcQ']]],
  ['see https://youtu.be/dQw4w9WgXcQ', [['p', 'see https://youtu.be/dQw4w9WgXcQ']]],
  ['https://example.org/a', [['p', 'https://example.org/a']]],
  ['[https://example.org/a](https://example.org/a "embed")', [['embed', 'https://example.org/a']]],
  ['[javascript:alert(1)](javascript:alert(1) "embed")', [['p', 'javascript:alert(1)']]],
])('%j comes in as it is meant', (markdown, blocks) => {
  expect(blocksOf(markdown)).toEqual(blocks);
});

test('go out as they came', () => {
  const markdown = `[TOC]

# One

$$
\\int_0^1 x^2 \\, dx
$$

<!-- pagebreak -->

\`\`\`mermaid
graph TD
  a --> b
\`\`\`

<https://youtu.be/dQw4w9WgXcQ>

[https://example.org/a](https://example.org/a "embed")
`;
  const doc = load(markdown);
  expect(documentToMarkdown(doc).replace(/^---[\s\S]*?---\n\n/u, '')).toBe(markdown);
  expect(documentToText(doc)).toContain('https://example.org/a');
});

test('whatever is in them comes back', () => {
  const line = fc.stringMatching(/^[ -~é]{0,12}$/u);
  const source = fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n'));
  const url = fc.constantFrom(
    'https://youtu.be/dQw4w9WgXcQ',
    'https://example.org/a_b*c?d=e&f',
    'http://example.org/(x)',
  );
  const make = (type: BlockType, text: string, props = {}): Block => {
    const runs: Run[] = [];
    pushText(runs, text, NONE);
    return leaf(makeProps(type, props), runs);
  };
  const block = fc.oneof(
    fc.tuple(fc.constantFrom<BlockType>('formula', 'diagram'), source).map(([type, text]) => make(type, text)),
    fc.constantFrom<BlockType>('break', 'toc', 'hr').map((type) => make(type, '')),
    url.map((address) => make('embed', '', { url: address })),
    fc.constantFrom('$$', '$$x$$', '[TOC]', '<!-- pagebreak -->', 'a').map((text) => make('p', text)),
  );
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), (blocks) => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, writeTree({ title: 'T', blocks }, 7));
      const seen = (from: Y.Doc): unknown[] => readBody(from).map(({ props, runs }) => [props, runsText(runs)]);
      expect(seen(load(documentToMarkdown(doc)))).toEqual(seen(doc));
    }),
    { numRuns: 500, seed: 4 },
  );
});
