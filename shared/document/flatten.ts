/** Lexical's tree → blocks in the order of the page. */
import { $isListItemNode, $isListNode } from '@lexical/list';
import type { ListNode } from '@lexical/list';
import { $isTableCellNode, $isTableNode, $isTableRowNode } from '@lexical/table';
import type { TableCellNode, TableNode, TableRowNode } from '@lexical/table';
import { $getNodeByKey, $isDecoratorNode, $isElementNode, $isParagraphNode, $isRootNode } from 'lexical';
import type { ElementNode, LexicalNode, NodeKey } from 'lexical';
import { intern, NONE } from './attributes.ts';
import type { BlockIndex } from './block-index.ts';
import { $blockType, $readProps } from './block-nodes.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { $readInline, $readNodes } from './inline-nodes.ts';
import { isPlainType, KEY_ID, MAX_LIST_LEVEL } from './layout.ts';
import type { Marker } from './layout.ts';
import { $isFoldBodyNode, $isFoldNode } from './nodes/fold.ts';
import type { FoldNode } from './nodes/fold.ts';
import { $columnCount, $getColumns } from './nodes/table-columns.ts';
import { makeProps } from './props.ts';
import type { BlockProps } from './props.ts';
import { NO_RUNS } from './runs.ts';
import type { Run } from './runs.ts';
import { $containerOf, $insideOf, $isContainerNode } from './section-nodes.ts';
import { cellName, cellOf, formOf, lineOf, ROOT_SECTION } from './sections.ts';
import { $cellsByRow } from './table-grid.ts';
import type { Area, RowCells, SpannedCell } from './table-grid.ts';
import { $readColumnProps, $readRowLook } from './table-look.ts';
import { changedKeys, NO_MERGED } from './table-regions.ts';
import type { Line } from './table-regions.ts';

/** A block as the editor shows it. */
export interface FlatBlock {
  /** of a column of a table, which has no node, a key of ours */
  readonly key: NodeKey;
  /** The child of its section's node that it is or lies in. */
  readonly top: NodeKey;
  /** The name of its section. */
  readonly section: string;
  /** The same, but of a block in merged cells the one of them that it is in. */
  cell: string;
  readonly props: BlockProps;
  readonly runs: readonly Run[];
  /** The marker that stands for it, once it is known which. */
  marker: Marker | null;
}

/** Where a node's text goes: the same for all that it is made of. */
interface Place {
  readonly top: NodeKey;
  readonly section: string;
  readonly cell: string;
}

export class Flattener {
  readonly #index: BlockIndex;
  readonly #newName: () => string;
  readonly #columns = new Map<NodeKey, readonly string[]>();
  readonly #rows = new Map<NodeKey, readonly RowCells[]>();
  readonly #rowNames = new Map<NodeKey, string>();

  /** @param newName gives a name that no container of the document has */
  constructor(index: BlockIndex, newName: () => string) {
    this.#index = index;
    this.#newName = newName;
  }

  /** The blocks of one child of a section's node; of a container that the document has its own block alone. */
  $blocksOf(top: LexicalNode, section: string): FlatBlock[] {
    const blocks: FlatBlock[] = [];
    this.#$flattenNode(top, { top: top.getKey(), section, cell: section }, blocks);
    return blocks;
  }

  /** All blocks of a section; none where it shows nothing but the paragraph that stands for an empty one. */
  $blocksIn(node: ElementNode, section: string): FlatBlock[] {
    if ($isTableNode(node)) return this.#$flattenParts(node, section);
    return this.$isBlank(node) ? [] : node.getChildren().flatMap((child) => this.$blocksOf(child, section));
  }

  /** Does a box show only a paragraph that the document does not have? */
  $isBlank(node: ElementNode): boolean {
    if ($isRootNode(node)) return false;
    const only = node.getFirstChild();
    if (only === null) return true;
    if (node.getChildrenSize() !== 1 || !$isParagraphNode(only) || !only.isEmpty()) return false;
    return this.#index.ofKey(only.getKey()) === undefined && $readProps(only, 'p') === NONE;
  }

