import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { documentToMarkdown, markdownToUpdate } from './markdown.ts';
import * as act from './testing/acts.ts';
import { disagreements } from './testing/checks.ts';
import { OURS } from './testing/ours.ts';
import { Peer } from './testing/peers.ts';

// whole documents and hundreds of runs: a busy machine takes its time
vi.setConfig({ testTimeout: 120_000 });

const open = (markdown: string): Peer =>
  new Peer(OURS, { clientId: 100, document: markdownToUpdate(markdown, { clientId: 7 }).update });

/** Opens a document that came from Markdown: nothing is written, the page is the document, a newcomer sees the same. */
async function openQuietly(markdown: string): Promise<Peer> {
  const peer = open(markdown);
  const before = Y.encodeStateAsUpdate(peer.doc);
  await peer.edit(() => {});
  expect(peer.takeSent()).toEqual([]);
  expect(Y.encodeStateAsUpdate(peer.doc)).toEqual(before);
  expect(disagreements([peer])).toEqual([]);
  return peer;
}

const SAMPLES: Record<string, string> = {
  'an empty document': '',
  'a divider alone': '---\n',
  'dividers at both ends and beside each other': '---\n\ntext\n\n---\n\n---\n',
  'a list that skips levels': '- - - deep\n  - middle\n- top\n',
  'lists of several types in each other': '- a\n  1. b\n  2. c\n     - [x] d\n     - [ ] e\n- f\n\n3. g\n4. h\n',
  'nested check lists': '- [x] a\n  - [ ] b\n    - [x] c\n- [ ] d\n',
  'neighbouring lists of one type, parted': '- a\n\ntext\n\n- b\n',
  'items without text': '-\n- a\n-\n',
  'a code fence with empty lines, tabs and a fence in it': '````js\n\nconst a = `\n\t```\n`;\n\n````\n',
  'an empty code fence at the end': 'text\n\n```\n```\n',
  'links with titles, next to each other, with formats in them':
    '[one](https://a.example/ "A title")[two](https://b.example/ "B") [**bold** _it_ `code`](https://c.example/)\n',
  'hard breaks, in formats and in links': 'one\\\ntwo **three\\\nfour** [five\\\nsix](https://a.example/)\n',
  'quotes, headings and what stands between them': '# One\n\n> quote **bold**\n>\n> again\n\n###### Six\n\n> last\n',
};

describe('a document that came from Markdown', () => {
  test.each(Object.entries(SAMPLES))('opens as it is and goes out as it came: %s', async (_, markdown) => {
    const peer = await openQuietly(markdown);
    const exported = documentToMarkdown(peer.doc);
    expect(documentToMarkdown((await openQuietly(exported)).doc)).toBe(exported);
    for (const word of markdown.match(/[a-z]+/giu) ?? []) expect(exported).toContain(word);
  });

  test.each(Object.entries(SAMPLES))('changes where it is edited and nowhere else: %s', async (_, markdown) => {
    const peer = await openQuietly(markdown);
    const before = documentToMarkdown(peer.doc);
    const page = peer.page();
    const count = page.filter(({ type }) => type !== 'hr').length;
    for (let at = 0; at < count; at += 1) {
      await peer.edit(() => {
        const block = act.$textBlocks()[at];
        if (block !== undefined) act.$type(act.$endOf(block), 'ж');
      });
      expect(disagreements([peer])).toEqual([]);
      expect(peer.page().filter(({ text }, index) => text !== page[index]?.text)).toHaveLength(1);
      await peer.undo();
      expect(peer.page()).toEqual(page);
      expect(documentToMarkdown(peer.doc)).toBe(before);
    }
  });

  test('opens as it is, whatever it is made of', async () => {
    const word = fc.constantFrom(
      'a',
      'b_c',
      '**d**',
      '_e_',
      '~~f~~',
      '`g`',
      '[h](https://h.example "t")',
      '\\\n',
      '<i>',
    );
    const line = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));
    const prefix = fc.constantFrom(
      '',
      '# ',
      '> ',
      '- ',
      '1. ',
      '- [x] ',
      '  - ',
      '    1. ',
      '- - ',
      '    ',
      '---\n\n',
      '```\n',
    );
    const block = fc.tuple(prefix, line).map(([start, text]) => start + text);
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 8 }), fc.constantFrom('\n', '\n\n'), async (blocks, between) => {
        await openQuietly(blocks.join(between));
      }),
      { numRuns: 300, seed: 4 },
    );
  });

  test.each(['yjs', 'lib0'])('opens as it is: the README of %s', async (name) => {
    await openQuietly(readFileSync(new URL(`../../node_modules/${name}/README.md`, import.meta.url), 'utf8'));
  });
});
