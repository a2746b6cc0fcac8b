/** Trees of any kind, as the layout can hold them. */
import fc from 'fast-check';
import { intern, NONE } from '../../attributes.ts';
import { internLink } from '../../formats.ts';
import { makeProps } from '../../props.ts';
import { pushText } from '../../runs.ts';
import type { Run } from '../../runs.ts';
import type { Block, Cell, DocumentTree, Leaf, Table } from '../block.ts';

const words = fc
  .array(fc.constantFrom('one', 'two three', '<b>', '&amp;', 'é', '👋', '"', "'", ']]>', '*x*', '|', '漢字'), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join(' '));

const marks = fc
  .record({
    bold: fc.constantFrom(true, undefined),
    italic: fc.constantFrom(true, undefined),
    underline: fc.constantFrom(true, undefined),
    strike: fc.constantFrom(true, undefined),
    link: fc.constantFrom(undefined, undefined, internLink({ url: 'https://example.org/a?b=1&c=2' })),
  })
  .map((record) => intern(record));

/** Text whose pieces are parted by a word without a format. */
export const arbitraryRuns: fc.Arbitrary<readonly Run[]> = fc
  .array(fc.tuple(words, marks), { maxLength: 3 })
  .map((pieces) => {
    const runs: Run[] = [];
    pieces.forEach(([text, attributes], at) => {
      if (at > 0) pushText(runs, ' and ', NONE);
      pushText(runs, text, attributes);
    });
    return runs;
  });

const leaf = (types: readonly ('p' | 'h1' | 'h3' | 'quote')[]): fc.Arbitrary<Leaf> =>
  fc
    .tuple(fc.constantFrom(...types), arbitraryRuns)
    .map(([type, runs]) => ({ kind: 'leaf', props: makeProps(type, {}), runs }));

const item: fc.Arbitrary<Leaf> = fc
  .tuple(
    fc.constantFrom('bullet' as const, 'number' as const, 'check' as const),
    fc.nat(2),
    fc.boolean(),
    arbitraryRuns,
  )
  .map(([type, level, checked, runs]) => ({ kind: 'leaf', props: makeProps(type, { level, checked }), runs }));

const code: fc.Arbitrary<Leaf> = words.map((text) => ({
  kind: 'leaf',
  props: makeProps('code', { language: 'js' }),
  runs: [{ kind: 'text', text: `${text}\n\t{}`, attributes: NONE }],
}));

const divider: fc.Arbitrary<Leaf> = fc.constant({ kind: 'leaf', props: makeProps('hr', {}), runs: [] });

export const arbitraryLeaf: fc.Arbitrary<Leaf> = fc.oneof(leaf(['p', 'h1', 'h3', 'quote']), item, code, divider);

export function arbitraryTable(content: fc.Arbitrary<Block>): fc.Arbitrary<Table> {
  return fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).chain(([rows, columns]) =>
    fc
      .tuple(
        fc.array(fc.array(fc.array(content, { maxLength: 2 }), { minLength: columns, maxLength: columns }), {
          minLength: rows,
          maxLength: rows,
        }),
        fc.boolean(),
        fc.tuple(
          fc.nat(rows - 1),
          fc.nat(columns - 1),
          fc.integer({ min: 1, max: rows }),
          fc.integer({ min: 1, max: columns }),
        ),
      )
      .map(([cells, head, [row, column, down, across]]): Table => {
        const rowSpan = Math.min(down, rows - row);
        const columnSpan = Math.min(across, columns - column);
        return {
          kind: 'table',
          props: intern({ t: 'table' }),
          columns: Array.from({ length: columns }, () => ({ props: intern({ t: 'col', width: 120 }) })),
          rows: cells.map((line, r) => ({
            props: intern({ t: 'row', head: head && r === 0 ? true : undefined }),
            cells: line.map((children, c): Cell => {
              const merged = r === row && c === column && rowSpan * columnSpan > 1;
              return { children, ...(merged ? { rowSpan, columnSpan } : {}) };
            }),
          })),
        };
      }),
  );
}

const container = (content: fc.Arbitrary<Block>): fc.Arbitrary<Block> =>
  fc
    .tuple(fc.constantFrom('callout', 'fold'), arbitraryRuns, fc.array(content, { maxLength: 3 }))
    .map(([t, runs, children]) => ({
      kind: 'container',
      props: intern({ t, kind: t === 'callout' ? 'tip' : undefined }),
      runs: t === 'fold' ? runs : [],
      children,
    }));

export const arbitraryBlock: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3 },
    { weight: 6, arbitrary: arbitraryLeaf },
    { weight: 1, arbitrary: container(tie('block')) },
    { weight: 1, arbitrary: arbitraryTable(tie('block')) },
  ),
})).block;

export const arbitraryTree: fc.Arbitrary<DocumentTree> = fc.record({
  title: words,
  blocks: fc.array(arbitraryBlock, { maxLength: 6 }),
});
