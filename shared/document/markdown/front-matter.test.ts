import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { fromJson } from '../json/from-json.ts';
import { toJson } from '../json/to-json.ts';
import { documentToMarkdown, markdownToUpdate } from '../markdown.ts';
import { documentToText } from '../text.ts';
import type { DocumentTree } from '../tree/block.ts';
import { lostIn } from '../tree/lost.ts';
import { readTree } from '../tree/read-tree.ts';
import { arbitraryTree } from '../tree/testing/arbitrary-tree.ts';
import { writeTree } from '../tree/write-tree.ts';
import { frontMatterTitle, withTitle } from './front-matter.ts';

function load(update: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc;
}

const open = (markdown: string): Y.Doc => load(markdownToUpdate(markdown, { clientId: 7 }).update);

function entitle(doc: Y.Doc, title: string): string {
  const text = doc.getText('title');
  text.delete(0, text.length);
  text.insert(0, title);
  return documentToMarkdown(doc);
}

const MATTER = `# of our site
title: 'Ana''s plan' # as she said
tags: [a,  b]
seo:
    title:   "another"

date: 2026-11-24`;

test('front matter comes back byte for byte, and is nothing of the text', () => {
  const markdown = `---\n${MATTER}\n---\n\nHello\n`;
  const doc = open(markdown);
  expect(doc.getText('title').toJSON()).toBe("Ana's plan");
  expect(documentToText(doc)).toBe("Ana's plan\nHello\n");
  expect(documentToMarkdown(doc)).toBe(markdown);
});

test('the title in it follows the document’s, all else stays', () => {
  const doc = open(`---\n${MATTER}\n---\n\nHello\n`);
  const changed = entitle(doc, 'A "new" one');
  expect(changed).toBe(
    `---\n${MATTER.replace("title: 'Ana''s plan' # as she said", String.raw`title: "A \"new\" one"`)}\n---\n\nHello\n`,
  );
  expect(open(changed).getText('title').toJSON()).toBe('A "new" one');
  expect(entitle(doc, '')).toBe(`---\n${MATTER.replace(/title: 'Ana.*\n/u, '')}\n---\n\nHello\n`);
  expect(entitle(doc, "Ana's plan")).toBe(`---\n${MATTER}\n---\n\nHello\n`);
});

test('a title is put into front matter that has none when nothing else says it', () => {
  const markdown = '---\ntags: x\n---\n\n# Plan\n';
  const doc = open(markdown);
  expect(documentToMarkdown(doc)).toBe(markdown);
  expect(entitle(doc, 'Other')).toBe('---\ntitle: "Other"\ntags: x\n---\n\n# Plan\n');
});

test('front matter of a title alone is the title', () => {
  expect(documentToMarkdown(open('---\ntitle: Plan\n---\n\n# Plan\n'))).toBe('# Plan\n');
  expect(documentToMarkdown(open('---\n---\n\ntext\n'))).toBe('text\n');
});

test.each([
  ['title: plain: text', 'plain: text'],
  ['title: C# and # a comment', 'C# and'],
  ['title: "a \\"b\\" \\u00e9"', 'a "b" é'],
  ["title: 'it''s'", "it's"],
  ['title: >-\n  two\n\n  lines\nx: 1', 'two lines'],
  ['title:\n  below', 'below'],
  ['title: over\n  two lines', 'over two lines'],
  ['title: a\r\nx: 1\r', 'a'],
  ['title:', null],
  ['titles: a\nx:\n  title: b', null],
])('%j says the title %j, and another when it is changed', (yaml, title) => {
  expect(frontMatterTitle(yaml)).toBe(title);
  expect(withTitle(yaml, title)).toBe(yaml);
  const changed = withTitle(yaml, 'Other');
  expect(frontMatterTitle(changed)).toBe('Other');
  expect(frontMatterTitle(withTitle(changed, null))).toBeNull();
});

const yamlLine = fc.oneof(
  fc.constantFrom(
    '',
    'tags: [a, b]',
    '  - "x"',
    '# --- #',
    'key: |',
    '    --- indented',
    'title: "T"',
    'title: old',
    '\ta\r',
  ),
  fc.string({ unit: 'grapheme', maxLength: 10 }).map((text) => `k: ${text.replaceAll(/[\r\n]/gu, ' ')}`),
);
const withMatter = fc
  .tuple(arbitraryTree, fc.array(yamlLine, { maxLength: 5 }))
  .map(([tree, lines]): DocumentTree => ({ ...tree, frontMatter: ['a: 1', ...lines, 'z: 1'].join('\n') }));

test('whatever it holds, only the title in it is written anew, and JSON keeps it as it is', () => {
  fc.assert(
    fc.property(withMatter, (tree) => {
      const markdown = documentToMarkdown(load(writeTree(tree, 7)));
      const back = readTree(open(markdown));
      expect(back.title).toBe(tree.title);
      const said = frontMatterTitle(back.frontMatter ?? '');
      expect([null, tree.title]).toContain(said);
      expect(back.frontMatter).toBe(withTitle(tree.frontMatter ?? '', said));
      expect(documentToMarkdown(load(writeTree(back, 8)))).toBe(markdown);
      expect(fromJson(JSON.stringify(toJson(tree)))).toEqual({ kind: 'parsed', tree });
      expect(readTree(load(writeTree(tree, 7)))).toEqual(tree);
    }),
    { numRuns: 100, seed: 5 },
  );
});

test('formats without front matter say that they leave it out', () => {
  const tree: DocumentTree = { title: '', frontMatter: 'a: 1', blocks: [] };
  const leavingOut = (['markdown', 'json', 'html', 'text', 'docx', 'odt', 'pdf'] as const).filter((format) =>
    lostIn(tree, format).includes('front-matter'),
  );
  expect(leavingOut).toEqual(['html', 'text', 'docx', 'odt', 'pdf']);
});

test('what would end it is no front matter', () => {
  const json = (frontMatter: string): string => JSON.stringify(toJson({ title: 'T', frontMatter, blocks: [] }));
  expect(fromJson(json('a: 1\n--- \nb: 2'))).toMatchObject({ kind: 'refused' });
  const doc = load(writeTree({ title: 'T', frontMatter: 'a: 1\n---\n# b', blocks: [] }, 7));
  expect(documentToMarkdown(doc)).toBe('---\ntitle: "T"\n---\n');
});
