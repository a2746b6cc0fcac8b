import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { BODY_ROOT, META_ROOT } from './layout.ts';
import { documentToMarkdown, markdownToUpdate } from './markdown.ts';
import { documentToText } from './text.ts';

function load(markdown: string, title?: string): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, markdownToUpdate(markdown, { clientId: 7, ...(title === undefined ? {} : { title }) }).update);
  return doc;
}

const roundTrip = (markdown: string): string => documentToMarkdown(load(markdown));

describe('import', () => {
  test('writes blocks as text and markers, in layout flat/1', () => {
    const doc = load('# Plan\n\nOne **two** [three](https://e.example/)\n\n- [x] done\n  1. first');
    expect(doc.getMap(META_ROOT).toJSON()).toEqual({ layout: 'flat/1' });
    const delta = doc.getText(BODY_ROOT).toDelta() as { insert: unknown; attributes?: unknown }[];
    const readable = delta.map(({ insert, attributes }) => ({
      insert: insert instanceof Y.Map ? insert.toJSON() : insert,
      ...(attributes === undefined ? {} : { attributes }),
    }));
    expect(readable).toEqual([
      { insert: 'Plan' },
      { insert: { t: 'h1' } },
      { insert: 'One ' },
      { insert: 'two', attributes: { bold: true } },
      { insert: ' ' },
      { insert: 'three', attributes: { link: { url: 'https://e.example/' } } },
      { insert: {} },
      { insert: 'done' },
      { insert: { t: 'check', checked: true } },
      { insert: 'first' },
      { insert: { t: 'number', level: 1 } },
    ]);
  });

  test('takes the title asked for, the front matter’s, the heading’s, in this order', () => {
    const title = (markdown: string, asked?: string): string => load(markdown, asked).getText('title').toJSON();
    expect(title('---\ntitle: Matter\n---\n# Heading', 'Asked')).toBe('Asked');
    expect(title('---\ntitle: Matter\n---\n# Heading')).toBe('Matter');
    expect(title('text\n\n# Head*ing*')).toBe('Heading');
    expect(title('text')).toBe('Untitled');
    expect(title('text', ' a\n\u0000 b\t')).toBe('a b');
    const long = markdownToUpdate(`# ${'👋'.repeat(300)}`, { clientId: 7, maxTitleLength: 501 });
    expect(long.title).toBe('👋'.repeat(250));
  });

  test.each([
    ['a table', '| a | b |\n| - | - |\n| one | [two](https://t.example) |', ['a', 'b', 'one', 'two']],
    ['HTML', '<div class="x">\nseen\n</div>\n\nin <b>line</b>', ['<div class="x">', 'seen', '<b>line</b>']],
    ['an image', '![a cat](cat.png)', ['a cat']],
    ['a footnote', 'text[^n]\n\n[^n]: the note', ['text[^n]', '[^n]: the note']],
    ['an item of several blocks', '- one\n\n  two\n\n  ```\n  three\n  ```\n\n  four', ['one', 'two', 'three', 'four']],
    ['a quote in a quote', '> one\n>\n> > two', ['one', 'two']],
  ])('keeps what is visible of %s', (_, markdown, parts) => {
    const text = documentToText(load(markdown));
    for (const part of parts) expect(text).toContain(part);
  });

  test('keeps where an image and a reference lead', () => {
    expect(roundTrip('![a cat](cat.png) and [one][r]\n\n[r]: https://r.example/ "R"')).toBe(
      '[a cat](cat.png) and [one](https://r.example/ "R")\n',
    );
  });
});

test('a document of every block type is exported as it was imported', () => {
  const markdown = `# One

Text **bold _both_** ~~gone~~ \`code\`\\
next line

> quote
>
> second

- a
  - b
    1. c
    2. d
- [x] e
- [ ] f

3. three
4. four

---

\`\`\`js
const a = '\`';
\`\`\`
`;
  expect(roundTrip(markdown)).toBe(markdown);
});

test('whatever is imported is stable from its first export on', { timeout: 60_000 }, () => {
  const word = fc.constantFrom(
    'a',
    'b_c',
    '1.',
    '#',
    '-',
    '*',
    '[x]',
    'é',
    '&amp;',
    '<i>',
    '`',
    '|',
    '\\',
    'https://e.x',
  );
  const marked = fc
    .tuple(fc.array(word, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '**', '*', '~~', '`'))
    .map(([words, mark]) => `${mark}${words.join(' ')}${mark}`);
  const line = fc.array(marked, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
  const block = fc
    .tuple(fc.constantFrom('', '# ', '### ', '> ', '- ', '1. ', '- [ ] ', '  - ', '    '), line)
    .map(([prefix, text]) => prefix + text);
  fc.assert(
    fc.property(fc.array(block, { maxLength: 8 }), fc.constantFrom('\n', '\n\n'), (blocks, between) => {
      const first = load(blocks.join(between));
      const markdown = documentToMarkdown(first);
      expect(documentToMarkdown(load(markdown))).toBe(markdown);
      expect(documentToText(load(markdown))).toBe(documentToText(first));
    }),
    { numRuns: 500, seed: 4 },
  );
});

test.each(['yjs', 'lib0'])('the README of %s comes in whole and goes out stable', (name) => {
  const markdown = readFileSync(new URL(`../../node_modules/${name}/README.md`, import.meta.url), 'utf8');
  expect(markdown.length).toBeGreaterThan(20_000);
  const doc = load(markdown);
  const text = documentToText(doc);
  // Where a link leads, how a character is spelled and a code block's language are not words on the page.
  const seen = markdown
    .replaceAll(/\]\([^)]*\)/g, ' ')
    .replaceAll(/&\w+;/g, ' ')
    .replaceAll(/```\w+/g, ' ');
  const missing = (seen.match(/[A-Za-z0-9]{2,}/g) ?? []).filter((word) => !text.includes(word));
  expect(missing).toEqual([]);
  const once = documentToMarkdown(doc);
  expect(roundTrip(once)).toBe(once);
});

test('chips: a formula in a line comes back as one, people, documents and days are their words; colours are left out', () => {
  const doc = new Y.Doc();
  doc
    .getText(BODY_ROOT)
    .applyDelta([
      { insert: 'with ', attributes: { color: 'red', mark: 'yellow' } },
      { insert: { t: 'person', id: 'ann', name: 'Ann' } },
      { insert: ' on ' },
      { insert: { t: 'date', date: '2026-11-24' } },
      { insert: ', see ' },
      { insert: { t: 'document', id: 'plan', title: 'The plan' } },
      { insert: ' and ' },
      { insert: { t: 'formula', tex: 'a^2 < b' } },
      { insert: new Y.Map() },
    ]);
  const markdown = documentToMarkdown(doc);
  expect(markdown).toContain('with @Ann on 2026-11-24, see The plan and $$a^2 < b$$\n');
  const again = new Y.Doc();
  Y.applyUpdate(again, markdownToUpdate(markdown, { clientId: 1 }).update);
  const delta = again.getText(BODY_ROOT).toDelta() as { insert: unknown }[];
  expect(delta).toContainEqual({ insert: { t: 'formula', tex: 'a^2 < b' } });
  expect(documentToMarkdown(again)).toBe(markdown);
});
