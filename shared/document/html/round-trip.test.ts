import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arbitraryRichTree } from '../tree/testing/arbitrary-tree.ts';
import { parseHtml } from './parse-html.ts';
import { readHtml } from './read-html.ts';
import { treeToHtml } from './to-html.ts';

test('a page that we wrote comes back whole', () => {
  fc.assert(
    fc.property(arbitraryRichTree, (tree) => {
      const { title, blocks } = readHtml(parseHtml(treeToHtml(tree)), '');
      expect({ title, blocks }).toEqual(tree);
    }),
    { numRuns: 500, seed: 4 },
  );
});
