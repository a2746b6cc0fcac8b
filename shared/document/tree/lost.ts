/** What a format cannot hold of a document, so that whoever asks for one learns what is not in it. */
import { parseChip } from '../chips.ts';
import { NONE } from '../attributes.ts';
import { linkOf } from '../formats.ts';
import { isListType, isPlainType } from '../layout.ts';
import { levelOf } from '../props.ts';
import { runsText } from '../runs.ts';
import type { Block, DocumentTree, Table } from './block.ts';
import { childrenOf, walk } from './block.ts';
import { headingDepth, kindOf } from './kinds.ts';

/**
 * Things that some format does not hold. `cell-blocks` are cells with more than one paragraph, `table-heads` header columns and header rows
 * behind the first or without a word, `edge-breaks` line breaks at the edge of a block, `list-starts` numbers that begin anew in the midst of a
 * list, `skipped-levels` items more than one level below the one before. What typed text is to look like (`textFormat`, `textStyle`) is no part of
 * what a document says.
 */
export const FEATURES = [
  'formats',
  'links',
  'underline',
  'highlight',
  'colors',
  'sub-and-superscript',
  'letter-case',
  'alignment',
  'direction',
  'indent',
  'empty-paragraphs',
  'lists',
  'checks',
  'callouts',
  'folds',
  'columns',
  'tables',
  'merged-cells',
  'cell-looks',
  'cell-blocks',
  'table-heads',
  'fold-title-links',
  'contents',
  'captions',
  'link-titles',
  'mentions-and-dates',
  'lowercase-and-capitals',
  'list-levels',
  'files',
  'diagrams',
  'fold-title-formulas',
  'edge-breaks',
  'image-sizes',
  'caption-formats',
  'list-starts',
  'skipped-levels',
  'headings',
  'code-blocks',
  'images',
  'page-breaks',
  'front-matter',
] as const;
export type Feature = (typeof FEATURES)[number];

/** Of office programs' formats. */
const OFFICE: ReadonlySet<Feature> = new Set([
  'link-titles',
  'mentions-and-dates',
  'lowercase-and-capitals',
  'list-levels',
  'files',
  'diagrams',
  'front-matter',
]);

/** What plain text says by signs, or by the order of its lines. */
const IN_TEXT: ReadonlySet<Feature> = new Set([
  'lists',
  'checks',
  'list-levels',
  'tables',
  'captions',
  'fold-title-formulas',
]);

/** What each format leaves out where a document has it. JSON holds all. */
const LEFT_OUT: Readonly<Record<'markdown' | 'text' | 'html' | 'json' | 'docx' | 'odt' | 'pdf', ReadonlySet<Feature>>> =
  {
    json: new Set(),
    html: new Set(['front-matter']),
    markdown: new Set([
      'underline',
      'highlight',
      'colors',
      'sub-and-superscript',
      'letter-case',
      'alignment',
      'direction',
      'indent',
      'empty-paragraphs',
      'columns',
      'merged-cells',
      'cell-looks',
      'cell-blocks',
      'table-heads',
      'fold-title-links',
      'mentions-and-dates',
      'files',
      'fold-title-formulas',
      'edge-breaks',
      'image-sizes',
      'caption-formats',
      'list-starts',
      'skipped-levels',
    ]),
    text: new Set(FEATURES.filter((feature) => !IN_TEXT.has(feature))),
    docx: OFFICE,
    odt: new Set(['folds', 'table-heads', 'mentions-and-dates', 'files', 'diagrams', 'front-matter']),
    pdf: new Set(['files', 'diagrams', 'front-matter']),
  };

/** In the order of {@link FEATURES}. */
export function lostIn(tree: DocumentTree, format: keyof typeof LEFT_OUT): Feature[] {
  const left = LEFT_OUT[format];
  if (left.size === 0) return [];
  const used = new Set<Feature>(tree.frontMatter === undefined ? [] : ['front-matter']);
  for (const block of walk(tree.blocks)) for (const feature of featuresOf(block)) used.add(feature);
  for (const feature of featuresOfLists(tree.blocks)) used.add(feature);
  return FEATURES.filter((feature) => used.has(feature) && left.has(feature));
}

/** counted from 0: the last one that office programs have */
const NINTH_LEVEL = 8;

const OF_ATTRIBUTE: Readonly<Record<string, Feature>> = {
  bold: 'formats',
  italic: 'formats',
  strike: 'formats',
  code: 'formats',
  link: 'links',
  underline: 'underline',
  highlight: 'highlight',
  color: 'colors',
  mark: 'colors',
  style: 'colors',
  sub: 'sub-and-superscript',
  sup: 'sub-and-superscript',
  lowercase: 'letter-case',
  uppercase: 'letter-case',
  capitalize: 'letter-case',
};
const OF_KIND: Readonly<Record<string, Feature>> = {
  callout: 'callouts',
  fold: 'folds',
  columns: 'columns',
  table: 'tables',
  toc: 'contents',
  bullet: 'lists',
  number: 'lists',
  check: 'lists',
  code: 'code-blocks',
  image: 'images',
  break: 'page-breaks',
};

