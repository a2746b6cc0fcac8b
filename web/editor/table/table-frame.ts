/** Where the table under the pointer, or with the caret, lies: views draw its handles over the text by it. */
import { $findCellNode, $isTableCellNode, $isTableSelection, type TableCellNode } from '@lexical/table';
import { mergeRegister } from '@lexical/utils';
import {
  $getNearestNodeFromDOMNode,
  $getNodeByKey,
  $getSelection,
  $isRangeSelection,
  isDOMNode,
  type LexicalEditor,
  type NodeKey,
} from 'lexical';
import { $areaOfCell, $gridOf, $placeOf, type Area, type Grid, widthOf } from '#shared/document/table-grid.ts';
import { createStore, type Store } from '../store.ts';
import { $tableState, type TableState } from './table-commands.ts';
import { $selectedCells, $tableOf, $tableOfKey, type TablePlace } from './table-place.ts';

/** All lengths in px from the left top of the overlay. */
export interface TableFrame {
  readonly key: NodeKey;
  /** the cell that the handles are about, or all selected ones when it is among them */
  readonly area: Area;
  readonly rows: number;
  readonly columns: number;
  /** what can be seen of the table */
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly row: { readonly top: number; readonly height: number };
  readonly column: { readonly left: number; readonly width: number };
  /** the column's middle can be seen */
  readonly inSight: boolean;
  /** the caret is in this table */
  readonly active: boolean;
  readonly rtl: boolean;
}

export interface TableElements {
  /** where the pointer is followed */
  readonly area: HTMLElement;
  /** lies over the text */
  readonly overlay: HTMLElement;
}

/** A place between two rows or columns, and the line through it. */
export interface TableGap {
  /** of the row or column behind it */
  readonly index: number;
  readonly left: number;
  readonly top: number;
  readonly length: number;
}

export interface TableTools {
  readonly frame: Store<TableFrame | null>;
  /** gives its own stop */
  mount(elements: TableElements): () => void;
  /** while a menu of a table is open, the frame stays with it */
  hold(held: boolean): void;
  /** of the cells of a place; null where they are gone */
  stateOf(place: TablePlace): TableState | null;
  /** the selected cells, or the one with the caret */
  selected(): TablePlace | null;
  /** where a row or column goes that is let go at a point of the window */
  gapAt(key: NodeKey, way: 'row' | 'column', x: number, y: number): TableGap | null;
  /** in px, as they are drawn */
  columnWidths(key: NodeKey): number[];
}

/** How far beside a table the pointer still means it: there the handles are. */
const NEAR_PX = 30;

const sameFrame = (a: TableFrame | null, b: TableFrame | null): boolean => JSON.stringify(a) === JSON.stringify(b);

