/** Lexical's tree → blocks in the order of the page. */
import { $isListItemNode, $isListNode } from '@lexical/list';
import type { ListNode } from '@lexical/list';
import { $isTableCellNode, $isTableNode, $isTableRowNode } from '@lexical/table';
import type { TableCellNode, TableNode } from '@lexical/table';
import { $isDecoratorNode, $isElementNode, $isParagraphNode, $isRootNode } from 'lexical';
import type { ElementNode, LexicalNode, NodeKey } from 'lexical';
import { NONE } from './attributes.ts';
import type { BlockIndex } from './block-index.ts';
import { $blockType, $readProps } from './block-nodes.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { $readInline, $readNodes } from './inline-nodes.ts';
import { isPlainType, KEY_ID, MAX_LIST_LEVEL } from './layout.ts';
import type { Marker } from './layout.ts';
import { $isFoldBodyNode, $isFoldNode } from './nodes/fold.ts';
import type { FoldNode } from './nodes/fold.ts';
import { $columnCount, $columnIndexOf, $getColumns } from './nodes/table-columns.ts';
import { makeProps } from './props.ts';
import type { BlockProps } from './props.ts';
import { NO_RUNS } from './runs.ts';
import type { Run } from './runs.ts';
import { $containerOf, $insideOf, $isContainerNode } from './section-nodes.ts';
import { cellName, cellOf, formOf, ROOT_SECTION } from './sections.ts';
import { $readColumnProps, $readRowLook } from './table-look.ts';

/** A block as the editor shows it. */
export interface FlatBlock {
  /** of a column of a table, which has no node, a key of ours */
  readonly key: NodeKey;
  /** The child of its section's node that it is or lies in. */
  readonly top: NodeKey;
  /** The name of its section. */
  readonly section: string;
  readonly props: BlockProps;
  readonly runs: readonly Run[];
  /** The marker that stands for it, once it is known which. */
  marker: Marker | null;
}

/** Where a node's text goes: the same for all that it is made of. */
interface Place {
  readonly top: NodeKey;
  readonly section: string;
}

export class Flattener {
  readonly #index: BlockIndex;
  readonly #newName: () => string;
  readonly #columns = new Map<NodeKey, readonly string[]>();

  /** @param newName gives a name that no container of the document has */
  constructor(index: BlockIndex, newName: () => string) {
    this.#index = index;
    this.#newName = newName;
  }

  /** The blocks of one child of a section's node; of a container that the document has its own block alone. */
  $blocksOf(top: LexicalNode, section: string): FlatBlock[] {
    const blocks: FlatBlock[] = [];
    this.#$flattenNode(top, { top: top.getKey(), section }, blocks);
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

  #$cellOf(cell: TableCellNode): string | null {
    const row = cell.getParent();
    const table = row?.getParent() ?? null;
    const name = row === null ? undefined : this.#index.ofKey(row.getKey())?.name;
    if (!$isTableNode(table) || name === undefined) return null;
    const column = $columnOf(this.#index, cell, this.$columnsOf(table));
    return column === undefined ? null : cellName(name, column);
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
    blocks.push({
      ...place,
      key: (text ?? node).getKey(),
      props: $readProps(node, type, { id }),
      runs: text === null ? NO_RUNS : $readInline(text),
      marker: null,
    });
    for (const stray of strays) {
      this.#$flattenNode(stray, { top: stray.getKey(), section: known?.name ?? id }, blocks);
    }
    const inside = $insideOf(node);
    if (known === undefined && inside !== null) blocks.push(...this.$blocksIn(inside, id));
  }

  /** The columns and rows of a table, and the cells of rows that the document does not have. */
  #$flattenParts(table: TableNode, section: string): FlatBlock[] {
    const columns = this.$columnsOf(table);
    const blocks = columns.map((name, at): FlatBlock => {
      const key = columnKey(table, name);
      const id = this.#idOf(this.#index.ofKey(key), name);
      const props = $readColumnProps(table, at, id);
      return { key, top: key, section, props, runs: NO_RUNS, marker: null };
    });
    for (const row of table.getChildren()) {
      if (!$isTableRowNode(row)) continue;
      const key = row.getKey();
      const known = this.#index.ofKey(key);
      const id = this.#idOf(known);
      blocks.push({
        key,
        top: key,
        section,
        props: makeProps('row', { ...$readRowLook(row, columns), id }),
        runs: NO_RUNS,
        marker: null,
      });
      if (known !== undefined) continue;
      for (const cell of row.getChildren()) {
        const column = $isTableCellNode(cell) ? columns[$columnIndexOf(cell)] : undefined;
        if ($isElementNode(cell) && column !== undefined) blocks.push(...this.$blocksIn(cell, cellName(id, column)));
      }
    }
    return blocks;
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
 * The name of the column that a cell is in. Where an edit left a row with more or fewer cells than there are columns, what is in the cell says it;
 * undefined where nothing does.
 */
export function $columnOf(index: BlockIndex, cell: TableCellNode, columns: readonly string[]): string | undefined {
  if (cell.getParent()?.getChildrenSize() === columns.length) return columns[$columnIndexOf(cell)];
  for (const child of cell.getChildren()) {
    const section = index.sectionOfTop(child.getKey());
    const column = section === null ? undefined : cellOf(section)?.column;
    if (column !== undefined && columns.includes(column)) return column;
  }
  return undefined;
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
