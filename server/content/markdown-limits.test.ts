import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  MAX_BARS_PER_TABLE,
  MAX_MARKDOWN_BLOCKS,
  MAX_MARKDOWN_LINES,
  MAX_MARKDOWN_NESTING,
  MAX_MARKDOWN_WEIGHT,
  MAX_MARKS_PER_PARAGRAPH,
} from './limits.ts';
import { aboveLimit } from './markdown-limits.ts';

const nested = (depth: number): string => Array.from({ length: depth }, (_, i) => `${'  '.repeat(i)}- a`).join('\n');
const table = (rows: number): string => `|a|b|\n|-|-|\n${'|x|y|\n'.repeat(rows)}`;

test.each<[string, string, number]>([
  ['many plain paragraphs', 'a\n\n'.repeat(300_000), MAX_MARKDOWN_BLOCKS],
  ['many list items', '1. a\n'.repeat(40_000), MAX_MARKDOWN_BLOCKS],
  ['one paragraph of many lines', 'a\n'.repeat(200_000), MAX_MARKDOWN_LINES],
  ['quotes in quotes', '>'.repeat(100_000), MAX_MARKDOWN_NESTING],
  ['quotes in quotes, apart', '> '.repeat(1000), MAX_MARKDOWN_NESTING],
  ['lists in lists', nested(1000), MAX_MARKDOWN_NESTING],
  ['lists in lists in one line', '- '.repeat(1000), MAX_MARKDOWN_NESTING],
  ['unfinished emphasis', '*a_ '.repeat(100_000), MAX_MARKS_PER_PARAGRAPH],
  ['unfinished links', '[a]('.repeat(50_000), MAX_MARKS_PER_PARAGRAPH],
  ['footnotes', '[^1]'.repeat(50_000), MAX_MARKS_PER_PARAGRAPH],
  ['the same over many lines', '*a_\n'.repeat(10_000), MAX_MARKS_PER_PARAGRAPH],
  ['the same behind a block of code', `~~~\ncode\n~~~\n${'*a_ '.repeat(10_000)}`, MAX_MARKS_PER_PARAGRAPH],
  ['the same behind code in a line', `\`\`\`x\`\`\`\n${'*a_ '.repeat(10_000)}`, MAX_MARKS_PER_PARAGRAPH],
  ['code of many lines', `~~~\n${'x\n'.repeat(200_000)}`, MAX_MARKDOWN_LINES],
  ['a table of 20,000 cells', table(10_000), MAX_BARS_PER_TABLE],
  ['many paragraphs that are each below the limit', `${'*a_ '.repeat(2400)}\n\n`.repeat(20), MAX_MARKDOWN_WEIGHT],
  ['many lists in lists', `${nested(99)}\n`.repeat(200), MAX_MARKDOWN_WEIGHT],
])('%s: refused by a limit that is named', (_, markdown, limit) => {
  expect(aboveLimit(markdown)).toContain(String(limit));
});

test.each<[string, string]>([
  ['nothing', ''],
  ['a long text', `${'Many hands make light work. '.repeat(20)}\n\n`.repeat(7_000)],
  [
    'a book with short lines',
    `${'Many hands make light work, and many more make it lighter.\n'.repeat(9)}\n`.repeat(6_500),
  ],
  ['a long list of links', '- [a word](https://example.org/a/b)\n'.repeat(20_000)],
  ['a table of 1,000 rows with links', `|a|b|\n|-|-|\n${'|[x](https://x.example)|**y**|\n'.repeat(1_000)}`],
  ['lists in lists as people write them', nested(20)],
  ['rules and emphasis', '---\n***\n* * *\n\n**bold** and *not*\n'],
  ['a long line of code', `\`\`\`js\n${'a[i]*=b[j];'.repeat(10_000)}\n\`\`\`\n`],
  ['code', `~~~\n${`${' '.repeat(300)}x\n`.repeat(100)}~~~\n`],
])('%s: taken', (_, markdown) => {
  expect(aboveLimit(markdown)).toBeNull();
});

test('a line that looks like the second one of a table costs no more than any other', () => {
  expect(aboveLimit(`a\n|-${'| '.repeat(5_000)}x`)).toBeNull();
});

test('so are the pages of this project', async () => {
  for (const page of ['../../README.md', '../../shared/PROTOCOL.md', '../../docs/self-hosting.md']) {
    expect(aboveLimit(await readFile(new URL(page, import.meta.url), 'utf8'))).toBeNull();
  }
});
