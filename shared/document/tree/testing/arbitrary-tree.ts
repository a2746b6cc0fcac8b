/**
 * Trees for tests of formats. {@link arbitraryTree} has what every program knows (headings, lists, quotes, code, tables, callouts and folds of
 * plainly formatted text), {@link arbitraryRichTree} all that the layout can hold.
 */
import fc from 'fast-check';
import { intern, NONE } from '../../attributes.ts';
import { makeProps } from '../../props.ts';
import type { Run } from '../../runs.ts';
import type { Block, Cell, Container, DocumentTree, Leaf, Table } from '../block.ts';
import { arbitraryRichRuns, arbitraryRuns, arbitraryWords } from './arbitrary-inline.ts';

type Runs = fc.Arbitrary<readonly Run[]>;

const plain = (text: string): readonly Run[] => (text === '' ? [] : [{ kind: 'text', text, attributes: NONE }]);

const leaf = (types: readonly ('p' | 'h1' | 'h3' | 'h6' | 'quote')[], content: Runs, look: Look): fc.Arbitrary<Leaf> =>
  fc
    .tuple(fc.constantFrom(...types), content, look)
    .map(([type, runs, props]) => ({ kind: 'leaf', props: makeProps(type, props), runs }));

type Look = fc.Arbitrary<Readonly<Record<string, unknown>>>;
const NO_LOOK: Look = fc.constant({});
const rarely = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined, freq: 5 });
const LOOK: Look = fc.record({
  level: rarely(1, 3),
  align: rarely('center', 'right', 'justify'),
  dir: rarely('ltr', 'rtl'),
  textFormat: rarely(1),
});

const item = (content: Runs, look: Look): fc.Arbitrary<Leaf> =>
  fc
    .tuple(
      fc.constantFrom('bullet' as const, 'number' as const, 'check' as const),
      fc.nat(2),
      fc.boolean(),
      rarely(0, 4),
      content,
      look,
    )
    .map(([type, level, checked, start, runs, props]) => ({
      kind: 'leaf',
      props: makeProps(type, { ...props, level, checked, start: look === NO_LOOK ? undefined : start }),
      runs,
    }));

const code: fc.Arbitrary<Leaf> = arbitraryWords.map((text) => ({
  kind: 'leaf',
  props: makeProps('code', { language: 'js' }),
  runs: plain(`${text}\n\t{}`),
}));

/** Blocks of plain text: code in any language or none, formulas, diagrams. */
const source: fc.Arbitrary<Leaf> = fc
  .tuple(
    fc.constantFrom(
      makeProps('code', {}),
      makeProps('code', { language: 'js' }),
      makeProps('formula', {}),
      makeProps('diagram', {}),
    ),
    fc.constantFrom('', 'x', 'a <b>&amp;\n\n\tc', '\nfirst\n', '  two  ', '```\n$$\n~~~'),
  )
  .map(([props, text]) => ({ kind: 'leaf', props, runs: plain(text) }));

const divider: fc.Arbitrary<Leaf> = fc.constant({ kind: 'leaf', props: makeProps('hr', {}), runs: [] });

const voids: fc.Arbitrary<Leaf> = fc
  .constantFrom(
    makeProps('hr', {}),
    makeProps('break', {}),
    makeProps('toc', {}),
    makeProps('embed', { url: 'https://www.youtube.com/watch?v=abcdefghijk' }),
    makeProps('embed', { url: 'https://example.org/a?b=1&c' }),
    makeProps('file', { src: `/files/d/${'0a'.repeat(32)}/a%20plan.pdf`, name: 'a plan.pdf', size: 1200 }),
    makeProps('file', { src: 'https://example.org/b.zip', name: 'b.zip', size: 9, mime: 'application/zip' }),
  )
  .map((props) => ({ kind: 'leaf', props, runs: [] }));

const image: fc.Arbitrary<Leaf> = fc
  .tuple(
    fc.record({
      src: fc.constantFrom(`/files/d/${'1b'.repeat(32)}/a.png`, 'https://example.org/b.jpg?c=1&d'),
      alt: rarely('a "view"', 'two\nlines'),
      width: rarely(25, 100),
      naturalWidth: rarely(640),
      naturalHeight: rarely(480),
    }),
    arbitraryRichRuns,
  )
  .map(([props, runs]) => ({ kind: 'leaf', props: makeProps('image', props), runs }));

const plainLeaf: fc.Arbitrary<Leaf> = fc.oneof(
  leaf(['p', 'h1', 'h3', 'quote'], arbitraryRuns, NO_LOOK),
  item(arbitraryRuns, NO_LOOK),
  code,
  divider,
);
/** A block of any kind that holds no others. */
const richLeaf: fc.Arbitrary<Leaf> = fc.oneof(
  { weight: 4, arbitrary: leaf(['p', 'p', 'h1', 'h3', 'h6', 'quote'], arbitraryRichRuns, LOOK) },
  { weight: 3, arbitrary: item(arbitraryRichRuns, LOOK) },
  source,
  voids,
  image,
);