export function createTableTools(editor: LexicalEditor, writing: Store<boolean>): TableTools {
  const frame = createStore<TableFrame | null>(null, sameFrame);
  let overlay: HTMLElement | null = null;
  let hovered: NodeKey | null = null;
  let held = false;
  let request = 0;

  const measure = (): void => {
    request = 0;
    const origin = overlay?.getBoundingClientRect();
    if (held || origin === undefined) return;
    frame.set(editor.getEditorState().read(() => $frame(editor, hovered, origin), { editor }));
  };
  const schedule = (): void => {
    const view = overlay?.ownerDocument.defaultView;
    if (request === 0 && view !== null && view !== undefined) request = view.requestAnimationFrame(measure);
  };
  const onMove = (event: PointerEvent): void => {
    if (event.pointerType === 'touch' || event.buttons !== 0 || held || writing.get()) return;
    const [target] = event.composedPath();
    if (!isDOMNode(target) || overlay === null || overlay.contains(target)) return;
    const cell = cellKeyAt(editor, target);
    if (cell === null && isNear(overlay, frame.get(), event)) return;
    if (cell === hovered) return;
    hovered = cell;
    schedule();
  };
  const onLeave = (): void => {
    if (held || hovered === null) return;
    hovered = null;
    schedule();
  };

  return {
    frame,
    mount(elements) {
      overlay = elements.overlay;
      const { area } = elements;
      const view = overlay.ownerDocument.defaultView;
      const sizes = view === null ? null : new view.ResizeObserver(schedule);
      sizes?.observe(overlay);
      area.addEventListener('pointermove', onMove);
      area.addEventListener('pointerleave', onLeave);
      area.addEventListener('scroll', schedule, { capture: true, passive: true });
      return mergeRegister(
        editor.registerUpdateListener(({ editorState }) => {
          // nothing is measured for a page without tables, nor while somebody writes
          if (writing.get()) return;
          if (frame.get() !== null || hovered !== null || editorState.read(() => $caretCell() !== null)) schedule();
        }),
        writing.subscribe(() => {
          if (!writing.get()) schedule();
        }),
        () => {
          area.removeEventListener('pointermove', onMove);
          area.removeEventListener('pointerleave', onLeave);
          area.removeEventListener('scroll', schedule, { capture: true });
          sizes?.disconnect();
          view?.cancelAnimationFrame(request);
          request = 0;
          overlay = null;
          frame.set(null);
        },
      );
    },
    hold(next) {
      held = next;
      if (!held) schedule();
    },
    stateOf: ({ table, area }) => editor.read('latest', () => $tableState(table, area)),
    selected: () => editor.read('latest', $selectedCells),
    gapAt(key, way, x, y) {
      const origin = overlay?.getBoundingClientRect();
      const lines = editor.getEditorState().read(() => $linesOf(editor, key), { editor });
      if (lines === null || origin === undefined) return null;
      const { box, rtl } = lines;
      const edges = way === 'row' ? lines.rows : lines.columns;
      const at = way === 'row' ? y : x;
      let index = 0;
      for (const [i, edge] of edges.entries()) {
        if (Math.abs(edge - at) < Math.abs((edges[index] ?? edge) - at)) index = i;
      }
      const line = edges[index] ?? 0;
      if (way === 'row') return { index, left: box.left - origin.left, top: line - origin.top, length: box.width };
      const inside = Math.max(box.left, Math.min(line, box.right));
      return { index, left: inside - origin.left - (rtl ? 1 : 0), top: box.top - origin.top, length: box.height };
    },
    columnWidths(key) {
      const lines = editor.getEditorState().read(() => $linesOf(editor, key), { editor });
      return (lines?.columns ?? [])
        .slice(1)
        .map((edge, at) => Math.round(Math.abs(edge - (lines?.columns[at] ?? edge))));
    },
  };
}

function cellKeyAt(editor: LexicalEditor, target: Node): NodeKey | null {
  if (editor.getRootElement()?.contains(target) !== true) return null;
  return editor.getEditorState().read(
    () => {
      const node = $getNearestNodeFromDOMNode(target);
      return node === null ? null : ($findCellNode(node)?.getKey() ?? null);
    },
    { editor },
  );
}

function isNear(overlay: HTMLElement, frame: TableFrame | null, { clientX, clientY }: PointerEvent): boolean {
  if (frame === null) return false;
  const origin = overlay.getBoundingClientRect();
  const [x, y] = [clientX - origin.left - frame.box.left, clientY - origin.top - frame.box.top];
  return x > -NEAR_PX && y > -NEAR_PX && x < frame.box.width + NEAR_PX && y < frame.box.height + NEAR_PX;
}

/** The cell that the caret, or the end of a selection, is in. */
function $caretCell(): NodeKey | null {
  const selection = $getSelection();
  if (!$isRangeSelection(selection) && !$isTableSelection(selection)) return null;
  return $findCellNode(selection.focus.getNode())?.getKey() ?? null;
}