function* featuresOf(block: Block): Generator<Feature> {
  const kind = kindOf(block.props);
  const ofKind = OF_KIND[kind];
  if (ofKind !== undefined) yield ofKind;
  if (headingDepth(block.props) > 0) yield 'headings';
  if (block.props['checked'] === true) yield 'checks';
  if (block.props['align'] !== undefined) yield 'alignment';
  if (block.props['dir'] !== undefined) yield 'direction';
  if (block.props['level'] !== undefined && ofKind !== 'lists') yield 'indent';
  if (kind === 'file') yield 'files';
  if (kind === 'diagram') yield 'diagrams';
  if (ofKind === 'lists' && levelOf(block.props) > NINTH_LEVEL) yield 'list-levels';
  if (block.kind === 'table') {
    yield* featuresOfTable(block);
    return;
  }
  const text = runsText(block.runs);
  // a line of breaks alone is one, too
  if ((kind === 'p' || kind === 'quote') && text.replaceAll('\n', '') === '') yield 'empty-paragraphs';
  if (!isPlainType(kind) && /^\n|\n$/u.test(text)) yield 'edge-breaks';
  if (kind === 'image') {
    if (block.runs.length > 0) yield 'captions';
    if (block.runs.some(({ kind: of, attributes }) => of === 'embed' || attributes !== NONE)) yield 'caption-formats';
    if (['width', 'naturalWidth', 'naturalHeight'].some((key) => block.props[key] !== undefined)) yield 'image-sizes';
  }
  if (kind === 'fold' && block.runs.some(({ attributes }) => attributes['link'] !== undefined))
    yield 'fold-title-links';
  if (kind === 'fold' && block.runs.some((run) => run.kind === 'embed' && parseChip(run.embed)?.t === 'formula'))
    yield 'fold-title-formulas';
  for (const run of block.runs) {
    if (run.kind === 'embed' && parseChip(run.embed)?.t !== 'formula') yield 'mentions-and-dates';
    const { attributes } = run;
    if (linkOf(attributes)?.title !== undefined) yield 'link-titles';
    if (attributes['lowercase'] === true || attributes['capitalize'] === true) yield 'lowercase-and-capitals';
    for (const name of Object.keys(attributes)) {
      const feature = OF_ATTRIBUTE[name];
      if (feature !== undefined) yield feature;
    }
  }
}

/** What stands in columns in their place, one below the other. */
export function withoutColumns(blocks: readonly Block[]): readonly Block[] {
  return blocks.flatMap((block) =>
    block.kind === 'container' && ['columns', 'column'].includes(kindOf(block.props))
      ? withoutColumns(block.children)
      : [block],
  );
}

/** Of items among their neighbours, in every container by itself; columns are none where they cannot be said. */
function* featuresOfLists(blocks: readonly Block[]): Generator<Feature> {
  let open: string[] = [];
  for (const block of withoutColumns(blocks)) {
    const type = kindOf(block.props);
    if (block.kind === 'container') yield* featuresOfLists(block.children);
    if (block.kind === 'table')
      for (const { cells } of block.rows) for (const { children } of cells) yield* featuresOfLists(children);
    if (block.kind !== 'leaf' || !isListType(type)) {
      open = [];
      continue;
    }
    const level = levelOf(block.props);
    if (level > open.length) yield 'skipped-levels';
    const at = Math.min(level, open.length);
    if (block.props['start'] !== undefined && open[at] === 'number') yield 'list-starts';
    open = [...open.slice(0, at), type];
  }
}

function* featuresOfTable({ columns, rows }: Table): Generator<Feature> {
  const [first, ...rest] = rows;
  if ([...columns, ...rest].some(({ props }) => props['head'] === true)) yield 'table-heads';
  if (first?.props['head'] === true && first.cells.every(({ children }) => !children.some(saysSomething)))
    yield 'table-heads';
  if (columns.some(({ props }) => props['width'] !== undefined)) yield 'cell-looks';
  if (rows.some(({ props }) => props['height'] !== undefined)) yield 'cell-looks';
  for (const { cells } of rows) {
    for (const { children, rowSpan, columnSpan, background, align } of cells) {
      if ((rowSpan ?? 1) * (columnSpan ?? 1) > 1) yield 'merged-cells';
      if (background !== undefined || align !== undefined) yield 'cell-looks';
      const [first, second] = children;
      if (second !== undefined || (first !== undefined && kindOf(first.props) !== 'p')) yield 'cell-blocks';
    }
  }
}

/** Is there anything to read in it, or to see? */
export function saysSomething(block: Block): boolean {
  if (['image', 'file', 'embed'].includes(kindOf(block.props))) return true;
  if (block.kind !== 'table' && runsText(block.runs).trim() !== '') return true;
  return childrenOf(block).some(saysSomething);
}