interface TableLook {
  readonly column: Look;
  readonly row: Look;
  readonly cell: fc.Arbitrary<Pick<Cell, 'background' | 'align'>>;
}
const PLAIN_TABLE: TableLook = {
  column: fc.constant({ width: 120 }),
  row: NO_LOOK,
  cell: fc.constant({}),
};
const RICH_TABLE: TableLook = {
  column: fc.record({ width: rarely(90), head: rarely(true) }),
  row: fc.record({ height: rarely(40), head: rarely(true) }),
  cell: fc
    .record({ background: rarely('red', 'teal'), align: rarely('middle', 'bottom') })
    .map((look) => Object.fromEntries(Object.entries(look).filter(([, value]) => value !== undefined))),
};

/** One region of it may be merged; what the cells of a region hold stays in each. */
function arbitraryTable(content: fc.Arbitrary<Block>, look: TableLook = PLAIN_TABLE): fc.Arbitrary<Table> {
  const size = fc.integer({ min: 1, max: 3 });
  return fc.tuple(size, size).chain(([height, width]) => {
    const times = <T>(one: fc.Arbitrary<T>, count: number): fc.Arbitrary<T[]> =>
      fc.array(one, { minLength: count, maxLength: count });
    const cell: fc.Arbitrary<Cell> = fc
      .tuple(fc.array(content, { maxLength: 2 }), look.cell)
      .map(([children, own]) => ({ children, ...own }));
    return fc
      .record({
        columns: times(look.column, width),
        looks: times(look.row, height),
        rows: times(times(cell, width), height),
        hasHead: fc.boolean(),
        at: fc.tuple(
          fc.nat(height - 1),
          fc.nat(width - 1),
          fc.integer({ min: 1, max: 3 }),
          fc.integer({ min: 1, max: 3 }),
        ),
      })
      .map(({ columns, looks, rows, hasHead, at: [row, column, down, across] }): Table => {
        const rowSpan = Math.min(down, height - row);
        const columnSpan = Math.min(across, width - column);
        return {
          kind: 'table',
          props: intern({ t: 'table' }),
          columns: columns.map((props) => ({ props: intern({ ...props, t: 'col' }) })),
          rows: rows.map((cells, r) => ({
            props: intern({ ...looks[r], t: 'row', ...(hasHead && r === 0 ? { head: true } : {}) }),
            cells: cells.map((one, c): Cell =>
              r === row && c === column && rowSpan * columnSpan > 1 ? { ...one, rowSpan, columnSpan } : one,
            ),
          })),
        };
      });
  });
}

const box = (content: fc.Arbitrary<Block>, title: Runs, kinds: readonly (string | undefined)[]): fc.Arbitrary<Block> =>
  fc
    .tuple(
      fc.constantFrom(...kinds.map((kind) => ({ t: 'callout', kind })), { t: 'fold' }, { t: 'fold', closed: true }),
      title,
      fc.array(content, { maxLength: 3 }),
    )
    .map(([props, runs, children]) => ({
      kind: 'container',
      props: intern(props),
      runs: props.t === 'fold' ? runs : [],
      children,
    }));

const columns = (content: fc.Arbitrary<Block>): fc.Arbitrary<Container> =>
  fc
    .array(fc.tuple(rarely(2, 0.5), fc.array(content, { maxLength: 2 })), { minLength: 1, maxLength: 3 })
    .map((parts) => ({
      kind: 'container',
      props: intern({ t: 'columns' }),
      runs: [],
      children: parts.map(([share, children]): Container => ({
        kind: 'container',
        props: intern({ t: 'column', share }),
        runs: [],
        children,
      })),
    }));

const plainBlock: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3 },
    { weight: 6, arbitrary: plainLeaf },
    { weight: 1, arbitrary: box(tie('block'), arbitraryRuns, ['tip']) },
    { weight: 1, arbitrary: arbitraryTable(tie('block')) },
  ),
})).block;

/** A block of any kind. */
const richBlock: fc.Arbitrary<Block> = fc.letrec<{ block: Block }>((tie) => ({
  block: fc.oneof(
    { maxDepth: 3 },
    { weight: 8, arbitrary: richLeaf },
    { weight: 1, arbitrary: box(tie('block'), arbitraryRichRuns, [undefined, 'tip', 'warning']) },
    { weight: 1, arbitrary: columns(tie('block')) },
    { weight: 1, arbitrary: arbitraryTable(tie('block'), RICH_TABLE) },
  ),
})).block;

export const arbitraryTree: fc.Arbitrary<DocumentTree> = fc.record({
  title: arbitraryWords,
  blocks: fc.array(plainBlock, { maxLength: 6 }),
});

export const arbitraryRichTree: fc.Arbitrary<DocumentTree> = fc.record({
  title: arbitraryWords,
  blocks: fc.array(richBlock, { maxLength: 6 }),
});
