/**
 * A document outside Yjs, as a tree: what every format is made of and made from. Markers' keys that say where a block lies (`id`, `in`, `at` …)
 * are not part of it; ids are made anew when a tree is written.
 */
import { unreachable } from '#shared/assert.ts';
import type { BlockProps } from '../props.ts';
import type { Run } from '../runs.ts';

export interface DocumentTree {
  readonly title: string;
  /** YAML that Markdown has in front of its text, without fences; what it says of the title, `title` says better */
  readonly frontMatter?: string;
  readonly blocks: readonly Block[];
}

export type Block = Leaf | Container | Table;

/** A block of text, or one without characters such as a divider. `props` are the marker's keys, its type (`t`) among them. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly props: BlockProps;
  readonly runs: readonly Run[];
}

/** A callout, a fold (its own characters are the title), columns, a column. */
export interface Container {
  readonly kind: 'container';
  readonly props: BlockProps;
  readonly runs: readonly Run[];
  readonly children: readonly Block[];
}

export interface Table {
  readonly kind: 'table';
  /** the marker's keys without merged regions, which their first cells tell */
  readonly props: BlockProps;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** `props` may have `width`, in pixels, and `head`. */
export interface Column {
  readonly props: BlockProps;
}

/** `props` may have `head`. One cell a column. */
export interface Row {
  readonly props: BlockProps;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly children: readonly Block[];
  /** a colour's name */
  readonly background?: string;
  /** vertical: `top`, `middle`, `bottom` */
  readonly align?: string;
  /** how many rows and columns are merged into this cell; what those hold stays in them and is shown here */
  readonly rowSpan?: number;
  readonly columnSpan?: number;
}

/** The types whose blocks hold others. `row` and `col` are parts of a table. */
export const CONTAINER_TYPES: ReadonlySet<string> = new Set(['callout', 'fold', 'columns', 'column']);

export function leaf(props: BlockProps, runs: readonly Run[]): Leaf {
  return { kind: 'leaf', props, runs };
}

/** Every block of a tree, containers before what they hold. */
export function* walk(blocks: readonly Block[]): Generator<Block> {
  for (const block of blocks) {
    yield block;
    yield* walk(childrenOf(block));
  }
}

export function childrenOf(block: Block): readonly Block[] {
  switch (block.kind) {
    case 'leaf':
      return [];
    case 'container':
      return block.children;
    case 'table':
      return block.rows.flatMap(({ cells }) => cells.flatMap(({ children }) => children));
    default:
      return unreachable(block);
  }
}