function $frame(editor: LexicalEditor, hovered: NodeKey | null, origin: DOMRect): TableFrame | null {
  const caret = $caretCell();
  const cell = $cellOfKey(hovered) ?? $cellOfKey(caret);
  const table = cell === null ? null : $tableOf(cell);
  const element = cell === null ? null : editor.getElementByKey(cell.getKey());
  if (cell === null || table === null || element === null) return null;
  const grid = $gridOf(table);
  const place = $placeOf(grid, cell);
  const box = $boxOf(editor, table.getKey());
  if (place === null || box === null) return null;
  const caretCell = $cellOfKey(caret);
  const isActive = caretCell !== null && table.is($tableOf(caretCell));
  const own = $areaOfCell(place);
  const selected = $selectedCells();
  const isSelected = selected?.table === table.getKey() && isWithin(own, selected.area);
  const area = isSelected ? selected.area : own;
  const first = cellRect(editor, grid, area.top, area.left) ?? element.getBoundingClientRect();
  const last = cellRect(editor, grid, area.bottom, area.right) ?? first;
  const [left, right] = [Math.min(first.left, last.left), Math.max(first.right, last.right)];
  const middle = (left + right) / 2;
  return {
    key: table.getKey(),
    area,
    rows: grid.length,
    columns: widthOf(grid),
    box: { left: box.left - origin.left, top: box.top - origin.top, width: box.width, height: box.height },
    row: { top: first.top - origin.top, height: last.bottom - first.top },
    column: { left: left - origin.left, width: right - left },
    inSight: middle >= box.left && middle <= box.right,
    active: isActive,
    rtl: isRtl(element),
  };
}

function $cellOfKey(key: NodeKey | null): TableCellNode | null {
  const node = key === null ? null : $getNodeByKey(key);
  return $isTableCellNode(node) ? node : null;
}

function isWithin(inner: Area, outer: Area): boolean {
  return (
    inner.top >= outer.top && inner.bottom <= outer.bottom && inner.left >= outer.left && inner.right <= outer.right
  );
}

/** What can be seen of a table, in px of the window: it scrolls within the element of its node. */
function $boxOf(editor: LexicalEditor, key: NodeKey): DOMRect | null {
  const outer = editor.getElementByKey(key);
  const table = outer?.querySelector('table');
  const Rect = outer?.ownerDocument.defaultView?.DOMRect;
  if (outer === null || table === null || table === undefined || Rect === undefined) return null;
  const [window, whole] = [outer.getBoundingClientRect(), table.getBoundingClientRect()];
  const left = Math.max(window.left, whole.left);
  return new Rect(left, whole.top, Math.min(window.right, whole.right) - left, whole.height);
}

/** The edges of rows and columns, one more than there are of them, in px of the window. */
function $linesOf(
  editor: LexicalEditor,
  key: NodeKey,
): { rows: number[]; columns: number[]; box: DOMRect; rtl: boolean } | null {
  const table = $tableOfKey(key);
  const box = $boxOf(editor, key);
  if (table === null || box === null) return null;
  const grid = $gridOf(table);
  const rows = table.getChildren().map((row) => editor.getElementByKey(row.getKey())?.getBoundingClientRect());
  const element = editor.getElementByKey(table.getFirstChild()?.getKey() ?? '');
  const rtl = element !== null && isRtl(element);
  const columns: number[] = [];
  for (let at = 0; at < widthOf(grid); at += 1) {
    const place = grid.map((row) => row[at]).find((one) => one?.column === at);
    const rect = place === undefined ? undefined : editor.getElementByKey(place.cell.getKey())?.getBoundingClientRect();
    if (rect !== undefined) columns[at] = rtl ? rect.right : rect.left;
    const end = grid.map((row) => row[at]).find((one) => one !== undefined && $areaOfCell(one).right === at);
    const endRect = end === undefined ? undefined : editor.getElementByKey(end.cell.getKey())?.getBoundingClientRect();
    columns[at] ??= columns[at - 1] ?? box.left;
    if (endRect !== undefined) columns[at + 1] = rtl ? endRect.left : endRect.right;
  }
  const tops = rows.map((rect) => rect?.top ?? box.top);
  return { rows: [...tops, rows.at(-1)?.bottom ?? box.bottom], columns, box, rtl };
}

function cellRect(editor: LexicalEditor, grid: Grid, row: number, column: number): DOMRect | null {
  const key = grid[row]?.[column]?.cell.getKey();
  return key === undefined ? null : (editor.getElementByKey(key)?.getBoundingClientRect() ?? null);
}

function isRtl(element: HTMLElement): boolean {
  return element.ownerDocument.defaultView?.getComputedStyle(element).direction === 'rtl';
}
