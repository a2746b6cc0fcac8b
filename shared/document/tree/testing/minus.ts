/**
 * A tree without what the named features are: two trees that are equal then differ in nothing else. What is left of a cell with several blocks,
 * or of a file, is its words.
 */
import { intern, NONE } from '../../attributes.ts';
import type { Attributes } from '../../attributes.ts';
import { chipText, parseChip } from '../../chips.ts';
import { breakAttributes } from '../../formats.ts';
import { levelOf, makeProps } from '../../props.ts';
import { pushText, readableText } from '../../runs.ts';
import type { Run } from '../../runs.ts';
import type { Block, Cell, DocumentTree, Leaf, Table } from '../block.ts';
import { leaf, walk } from '../block.ts';
import { kindOf, textProp } from '../kinds.ts';
import { saysSomething, withoutColumns } from '../lost.ts';
import type { Feature } from '../lost.ts';

export function minus(tree: DocumentTree, lost: readonly Feature[]): DocumentTree {
  return { title: tree.title, blocks: new Minus(new Set(lost)).blocks(tree.blocks) };
}

const MARKS: Partial<Record<Feature, readonly string[]>> = {
  underline: ['underline'],
  highlight: ['highlight'],
  colors: ['color', 'mark', 'style'],
  'sub-and-superscript': ['sub', 'sup'],
  'letter-case': ['lowercase', 'uppercase', 'capitalize'],
};

class Minus {
  readonly #lost: ReadonlySet<Feature>;
  readonly #marks: readonly string[];

  constructor(lost: ReadonlySet<Feature>) {
    this.#lost = lost;
    this.#marks = [...lost].flatMap((feature) => MARKS[feature] ?? []);
  }

