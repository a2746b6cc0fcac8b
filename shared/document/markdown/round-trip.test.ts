import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { documentToMarkdown, markdownToUpdate } from '../markdown.ts';
import type { DocumentTree } from '../tree/block.ts';
import { lostIn } from '../tree/lost.ts';
import { readTree } from '../tree/read-tree.ts';
import { arbitraryRichTree } from '../tree/testing/arbitrary-tree.ts';
import { minus } from '../tree/testing/minus.ts';
import { writeTree } from '../tree/write-tree.ts';

function load(update: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc;
}

function thereAndBack(tree: DocumentTree): { markdown: string; back: DocumentTree } {
  const markdown = documentToMarkdown(load(writeTree(tree, 7)));
  return { markdown, back: readTree(load(markdownToUpdate(markdown, { clientId: 8 }).update)) };
}

test('what comes back from Markdown differs in nothing but what is listed as lost', () => {
  fc.assert(
    fc.property(arbitraryRichTree, (tree) => {
      const { markdown, back } = thereAndBack(tree);
      const lost = lostIn(tree, 'markdown');
      expect({ lost, markdown, ...minus(back, lost) }).toEqual({ lost, markdown, ...minus(tree, lost) });
    }),
    { numRuns: 400, seed: 4 },
  );
});
