import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NONE } from '../attributes.ts';
import { makeProps } from '../props.ts';
import type { Block, DocumentTree } from '../tree/block.ts';
import { leaf } from '../tree/block.ts';
import { kindOf } from '../tree/kinds.ts';
import { lostIn } from '../tree/lost.ts';
import { arbitraryRichTree, arbitraryTree } from '../tree/testing/arbitrary-tree.ts';
import type { Picture } from './office-file.ts';
import type { ReadDocx } from './read-docx.ts';
import { readDocx } from './read-docx.ts';
import { asWordHasIt } from './testing/as-word-has-it.ts';
import { unpacked } from './testing/unpacked.ts';
import { treeToDocx } from './write-docx.ts';

const BASE = 'https://docs.example';

async function thereAndBack(tree: DocumentTree, pictures: ReadonlyMap<string, Picture> = new Map()): Promise<ReadDocx> {
  const { bytes } = await treeToDocx(tree, { pictures, base: BASE });
  const sources = [...pictures.entries()];
  return readDocx(unpacked(bytes), {
    keepImage: () => {
      const [first] = sources;
      return Promise.resolve(first === undefined ? null : { src: first[0], size: first[1] });
    },
  });
}

test('a document comes back from Word as it was', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryTree, async (tree) => {
      const { tree: back, lost } = await thereAndBack(tree);
      expect(back).toEqual({ title: tree.title, blocks: asWordHasIt(tree.blocks) });
      expect(lost).toEqual([]);
    }),
    { numRuns: 100, seed: 4 },
  );
});

/** The blocks of a tree, and of all that it holds, without those of some kinds. */
function without(blocks: readonly Block[], kinds: readonly string[]): Block[] {
  return blocks
    .filter(({ props }) => !kinds.includes(kindOf(props)))
    .map((block): Block => {
      if (block.kind === 'leaf')
        return { ...block, runs: block.runs.filter((run) => run.kind === 'text' || !isFormula(run.embed)) };
      if (block.kind === 'container') {
        const runs = block.runs.filter((run) => run.kind === 'text' || !isFormula(run.embed));
        return { ...block, runs, children: without(block.children, kinds) };
      }
      return {
        ...block,
        rows: block.rows.map((row) => ({
          ...row,
          cells: row.cells.map((cell) => ({ ...cell, children: without(cell.children, kinds) })),
        })),
      };
    });
}
const isFormula = (embed: unknown): boolean => (embed as { t?: unknown }).t === 'formula';

test('so does one with everything that a document may hold, but for what is listed', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRichTree, async (rich) => {
      // images need their bytes, and formulas come back in other letters: they have their own tests
      const tree = { ...rich, blocks: without(rich.blocks, ['image', 'formula']) };
      const expected = asWordHasIt(tree.blocks);
      const { tree: back, lost } = await thereAndBack(tree);
      expect(back).toEqual({ title: tree.title, blocks: expected });
      expect(lost).toEqual([]);
      // nothing is gone that is not listed
      if (lostIn(tree, 'docx').length === 0) expect(asWordHasIt(expected)).toEqual(expected);
    }),
    { numRuns: 100, seed: 4 },
  );
});

test('what has been in Word comes back from there as it is', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRichTree, async (tree) => {
      const { tree: once } = await thereAndBack(tree);
      const { tree: twice } = await thereAndBack(once);
      expect(twice).toEqual(once);
    }),
    { numRuns: 50, seed: 7 },
  );
});

const words = (text: string) => [{ kind: 'text' as const, text, attributes: NONE }];

test.each([
  'x^{2}+y_{1}',
  '\\frac{-b\\pm\\sqrt{b^{2}-4ac}}{2a}',
  '\\sum_{i=0}^{n} i^{2}',
  '\\int_{0}^{1} f(x)dx',
  '\\left(\\frac{a}{b}\\right)',
  '\\sqrt[3]{x}',
  '\\overline{AB}\\vec{v}\\hat{x}',
  '\\begin{pmatrix}a & b\\\\ c & d\\end{pmatrix}',
  '\\lim_{x\\to 0}\\sin x',
  '\\text{if } x\\le 1',
  '\\mathrm{d}x\\cdot\\mathbb{R}',
])('a formula is one of Word’s, and the same when it comes back: %s', async (tex) => {
  const tree = { title: 'T', blocks: [leaf(makeProps('formula', {}), words(tex))] };
  const { lost } = await treeToDocx(tree, { pictures: new Map(), base: BASE });
  expect(lost).toEqual([]);
  const { tree: once } = await thereAndBack(tree);
  expect(once.blocks).toMatchObject([{ props: { t: 'formula' } }]);
  const { tree: twice } = await thereAndBack(once);
  expect(twice).toEqual(once);
});

test('a formula that Word has no words for stays what it is, and is listed', async () => {
  const tree = { title: 'T', blocks: [leaf(makeProps('formula', {}), words('\\unknowncommand{x'))] };
  const { lost } = await treeToDocx(tree, { pictures: new Map(), base: BASE });
  expect(lost).toEqual(['formulas']);
  expect((await thereAndBack(tree)).tree).toEqual(tree);
});

const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='),
  (char) => char.charCodeAt(0),
);

test.each([undefined, 25, 60, 100])(
  'an image comes back with its words, its caption and its width: %s',
  async (width) => {
    const src = `/files/d/${'1b'.repeat(32)}/a.png`;
    const picture: Picture = { type: 'png', width: 400, height: 300, bytes: PNG };
    const props = makeProps('image', { src, alt: 'A "view"', width, naturalWidth: 400, naturalHeight: 300 });
    const tree = { title: 'T', blocks: [leaf(props, words('From here')), leaf(makeProps('p', {}), words('and on'))] };
    const { tree: back, lost } = await thereAndBack(tree, new Map([[src, picture]]));
    expect(back).toEqual(tree);
    expect(lost).toEqual([]);
  },
);

test('an image without its bytes is a link to it, and is listed', async () => {
  const tree = {
    title: 'T',
    blocks: [leaf(makeProps('image', { src: 'https://example.org/a.png', alt: 'A view' }), [])],
  };
  expect((await treeToDocx(tree, { pictures: new Map(), base: BASE })).lost).toEqual(['images']);
  const { tree: back } = await thereAndBack(tree);
  expect(back.blocks).toMatchObject([
    { runs: [{ text: 'A view', attributes: { link: { url: 'https://example.org/a.png' } } }] },
  ]);
});
