/** Yjs → tree, without an editor. The tree follows from the blocks' order and their keys `id` and `in`. */
import type * as Y from 'yjs';
import { intern } from '../attributes.ts';
import type { Fragment } from '../fragment.ts';
import { readFragments, readTitle } from '../markdown/read-document.ts';
import type { BlockProps } from '../props.ts';
import { cellName, cellOf, lineOf } from '../sections.ts';
import { placeRegions } from '../table-regions.ts';
import { CONTAINER_TYPES } from './block.ts';
import type { Block, Cell, DocumentTree, Row, Table } from './block.ts';
import { KEY_ID, META_FRONT_MATTER, META_ROOT } from '../layout.ts';
import { isFrontMatter } from '../markdown/front-matter.ts';
import { kindOf } from './kinds.ts';
import { PLACING } from './loose-props.ts';

/** a table marker's key of a merged region, by its first cell */
const MERGED = /^m\/([^/]+)\/([^/]+)$/u;
/** a row marker's keys of a cell's colour and its vertical alignment, by the column */
const OF_CELL = /^(bg|va)\/([^/]+)$/u;

export function readTree(doc: Y.Doc): DocumentTree {
  const frontMatter = doc.getMap(META_ROOT).get(META_FRONT_MATTER);
  const kept = typeof frontMatter === 'string' && isFrontMatter(frontMatter) ? { frontMatter } : {};
  return { title: readTitle(doc), ...kept, blocks: new TreeReader(readFragments(doc).page).blocks };
}

/** Some of a document's blocks, which know where they are; those whose container is not among them stand for themselves. */
export function treesOf(blocks: readonly Fragment[]): ReadonlyMap<Fragment, readonly Block[]> {
  return new TreeReader(blocks).trees();
}

/** A block on its way into the tree. */
interface Entry {
  readonly fragment: Fragment;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly kind: string;
  readonly id: string | null;
  parent: Entry | null;
  /** of a cell's block: the column */
  column: string | null;
}

class TreeReader {
  readonly blocks: readonly Block[];
  readonly #children = new Map<Entry | null, Entry[]>();

  /** @param page the blocks that are shown, which know where they are */
  constructor(page: readonly Fragment[]) {
    const entries = page.map(entryOf);
    const ofFragment = new Map(entries.map((entry) => [entry.fragment, entry]));
    for (const entry of entries) {
      const { owner, section } = entry.fragment;
      entry.parent = owner === null ? null : (ofFragment.get(owner) ?? null);
      entry.column = cellOf(section)?.column ?? null;
    }
    for (const entry of entries) {
      const siblings = this.#children.get(entry.parent);
      if (siblings === undefined) this.#children.set(entry.parent, [entry]);
      else siblings.push(entry);
    }
    this.blocks = this.#build(this.#of(null));
  }

  /** What each block at the outermost level is. */
  trees(): Map<Fragment, readonly Block[]> {
    return new Map(this.#of(null).map((entry) => [entry.fragment, this.#block(entry)]));
  }

  #of(parent: Entry | null): readonly Entry[] {
    return this.#children.get(parent) ?? [];
  }

  #build(entries: readonly Entry[]): Block[] {
    return entries.flatMap((entry) => this.#block(entry));
  }

  #block(entry: Entry): Block[] {
    const { fragment, kind } = entry;
    const inside = this.#of(entry);
    if (kind === 'table') {
      const table = this.#table(entry, inside);
      return table.rows.length === 0 || table.columns.length === 0 ? [] : [table];
    }
    const children = this.#build(inside);
    // a row or column without its table, a block that holds others and is none that may: they stand beside it
    if (kind === 'row' || kind === 'col') return children;
    const props = propsOf(entry);
    const runs = fragment.runs;
    if (CONTAINER_TYPES.has(kind)) return [{ kind: 'container', props, runs, children }];
    return [{ kind: 'leaf', props, runs }];
  }

  #table(entry: Entry, inside: readonly Entry[]): Table {
    const columns = inside.filter(({ kind }) => kind === 'col');
    const rows = inside.filter(({ kind }) => kind === 'row');
    const spans = spansOf(entry.fragment, rows, columns);
    return {
      kind: 'table',
      props: propsOf(entry, MERGED),
      columns: columns.map((column) => ({ props: propsOf(column) })),
      rows: rows.map((row): Row => {
        const blocks = this.#of(row);
        const cells = columns.map((column): Cell => {
          const children = this.#build(blocks.filter((block) => block.column === column.fragment.name));
          return {
            children,
            ...lookOf(row.raw, column.id),
            ...spans.get(cellName(row.fragment.name, column.fragment.name)),
          };
        });
        return { props: propsOf(row, OF_CELL), cells };
      }),
    };
  }
}

function entryOf(fragment: Fragment): Entry {
  const raw = (fragment.marker?.toJSON() ?? {}) as Record<string, unknown>;
  const text = (key: string): string | null => (typeof raw[key] === 'string' ? raw[key] : null);
  return { fragment, raw, kind: kindOf(raw), id: text(KEY_ID), parent: null, column: null };
}

/** The keys that are the block's own; those of text blocks as this version understands them. */
function propsOf({ fragment, raw, kind }: Entry, without?: RegExp): BlockProps {
  const understood = fragment.unknown?.startsWith('block ') !== true && kind !== 'table' && kind !== 'row';
  const source = understood && kind !== 'col' ? fragment.props : raw;
  const own = Object.entries(source).filter(([key]) => !PLACING.has(key) && without?.test(key) !== true);
  return intern(Object.fromEntries(own));
}

function lookOf(raw: Readonly<Record<string, unknown>>, column: string | null): Pick<Cell, 'background' | 'align'> {
  const background = raw[`bg/${column}`];
  const align = raw[`va/${column}`];
  return {
    ...(typeof background === 'string' ? { background } : {}),
    ...(typeof align === 'string' ? { align } : {}),
  };
}

/** What is merged, by the first cell. */
function spansOf(
  { merged }: Fragment,
  rows: readonly Entry[],
  columns: readonly Entry[],
): Map<string, Pick<Cell, 'rowSpan' | 'columnSpan'>> {
  const lines = (entries: readonly Entry[]) => entries.map(({ fragment }) => lineOf(fragment));
  return new Map(
    placeRegions(merged, lines(rows), lines(columns)).map(({ top, bottom, left, right }) => [
      cellName(rows[top]?.fragment.name ?? '', columns[left]?.fragment.name ?? ''),
      { rowSpan: bottom - top + 1, columnSpan: right - left + 1 },
    ]),
  );
}