  blocks(blocks: readonly Block[]): Block[] {
    const inLine = this.#lost.has('columns') ? withoutColumns(blocks) : blocks;
    const isFlat = this.#lost.has('skipped-levels') || this.#lost.has('list-starts');
    return (isFlat ? this.#lists(inLine) : inLine).flatMap((block) => this.#block(block));
  }

  #block(block: Block): Block[] {
    if (block.kind === 'table') return [this.#table(block)];
    const kind = kindOf(block.props);
    const props = this.#props(block.props);
    const runs = this.#runs(block.runs, kind);
    if (block.kind === 'container') {
      return [{ ...block, props, runs, children: this.blocks(block.children) }];
    }
    if (kind === 'file' && this.#lost.has('files')) return [words(textProp(props, 'name') ?? '')];
    const isLink = kind === 'p' && runs.length === 1 && runs[0]?.attributes['link'] !== undefined;
    if (isLink && this.#lost.has('files')) return [words(readableText(runs))];
    if (runs.length === 0 && (kind === 'p' || kind === 'quote') && this.#lost.has('empty-paragraphs')) return [];
    return [leaf(props, runs)];
  }

  #props(props: Attributes): Attributes {
    const gone = new Set<string>(['textFormat', 'textStyle']);
    const isList = ['bullet', 'number', 'check'].includes(kindOf(props));
    if (this.#lost.has('alignment')) gone.add('align');
    if (this.#lost.has('direction')) gone.add('dir');
    if (this.#lost.has('indent') && !isList) gone.add('level');
    if (this.#lost.has('image-sizes')) for (const key of ['width', 'naturalWidth', 'naturalHeight']) gone.add(key);
    return intern(Object.fromEntries(Object.entries(props).filter(([key]) => !gone.has(key))));
  }

  #runs(runs: readonly Run[], kind: string): readonly Run[] {
    const left: Run[] = [];
    for (const run of runs) {
      const marks = this.#marksOf(run.attributes, kind);
      const chip = run.kind === 'embed' ? parseChip(run.embed) : null;
      if (run.kind === 'text') pushText(left, run.text, marks);
      else if (kind === 'image' && this.#lost.has('caption-formats') && chip !== null)
        pushText(left, chipText(chip), NONE);
      else if (kind === 'fold' && this.#lost.has('fold-title-formulas') && chip !== null)
        pushText(left, chipText(chip), marks);
      else if (chip !== null && chip.t !== 'formula' && this.#lost.has('mentions-and-dates'))
        pushText(left, chipText(chip), marks);
      else left.push({ ...run, attributes: breakAttributes(marks) });
    }
    return this.#lost.has('edge-breaks') ? trimmed(left) : left;
  }

  #marksOf(attributes: Attributes, kind: string): Attributes {
    if (kind === 'image' && this.#lost.has('caption-formats')) return NONE;
    const gone = new Set(this.#marks);
    if (kind === 'fold' && this.#lost.has('fold-title-links')) gone.add('link');
    return intern(Object.fromEntries(Object.entries(attributes).filter(([name]) => !gone.has(name))));
  }

  #table({ props, columns, rows }: Table): Table {
    const part = (given: Attributes): Attributes => {
      const { head, width, height, ...more } = given;
      return intern({
        ...more,
        ...(this.#lost.has('table-heads') ? {} : { head }),
        ...(this.#lost.has('cell-looks') ? {} : { width, height }),
      });
    };
    const left = this.#lost.has('table-heads')
      ? rows.filter(
          (row, at) =>
            at > 0 || row.props['head'] !== true || row.cells.some(({ children }) => children.some(saysSomething)),
        )
      : rows;
    return {
      kind: 'table',
      props,
      columns: columns.map((column) => ({ props: part(column.props) })),
      rows: left.map((row) => ({ props: part(row.props), cells: row.cells.map((cell) => this.#cell(cell)) })),
    };
  }

  #cell({ children, rowSpan, columnSpan, ...look }: Cell): Cell {
    return {
      children: this.#lost.has('cell-blocks') ? [words(wordsIn(children))] : this.blocks(children),
      ...(this.#lost.has('cell-looks') ? {} : look),
      ...(this.#lost.has('merged-cells') || rowSpan === undefined ? {} : { rowSpan }),
      ...(this.#lost.has('merged-cells') || columnSpan === undefined ? {} : { columnSpan }),
    };
  }

  /** A level at most one deeper than the one before; a number only where a list begins. */
  #lists(blocks: readonly Block[]): Block[] {
    let open: string[] = [];
    return blocks.map((block) => {
      const type = kindOf(block.props);
      if (block.kind !== 'leaf' || !['bullet', 'number', 'check'].includes(type)) {
        open = [];
        return block;
      }
      const level = this.#lost.has('skipped-levels')
        ? Math.min(levelOf(block.props), open.length)
        : levelOf(block.props);
      const goesOn = (open[level] === 'number') === (type === 'number') && open[level] !== undefined;
      open = [...open.slice(0, level), type];
      const start = goesOn && this.#lost.has('list-starts') ? undefined : block.props['start'];
      return leaf(makeProps(type as 'bullet', { ...block.props, level, start }), block.runs);
    });
  }
}

function trimmed(runs: readonly Run[]): Run[] {
  const left = [...runs];
  const trim = (at: 0 | -1, edge: RegExp): void => {
    for (;;) {
      const run = left.at(at);
      if (run?.kind !== 'text' || !edge.test(run.text)) return;
      const text = run.text.replace(edge, '');
      left.splice(at, 1, ...(text === '' ? [] : [{ ...run, text }]));
    }
  };
  trim(0, /^\n+/u);
  trim(-1, /\n+$/u);
  return left;
}

function words(text: string): Leaf {
  return leaf(NONE, text === '' ? [] : [{ kind: 'text', text, attributes: NONE }]);
}

/** Letters and digits alone. */
function wordsIn(blocks: readonly Block[]): string {
  const texts = [...walk(blocks)].flatMap((block) => {
    if (block.kind === 'table') return [];
    const keys = kindOf(block.props) === 'image' ? ['src', 'alt'] : ['url', 'name'];
    return [...keys.map((key) => textProp(block.props, key) ?? ''), readableText(block.runs)];
  });
  return [...new Set(texts.join(' ').split(/[^\p{L}\p{N}]+/u))].sort().join(' ').trim();
}
