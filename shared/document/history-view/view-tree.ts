/** A view's blocks as the page shows them: boxes with what is in them, tables with their rows and cells, deleted ones in their places. */
import { containerForm, KEY_ID, KEY_TYPE } from '../layout.ts';
import { placeRegions, readMerged } from '../table-regions.ts';
import type { Line, MergedArea } from '../table-regions.ts';
import type { ViewBlock } from './view.ts';

export type ViewNode =
  | { readonly kind: 'leaf'; readonly block: ViewBlock }
  /** a callout, a fold (its own text is the title), columns, a column */
  | { readonly kind: 'box'; readonly block: ViewBlock; readonly children: readonly ViewNode[] }
  | {
      readonly kind: 'table';
      readonly block: ViewBlock;
      readonly columns: readonly ViewBlock[];
      readonly rows: readonly ViewRow[];
    };

export interface ViewRow {
  readonly block: ViewBlock;
  readonly cells: readonly ViewCell[];
}

/** A cell as it is shown: where cells are merged, one for all of them. */
export interface ViewCell {
  readonly column: ViewBlock;
  readonly rowSpan: number;
  readonly columnSpan: number;
  readonly children: readonly ViewNode[];
}

export function viewTree(blocks: readonly ViewBlock[]): readonly ViewNode[] {
  return new TreeMaker(blocks).nodes;
}

/** Every block of a tree, a container before what is in it. */
export function* blocksOf(nodes: readonly ViewNode[]): Generator<ViewBlock> {
  for (const node of nodes) {
    yield node.block;
    if (node.kind === 'box') yield* blocksOf(node.children);
    if (node.kind !== 'table') continue;
    yield* node.columns;
    for (const { block, cells } of node.rows) {
      yield block;
      for (const { children } of cells) yield* blocksOf(children);
    }
  }
}

class TreeMaker {
  readonly nodes: readonly ViewNode[];
  readonly #inside = new Map<string | null, ViewBlock[]>();

  constructor(blocks: readonly ViewBlock[]) {
    const byKey = new Map(blocks.map((block) => [block.key, block]));
    for (const block of blocks) {
      const around = block.within === null ? undefined : byKey.get(block.within.block);
      const parent = around !== undefined && formOf(around) !== null ? around.key : null;
      const siblings = this.#inside.get(parent);
      if (siblings === undefined) this.#inside.set(parent, [block]);
      else siblings.push(block);
    }
    this.nodes = this.#make(this.#inside.get(null) ?? []);
  }

  #make(blocks: readonly ViewBlock[]): ViewNode[] {
    return blocks.flatMap((block): ViewNode[] => {
      const form = formOf(block);
      const inside = this.#inside.get(block.key) ?? [];
      if (form === null) return [{ kind: 'leaf', block }];
      if (form === 'table') return [this.#table(block, inside)];
      // a row or column whose table is not there: what is in it stands by itself
      if (form === 'row' || form === 'col') return this.#make(inside);
      return [{ kind: 'box', block, children: this.#make(inside) }];
    });
  }

  #table(block: ViewBlock, inside: readonly ViewBlock[]): ViewNode {
    const columns = inside.filter((part) => formOf(part) === 'col');
    const rows = inside.filter((part) => formOf(part) === 'row');
    const merged = new Merged(block, rows, columns);
    const [first] = columns;
    const contents = rows.map((row) => {
      const blocks = this.#inside.get(row.key) ?? [];
      const known = new Set(columns.map(({ key }) => key));
      return columns.map((column) =>
        this.#make(
          blocks.filter(({ within }) => {
            const at = within?.column ?? null;
            return at === column.key || (column === first && (at === null || !known.has(at)));
          }),
        ),
      );
    });
    return {
      kind: 'table',
      block,
      columns,
      rows: rows.map((row, r) => ({
        block: row,
        cells: columns.flatMap((column, c): ViewCell[] => {
          if (merged.isCovered(r, c)) return [];
          const { rowSpan, columnSpan } = merged.spanOf(r, c);
          const children = contents.slice(r, r + rowSpan).flatMap((cells) => cells.slice(c, c + columnSpan).flat());
          return [{ column, rowSpan, columnSpan, children }];
        }),
      })),
    };
  }
}

interface Span {
  readonly rowSpan: number;
  readonly columnSpan: number;
}
const SINGLE: Span = { rowSpan: 1, columnSpan: 1 };

/** What is merged in a table as it is shown, by the rules of every table; deleted rows and columns are among the others. */
class Merged {
  readonly #areas: readonly MergedArea[];

  constructor({ props }: ViewBlock, rows: readonly ViewBlock[], columns: readonly ViewBlock[]) {
    const merged = readMerged(new Map(Object.entries(props)));
    this.#areas = placeRegions(merged, rows.map(lineOf), columns.map(lineOf));
  }

  isCovered(row: number, column: number): boolean {
    const area = this.#areaAt(row, column);
    return area !== undefined && (area.top !== row || area.left !== column);
  }

  spanOf(row: number, column: number): Span {
    const area = this.#areaAt(row, column);
    if (area === undefined) return SINGLE;
    return { rowSpan: area.bottom - area.top + 1, columnSpan: area.right - area.left + 1 };
  }

  #areaAt(row: number, column: number): MergedArea | undefined {
    return this.#areas.find(
      ({ top, bottom, left, right }) => top <= row && row <= bottom && left <= column && column <= right,
    );
  }
}

function lineOf({ props, away }: ViewBlock): Line {
  return { name: String(props[KEY_ID]), moved: away === true };
}

function formOf({ props }: ViewBlock): ReturnType<typeof containerForm> {
  const type = props[KEY_TYPE];
  return typeof type === 'string' ? containerForm(type) : null;
}
