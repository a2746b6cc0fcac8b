/** Tree → a new document in layout `flat/1`, as the binding would have written it. */
import * as Y from 'yjs';
import { unreachable } from '#shared/assert.ts';
import { NONE } from '../attributes.ts';
import { BODY_ROOT, LAYOUT, META_FRONT_MATTER, META_LAYOUT, META_ROOT, TITLE_ROOT } from '../layout.ts';
import { markerOf } from '../read.ts';
import type { Run } from '../runs.ts';
import type { Block, DocumentTree, Table } from './block.ts';

/** One operation of `Y.Text.applyDelta`. */
interface Insert {
  readonly insert: string | object;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/**
 * @param clientId the Yjs client under which the content is written
 * @returns the whole document as one Yjs update, V1. Ids of containers follow from `clientId` and their order.
 */
export function writeTree(tree: DocumentTree, clientId: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  doc.transact(() => {
    doc.getMap(META_ROOT).set(META_LAYOUT, LAYOUT);
    if (tree.frontMatter !== undefined) doc.getMap(META_ROOT).set(META_FRONT_MATTER, tree.frontMatter);
    doc.getText(TITLE_ROOT).insert(0, tree.title);
    doc.getText(BODY_ROOT).applyDelta(new TreeWriter(clientId.toString(36)).write(tree.blocks));
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

/**
 * Writes blocks behind all others of a document; to be called in a transaction of it.
 * @param prefix begins the ids of containers; no id of the document begins so
 */
export function appendBlocks(doc: Y.Doc, blocks: readonly Block[], prefix: string): void {
  const text = doc.getText(BODY_ROOT);
  const inserts = new TreeWriter(prefix).write(blocks);
  let last = text._start;
  for (let item = last; item !== null; item = item.right) if (!item.deleted && item.countable) last = item;
  // text behind the last marker is a block, and would be one with the first of these
  const isOpen = last !== null && !last.deleted && markerOf(last) === null;
  text.applyDelta([{ retain: text.length }, ...(isOpen ? [{ insert: new Y.Map() }] : []), ...inserts]);
}

class TreeWriter {
  readonly #inserts: Insert[] = [];
  readonly #prefix: string;
  #ids = 0;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  write(blocks: readonly Block[]): Insert[] {
    this.#blocks(blocks, null);
    return this.#inserts;
  }

  #blocks(blocks: readonly Block[], within: string | null): void {
    for (const block of blocks) {
      switch (block.kind) {
        case 'leaf':
          this.#block(block.runs, block.props, within);
          break;
        case 'container': {
          const id = this.#newId();
          this.#block(block.runs, { ...block.props, id }, within);
          this.#blocks(block.children, id);
          break;
        }
        case 'table':
          this.#table(block, within);
          break;
        default:
          unreachable(block);
      }
    }
  }

  #block(runs: readonly Run[], props: Readonly<Record<string, unknown>>, within: string | null): void {
    for (const run of runs) {
      const insert = run.kind === 'text' ? run.text : (run.embed as object);
      this.#inserts.push(run.attributes === NONE ? { insert } : { insert, attributes: run.attributes });
    }
    const keys = Object.entries(within === null ? props : { ...props, in: within });
    this.#inserts.push({ insert: new Y.Map(keys.filter(([, value]) => value !== undefined)) });
  }

  /** The table's marker, its columns', then each row's with its cells' blocks; an empty cell has none. */
  #table(table: Table, within: string | null): void {
    const id = this.#newId();
    const columns = table.columns.map(() => this.#newId());
    const rows = table.rows.map(() => this.#newId());
    this.#block([], { ...table.props, id, ...mergedKeys(table, rows, columns) }, within);
    table.columns.forEach(({ props }, at) => this.#block([], { ...props, t: 'col', id: columns[at] }, id));
    table.rows.forEach(({ props, cells }, at) => {
      const row = rows[at] ?? '';
      const looks: Record<string, unknown> = {};
      cells.forEach(({ background, align }, column) => {
        if (background !== undefined) looks[`bg/${columns[column]}`] = background;
        if (align !== undefined) looks[`va/${columns[column]}`] = align;
      });
      this.#block([], { ...props, ...looks, t: 'row', id: row }, id);
      cells.forEach(({ children }, column) => this.#blocks(children, `${row}/${columns[column]}`));
    });
  }

  #newId(): string {
    this.#ids += 1;
    return `${this.#prefix}.${this.#ids.toString(36)}`;
  }
}

function mergedKeys(
  table: Table,
  rows: readonly string[],
  columns: readonly string[],
): Record<string, { rows: string[]; cols: string[] }> {
  const keys: Record<string, { rows: string[]; cols: string[] }> = {};
  table.rows.forEach(({ cells }, row) =>
    cells.forEach(({ rowSpan = 1, columnSpan = 1 }, column) => {
      if (rowSpan * columnSpan === 1) return;
      keys[`m/${rows[row]}/${columns[column]}`] = {
        rows: rows.slice(row, row + rowSpan),
        cols: columns.slice(column, column + columnSpan),
      };
    }),
  );
  return keys;
}