  /** The name of the section whose blocks are a node's children; null where the document does not have its container. */
  $sectionOf(node: LexicalNode): string | null {
    if ($isRootNode(node)) return ROOT_SECTION;
    if ($isTableCellNode(node)) return this.#$cellOf(node);
    const container = $isFoldBodyNode(node) ? node.getParent() : node;
    return container === null ? null : ($containerOf(this.#index, container)?.name ?? null);
  }

  /** The names of a table's columns; new ones have got one, too. */
  $columnsOf(table: TableNode): readonly string[] {
    const known = this.#columns.get(table.getKey());
    if (known !== undefined) return known;
    const container = this.#index.ofKey(table.getKey());
    const shown = container === undefined ? [] : shownColumns(this.#index, container);
    const listed = $getColumns(table);
    const given = shown.filter((name) => !listed.includes(name));
    const taken = new Set<string>();
    const count = $columnCount(table);
    const columns = Array.from({ length: count }, (_, at) => {
      const name = listed[at] ?? '';
      const isOwn = shown.includes(name) && !taken.has(name);
      const column = isOwn ? name : (given.shift() ?? this.#newName());
      taken.add(column);
      return column;
    });
    this.#columns.set(table.getKey(), columns);
    return columns;
  }

  /** The cells of a table's node, by rows. */
  $rowsOf(table: TableNode): readonly RowCells[] {
    const known = this.#rows.get(table.getKey());
    const rows = known ?? $cellsByRow(table);
    this.#rows.set(table.getKey(), rows);
    return rows;
  }

  /** The names of the cells that a node shows: several where they are merged. None where nothing says which. */
  $cellsOf(table: TableNode, row: RowCells, place: SpannedCell): string[] {
    const columns = this.$columnsOf(table);
    if (place.rowSpan === 1 && place.columnSpan === 1) {
      const column = $columnOf(this.#index, place, row, columns);
      return column === undefined ? [] : [cellName(this.rowName(row.node), column)];
    }
    const rows = this.$rowsOf(table).slice(place.row, place.row + place.rowSpan);
    const across = columns.slice(place.column, place.column + place.columnSpan);
    return rows.flatMap(({ node }) => across.map((column) => cellName(this.rowName(node), column)));
  }

  /** The name of a table's row; a new one has got one, too. */
  rowName(row: TableRowNode): string {
    const key = row.getKey();
    const known = this.#index.ofKey(key)?.name ?? this.#rowNames.get(key);
    const name = known ?? this.#newName();
    if (known === undefined) this.#rowNames.set(key, name);
    return name;
  }

  #$cellOf(cell: TableCellNode): string | null {
    const row = cell.getParent();
    const table = row?.getParent() ?? null;
    const name = row === null ? undefined : this.#index.ofKey(row.getKey())?.name;
    if (!$isTableNode(table) || name === undefined) return null;
    const listed = $getColumns(table);
    if (row?.getChildrenSize() === listed.length) {
      // typing asks for this: the table is not looked at
      const column = listed[cell.getIndexWithinParent()] ?? '';
      if (this.#index.ofName(column)?.key === columnKey(table, column)) return cellName(name, column);
    }
    const columns = this.$columnsOf(table);
    if (row?.getChildrenSize() === columns.length) return cellName(name, columns[cell.getIndexWithinParent()] ?? '');
    for (const one of this.$rowsOf(table)) {
      const place = one.node.is(row) ? one.cells.find((found) => found.cell.is(cell)) : undefined;
      const column = place === undefined ? undefined : $columnOf(this.#index, place, one, columns);
      if (column !== undefined) return cellName(name, column);
    }
    return null;
  }

  #$flattenNode(node: LexicalNode, place: Place, blocks: FlatBlock[]): void {
    if ($isListNode(node)) this.#$flattenList(node, place, 0, blocks);
    else if ($isContainerNode(node)) this.#$flattenContainer(node, place, blocks);
    else this.#$flattenText(node, place, blocks);
  }

  #$flattenText(node: LexicalNode, place: Place, blocks: FlatBlock[]): void {
    const type = $blockType(node) ?? 'p';
    const props = $readProps(node, type);
    const parts = $isElementNode(node) && !isPlainType(type) ? $partsOf(node) : [];
    if (!parts.some(({ kind }) => kind === 'block')) {
      blocks.push({ ...place, key: node.getKey(), props, runs: $readInline(node), marker: null });
      return;
    }
    // What the layout does not have, such as a quote with paragraphs in it, becomes the blocks it is made of.
    for (const part of parts) {
      if (part.kind === 'block') this.#$flattenNode(part.node, place, blocks);
      else blocks.push({ ...place, key: part.key, props, runs: $readNodes(part.nodes), marker: null });
    }
  }

  #$flattenContainer(node: ElementNode, place: Place, blocks: FlatBlock[]): void {
    const known = $containerOf(this.#index, node);
    const { text, strays } = $isFoldNode(node) ? $partsOfFold(node) : NO_PARTS;
    const type = $blockType(node) ?? 'callout';
    const id = this.#idOf(known);
    const props = $readProps(node, type, { id });
    // a table that the document has tells of merged cells with its rows
    const merged = known === undefined && $isTableNode(node) ? this.$changedKeys(node, undefined) : [];
    blocks.push({
      ...place,
      key: (text ?? node).getKey(),
      props: merged.length === 0 ? props : intern({ ...props, ...Object.fromEntries(merged) }),
      runs: text === null ? NO_RUNS : $readInline(text),
      marker: null,
    });
    for (const stray of strays) {
      const inside = known?.name ?? id;
      this.#$flattenNode(stray, { top: stray.getKey(), section: inside, cell: inside }, blocks);
    }
    const inside = $insideOf(node);
    if (known === undefined && inside !== null) blocks.push(...this.$blocksIn(inside, id));
  }

  /** The columns and rows of a table, and the cells of rows that the document does not have. */
  #$flattenParts(table: TableNode, section: string): FlatBlock[] {
    const columns = this.$columnsOf(table);
    const rows = this.$rowsOf(table);
    const blocks = columns.map((name, at): FlatBlock => {
      const key = columnKey(table, name);
      const known = this.#index.ofKey(key);
      const props = $readColumnProps(table, rows, at, this.#idOf(known, name), known?.props);
      return { key, top: key, section, cell: section, props, runs: NO_RUNS, marker: null };
    });
    for (const row of rows) {
      const key = row.node.getKey();
      const known = this.#index.ofKey(key);
      const id = this.#idOf(known, this.rowName(row.node));
      blocks.push({
        key,
        top: key,
        section,
        cell: section,
        props: makeProps('row', { ...$readRowLook(row, columns, known?.props), id }),
        runs: NO_RUNS,
        marker: null,
      });
      if (known !== undefined) continue;
      for (const place of row.cells) {
        const column = columns[place.column];
        if (column === undefined) continue;
        const found = this.$blocksIn(place.cell, cellName(id, column));
        const merged = place.rowSpan > 1 || place.columnSpan > 1;
        blocks.push(...(merged ? this.mergeCells(found, this.$cellsOf(table, row, place)) : found));
      }
    }
    return blocks;
  }

  /** The cells whose nodes show others than the document has them show, and what they show now. */
  $changedCells(table: TableNode): Array<{ readonly node: TableCellNode; readonly cells: readonly string[] }> {
    const rows = this.$rowsOf(table);
    const isPlain = ({ rowSpan, columnSpan }: SpannedCell): boolean => rowSpan === 1 && columnSpan === 1;
    const merges = this.#index.ofKey(table.getKey())?.merged.length !== 0;
    if (!merges && rows.every(({ cells }) => cells.every(isPlain))) return [];
    return rows.flatMap((row) =>
      row.cells.flatMap((place) => {
        const cells = this.$cellsOf(table, row, place);
        const [first] = cells;
        if (first === undefined) return [];
        const known = this.#index.sectionOfCell(first) === first ? this.#index.cellsOf(first) : [];
        const same = known.length === cells.length && known.every((cell, at) => cell === cells[at]);
        return same ? [] : [{ node: place.cell, cells }];
      }),
    );
  }

  /** What the marker of a table has to say otherwise for its cells to be merged as the node has them; null takes a key away. */
  $changedKeys(table: TableNode, known: Fragment | undefined): Array<[key: string, value: object | null]> {
    const rows = this.$rowsOf(table);
    const wanted = rows.flatMap(({ cells }) => cells.filter(({ rowSpan, columnSpan }) => rowSpan * columnSpan > 1));
    if (wanted.length === 0 && (known?.merged ?? NO_MERGED).length === 0) return [];
    const lines = rows.map(({ node }) => this.#lineOf(this.rowName(node), this.#index.ofKey(node.getKey())));
    const columns = this.$columnsOf(table).map((name) => this.#lineOf(name, this.#index.ofKey(columnKey(table, name))));
    return changedKeys(known?.merged ?? NO_MERGED, wanted.map(areaOf), lines, columns);
  }

  #lineOf(name: string, known: Fragment | undefined): Line {
    return known === undefined ? { name, moved: false } : lineOf(known);
  }

  /**
   * The blocks of cells that were merged or split, in the order of their cells. One that was in one of the cells stays there; what was shown
   * here as its cell was merged, and is no more, goes back to its own.
   * @param cells the names of the cells, in order
   */
  mergeCells(blocks: readonly FlatBlock[], cells: readonly string[]): FlatBlock[] {
    const [first = ''] = cells;
    const places = new Map(cells.map((cell, at) => [cell, at]));
    const shown = this.#index.sectionOfCell(first);
    inheritCells(blocks, first, undefined, (block) => {
      const known = this.#index.ofKey(block.key);
      if (known === undefined) return this.#cellOfContent(blocks, block, places);
      return places.has(known.cell) || (known.section === shown && this.#goesBack(known)) ? known.cell : undefined;
    });
    const placeOf = ({ cell }: FlatBlock): number => places.get(cell) ?? cells.length;
    // what is in a box of the cell stays behind the box
    let place = 0;
    const placed = blocks.map((block) => {
      if (block.section === first) place = placeOf(block);
      return { block, place };
    });
    return placed.sort((a, b) => a.place - b.place).map(({ block }) => block);
  }

  /**
   * Tells for each block in merged cells which of them it is in: in its own, or where it stands in another order or is new in that of the one
   * in front of it.
   * @param cells the names of the merged cells, in order
   * @param before the cell of the block in front of these, and of the one behind
   */
  assignCells(blocks: readonly FlatBlock[], cells: readonly string[], before?: string, behind?: string): void {
    const [first] = cells;
    if (first === undefined) return;
    const places = new Map(cells.map((cell, at) => [cell, at]));
    const [from, to] = [places.get(before ?? first) ?? 0, places.get(behind ?? '') ?? cells.length];
    const kept = blocks.flatMap((block) => {
      const known = block.section === first ? this.#index.ofKey(block.key) : undefined;
      const cell = known?.cell ?? (block.section === first ? this.#cellOfContent(blocks, block, places) : undefined);
      const place = places.get(cell ?? '');
      return cell === undefined || place === undefined || place < from || place > to ? [] : [{ block, cell, place }];
    });
    const staying = new Map(
      inOrder(kept.map(({ place }) => place)).flatMap((at) => {
        const one = kept[at];
        return one === undefined ? [] : [[one.block, one.cell]];
      }),
    );
    inheritCells(blocks, first, before, (block) => staying.get(block));
  }

  /** What is put around blocks of a cell is in that cell. */
  #cellOfContent(
    blocks: readonly FlatBlock[],
    { props }: FlatBlock,
    places: ReadonlyMap<string, number>,
  ): string | undefined {
    const id: unknown = props[KEY_ID];
    if (typeof id !== 'string') return undefined;
    const first = blocks.find(({ section, key }) => section === id && this.#index.ofKey(key) !== undefined);
    const cell = first === undefined ? undefined : this.#index.ofKey(first.key)?.cell;
    return cell !== undefined && places.has(cell) ? cell : undefined;
  }

  /** Has the block's own cell a node of its own by now? */
  #goesBack({ cell, owner, section }: Fragment): boolean {
    const row = owner?.key == null || cellOf(section) === null ? null : $getNodeByKey(owner.key);
    const table = $isTableRowNode(row) ? row.getParent() : null;
    return $isTableNode(table) && this.$columnsOf(table).includes(cellOf(cell)?.column ?? '');
  }

  #idOf(known: Fragment | undefined, fresh?: string): string {
    const id: unknown = known?.props[KEY_ID];
    return typeof id === 'string' ? id : (fresh ?? this.#newName());
  }

  #$flattenList(list: ListNode, place: Place, depth: number, blocks: FlatBlock[]): void {
    const type = list.getListType();
    const level = Math.min(depth, MAX_LIST_LEVEL);
    let start = list.getStart();
    for (const item of list.getChildren()) {
      if (!$isListItemNode(item)) continue;
      const parts: Part[] = item.isEmpty() ? [{ kind: 'text', key: item.getKey(), nodes: [] }] : $partsOf(item);
      let key: NodeKey | null = item.getKey();
      // beside the nested lists, what is pasted into an item may stand there as paragraphs
      for (const part of parts) {
        if (part.kind === 'text') {
          const props = $readProps(item, type, { level, start });
          blocks.push({ ...place, key: key ?? part.key, props, runs: $readNodes(part.nodes), marker: null });
          start = 1;
          key = null;
        } else if ($isListNode(part.node)) this.#$flattenList(part.node, place, depth + 1, blocks);
        else this.#$flattenNode(part.node, place, blocks);
      }
    }
  }
}

interface FoldParts {
  readonly text: LexicalNode | null;
  readonly strays: readonly LexicalNode[];
}
const NO_PARTS: FoldParts = { text: null, strays: [] };

/** The title of a fold, and what some edit left beside it and the body: that is the first in the body from now on. */
function $partsOfFold(fold: FoldNode): FoldParts {
  const [title, body] = [fold.getTitle(), fold.getBody()];
  const strays = fold.getChildren().filter((child) => !child.is(title) && !child.is(body));
  if (title !== null) return { text: title, strays };
  const text = strays.find((stray) => $isElementNode(stray) && !$isListNode(stray) && !$isContainerNode(stray)) ?? null;
  return { text, strays: strays.filter((stray) => !stray.is(text)) };
}

/**
 * The name of the column that a cell begins in. Where an edit left a row with more or fewer cells than there are columns, what is in the cell
 * says it; undefined where nothing does.
 */
export function $columnOf(
  index: BlockIndex,
  { cell, column: at }: SpannedCell,
  { width }: RowCells,
  columns: readonly string[],
): string | undefined {
  if (width === columns.length) return columns[at];
  for (const child of cell.getChildren()) {
    const section = index.sectionOfTop(child.getKey());
    const column = section === null ? undefined : cellOf(section)?.column;
    if (column !== undefined && columns.includes(column)) return column;
  }
  return undefined;
}

function areaOf({ row, column, rowSpan, columnSpan }: SpannedCell): Area {
  return { top: row, bottom: row + rowSpan - 1, left: column, right: column + columnSpan - 1 };
}

/** Blocks of which nothing says their cell are in that of the one in front of them, those at the start in that of the first that says. */
function inheritCells(
  blocks: readonly FlatBlock[],
  section: string,
  before: string | undefined,
  cellOfBlock: (block: FlatBlock) => string | undefined,
): void {
  let cell = before;
  let waiting: FlatBlock[] = [];
  for (const block of blocks) {
    if (block.section !== section) continue;
    cell = cellOfBlock(block) ?? cell;
    if (cell === undefined) {
      waiting.push(block);
      continue;
    }
    for (const one of [...waiting, block]) one.cell = cell;
    waiting = [];
  }
}

/** The longest selection of places that do not descend, by their numbers in the list. */
function inOrder(places: readonly number[]): number[] {
  const chains: Array<{ readonly at: number; readonly before: number; readonly length: number }> = [];
  let best = -1;
  for (const [at, place] of places.entries()) {
    let before = -1;
    for (let left = 0; left < at; left += 1) {
      if ((places[left] ?? 0) <= place && (chains[left]?.length ?? 0) > (chains[before]?.length ?? 0)) before = left;
    }
    chains.push({ at, before, length: (chains[before]?.length ?? 0) + 1 });
    if ((chains[at]?.length ?? 0) > (chains[best]?.length ?? 0)) best = at;
  }
  const found: number[] = [];
  for (let at = best; at >= 0; at = chains[at]?.before ?? -1) found.unshift(at);
  return found;
}

/** A column has no node: the key that stands for one. */
export function columnKey(table: TableNode, name: string): NodeKey {
  return `${table.getKey()}#${name}`;
}

/** The names of the columns that a table shows, in order. */
export function shownColumns(index: BlockIndex, table: Fragment): string[] {
  const columns: string[] = [];
  for (const part of index.pageOf(table.name)) if (formOf(part) === 'col' && isShown(part)) columns.push(part.name);
  return columns;
}

/** Neighbours in a line of text, or a block. */
type Part =
  | { readonly kind: 'text'; readonly key: NodeKey; readonly nodes: LexicalNode[] }
  | { readonly kind: 'block'; readonly node: LexicalNode };

function $partsOf(parent: ElementNode): Part[] {
  const parts: Part[] = [];
  for (const node of parent.getChildren()) {
    const last = parts.at(-1);
    if (($isElementNode(node) || $isDecoratorNode(node)) && !node.isInline()) parts.push({ kind: 'block', node });
    else if (last?.kind === 'text') last.nodes.push(node);
    else parts.push({ kind: 'text', key: node.getKey(), nodes: [node] });
  }
  return parts;
}
