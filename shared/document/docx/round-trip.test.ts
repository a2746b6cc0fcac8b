import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { intern } from '../attributes.ts';
import { makeProps } from '../props.ts';
import type { Block, DocumentTree } from '../tree/block.ts';
import { shownCells } from '../tree/shown-cells.ts';
import { arbitraryTree } from '../tree/testing/arbitrary-tree.ts';
import type { OfficePackage } from './package.ts';
import { readDocx } from './read-docx.ts';
import { treeToDocx } from './write-docx.ts';

function unpacked(bytes: Uint8Array): OfficePackage {
  const parts = unzipSync(bytes);
  return {
    paths: Object.keys(parts),
    sizeOf: (path) => parts[path]?.length ?? 0,
    open: (path) => {
      const part = parts[path];
      return part === undefined ? null : piecesOf(part);
    },
  };
}
// eslint-disable-next-line @typescript-eslint/require-await
async function* piecesOf(part: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < part.length; at += 1_000) yield part.subarray(at, at + 1_000);
}

async function thereAndBack(tree: DocumentTree) {
  const { bytes } = await treeToDocx(tree, { pictures: new Map(), base: 'https://docs.example' });
  return readDocx(unpacked(bytes), { keepImage: () => Promise.resolve(null) });
}

/** What Word says in another way: a region's cells hold nothing, and one with an empty paragraph alone is empty. */
function asWordHasIt(blocks: readonly Block[]): Block[] {
  const isBlank = (inside: readonly Block[]): boolean =>
    inside.length === 1 && inside[0]?.kind === 'leaf' && inside[0].runs.length === 0 && inside[0].props === intern({});
  if (isBlank(blocks)) return [];
  const inside = asWordHasIt;
  return blocks.map((block): Block => {
    if (block.kind === 'leaf') return block;
    if (block.kind === 'container') return { ...block, children: inside(block.children) };
    const shown = new Map(
      shownCells(block)
        .flat()
        .map((cell) => [`${cell.row}/${cell.column}`, cell.blocks]),
    );
    return {
      ...block,
      rows: block.rows.map((row, r) => ({
        ...row,
        cells: row.cells.map((cell, c) => ({ ...cell, children: inside(shown.get(`${r}/${c}`) ?? []) })),
      })),
    };
  });
}

test('a document comes back from Word as it was', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTree, async (tree) => {
      const { tree: back, lost } = await thereAndBack(tree);
      expect(back).toEqual({ title: tree.title, blocks: asWordHasIt(tree.blocks) });
      expect(lost).toEqual([]);
    }),
    { numRuns: 200, seed: 4 },
  );
});
void makeProps;
