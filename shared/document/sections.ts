/**
 * Which section each block is shown in: the page itself, a container, or the cell where a row and a column meet. A pure function of the
 * document: containers that are in each other, or are nowhere, are taken for the page's own level.
 */
import { groupBy } from '#shared/group-by.ts';
import type { Fragment } from './fragment.ts';
import { findItem, NextMarkers } from './items.ts';
import { containerForm, isPartForm, KEY_ID, MAX_DEPTH } from './layout.ts';
import type { ContainerForm } from './layout.ts';
import { typeOf } from './props.ts';
import { Sequence } from './sequence.ts';
import { placeRegions } from './table-regions.ts';
import type { Line } from './table-regions.ts';
import type * as Y from 'yjs';

/** The name of the page's own level. */
export const ROOT_SECTION = '';

/** Blocks that are shown one below the other. */
export interface Section {
  readonly name: string;
  /** Its blocks in the order of the page, hidden ones among them. */
  readonly page: Sequence;
}

/** A part of a container: a section, or one cell of several that are merged. */
export interface Inside {
  readonly name: string;
  /** Its blocks in the order of the page, hidden ones among them. */
  readonly page: Iterable<Fragment>;
}

export const NO_INSIDES: readonly Inside[] = [];

/** The name of the cell of a table. */
export function cellName(row: string, column: string): string {
  return `${row}/${column}`;
}

/** Row and column of a cell's name, null for any other. */
export function cellOf(name: string): { readonly row: string; readonly column: string } | null {
  const at = name.indexOf('/');
  return at < 0 ? null : { row: name.slice(0, at), column: name.slice(at + 1) };
}

/** Of a block of an unknown type it is null: no property of it is known. What is unknown in its text does not matter. */
export function formOf({ props }: Pick<Fragment, 'props'>): ContainerForm | null {
  return containerForm(typeOf(props));
}

/** Does the block say that it is in a container, or is it one? */
export function hasSection(fragment: Fragment): boolean {
  return fragment.placement.section !== null || formOf(fragment) !== null;
}

export interface SectionedText {
  readonly text: Y.Text;
  /** all blocks that are no part of another, one behind the other */
  readonly order: readonly Fragment[];
  readonly ofMarker: (marker: unknown) => Fragment | undefined;
  /** the blocks beside it in the text */
  readonly before: (fragment: Fragment) => Fragment | undefined;
  readonly behind: (fragment: Fragment) => Fragment | undefined;
}

interface Place {
  readonly name: string;
  readonly owner: Fragment | null;
  readonly depth: number;
}

/** Containers in each other that are followed outwards from one. */
const MAX_CHAIN = 100;

const PAGE: Place = { name: ROOT_SECTION, owner: null, depth: 0 };

/** Tells for each block where it is shown; to be asked for all of them before anything is changed. */
export class Sectioning {
  readonly #sectioned: Omit<SectionedText, 'order'>;
  readonly #containers: ReadonlyMap<string, Fragment>;
  readonly #places = new Map<Fragment, Place>();
  readonly #markers = new NextMarkers();
  readonly #names = new Map<Fragment, string>();
  readonly #open = new Set<Fragment>();

  constructor(sectioned: Omit<SectionedText, 'order'>, containers: ReadonlyMap<string, Fragment>) {
    this.#sectioned = sectioned;
    this.#containers = containers;
  }

  placeOf(fragment: Fragment): Place {
    const known = this.#places.get(fragment);
    if (known !== undefined) return known;
    if (this.#open.has(fragment) || this.#open.size > MAX_CHAIN) {
      // a container that is in itself, by whatever way, or in more others than anybody means
      this.#places.set(fragment, PAGE);
      return PAGE;
    }
    this.#open.add(fragment);
    const found = this.#find(fragment, this.#nameOf(fragment));
    this.#open.delete(fragment);
    const place = this.#places.get(fragment) ?? found;
    this.#places.set(fragment, place);
    return place;
  }

  /** What the block says, or the one that it was split off from: a chain may be as long as the document, so no part is walked twice. */
  #nameOf(fragment: Fragment): string {
    const passed: Fragment[] = [];
    const seen = new Set<Fragment>();
    let name: string | null = null;
    for (let at: Fragment | undefined = fragment; name === null; at = this.#halfOf(at)) {
      if (at === undefined || seen.has(at)) name = ROOT_SECTION;
      else {
        name = this.#names.get(at) ?? at.placement.section;
        passed.push(at);
        seen.add(at);
      }
    }
    for (const one of passed) this.#names.set(one, name);
    return name;
  }

  /** What a block is with that says nothing itself: the other half, or what has its text by now; of text in front of a void block that one. */
  #halfOf(fragment: Fragment | undefined): Fragment | undefined {
    if (fragment === undefined) return undefined;
    if (fragment.marker === null) return this.#sectioned.behind(fragment);
    const { follows } = fragment.placement;
    const held = follows === null ? null : findItem(this.#sectioned.text, follows);
    return held === null ? undefined : this.#sectioned.ofMarker(this.#markers.from(held.item));
  }

  #find(fragment: Fragment, name: string): Place {
    if (name === ROOT_SECTION) return PAGE;
    const form = formOf(fragment);
    const cell = cellOf(name);
    if (cell !== null)
      return form === 'row' || form === 'col' || form === 'column' ? PAGE : this.#cell(fragment, cell, name);
    const owner = this.#containers.get(name);
    if (owner === undefined || owner === fragment) return this.#besideOf(fragment);
    const around = this.placeOf(owner);
    const takes = formOf(owner);
    const suits =
      takes === 'columns'
        ? form === 'column'
        : takes === 'table'
          ? form === 'row' || form === 'col'
          : (takes === 'box' || takes === 'column') && form !== 'row' && form !== 'col' && form !== 'column';
    if (suits && around.depth < MAX_DEPTH) return { name, owner, depth: around.depth + 1 };
    return isLevel(around) ? around : PAGE;
  }

  /** What is in a container that is nowhere is with the block before it in the text, the first one of a cell or a column with that behind. */
  #besideOf(fragment: Fragment): Place {
    if (isPart(fragment)) return PAGE;
    const near = [this.#sectioned.before(fragment), this.#sectioned.behind(fragment)].find(
      (one) => one !== undefined && !isPart(one),
    );
    if (near === undefined) return PAGE;
    const place = this.placeOf(near);
    return isLevel(place) ? place : PAGE;
  }

  #cell(fragment: Fragment, { row, column }: { row: string; column: string }, name: string): Place {
    const rowBlock = this.#containers.get(row);
    const columnBlock = this.#containers.get(column);
    if (rowBlock === undefined || formOf(rowBlock) !== 'row') return this.#besideOf(fragment);
    const around = this.placeOf(rowBlock);
    const isTable = around.owner !== null && formOf(around.owner) === 'table';
    const isWhole =
      columnBlock !== undefined && formOf(columnBlock) === 'col' && this.placeOf(columnBlock).owner === around.owner;
    if (isTable && isWhole && around.depth < MAX_DEPTH) return { name, owner: rowBlock, depth: around.depth + 1 };
    const outside = around.owner === null ? PAGE : this.placeOf(around.owner);
    return isLevel(outside) ? outside : PAGE;
  }
}

function isPart(fragment: Fragment): boolean {
  const form = formOf(fragment);
  return form !== null && isPartForm(form);
}

/** May any block be there? */
function isLevel({ owner }: Place): boolean {
  const form = owner === null ? 'box' : formOf(owner);
  return form === 'box' || form === 'column' || form === 'row';
}

/** Containers by the names that what is in them calls them by: their ids, and where several have one, a number behind it. */
export function nameContainers(order: readonly Fragment[]): Map<string, Fragment> {
  const named = new Map<string, Fragment>();
  const counts = new Map<string, number>();
  for (const fragment of order) {
    if (formOf(fragment) === null) continue;
    const id = (fragment.props[KEY_ID] as string | undefined) ?? '?';
    let count = counts.get(id) ?? 0;
    let name = id;
    for (; named.has(name); name = `${id}:${count}`) count += 1;
    counts.set(id, count);
    named.set(name, fragment);
  }
  return named;
}

/** What a document's containers hold: each block in the container or cell that it says. */
export interface Sectioned {
  readonly containers: ReadonlyMap<string, Fragment>;
  readonly insides: ReadonlyMap<string, Inside>;
  readonly places: ReadonlyMap<Fragment, { readonly name: string; readonly owner: Fragment | null }>;
}

/** Changes nothing about the blocks. */
export function findSections(sectioned: SectionedText): Sectioned {
  const containers = nameContainers(sectioned.order);
  const sectioning = new Sectioning(sectioned, containers);
  const places = new Map(sectioned.order.map((fragment) => [fragment, sectioning.placeOf(fragment)]));
  const insides = new Map<string, Inside>([[ROOT_SECTION, { name: ROOT_SECTION, page: [] }]]);
  for (const [name, page] of groupBy(sectioned.order, (fragment) => places.get(fragment)?.name))
    insides.set(name, { name, page });
  return { containers, insides, places };
}

export interface MergedCells {
  /** for each cell of a merged region the cell that shows all of them, in their order */
  readonly shownBy: ReadonlyMap<string, string>;
  /** by that cell all of them */
  readonly cells: ReadonlyMap<string, readonly string[]>;
  /** the tables that have such regions, and what their regions are */
  readonly tables: ReadonlyMap<Fragment, string>;
}

export const NONE_MERGED: MergedCells = { shownBy: new Map(), cells: new Map(), tables: new Map() };

/** To be called when it is known of all blocks whether they are shown. */
export function findMergedCells(
  { containers, insides }: Omit<Sectioned, 'places'>,
  isShown: (part: Fragment) => boolean,
): MergedCells {
  const merged = {
    shownBy: new Map<string, string>(),
    cells: new Map<string, readonly string[]>(),
    tables: new Map<Fragment, string>(),
  };
  for (const table of containers.values()) {
    if (table.merged.length === 0) continue;
    const { rows, columns } = linesOf([...(insides.get(table.name)?.page ?? [])].filter(isShown));
    const regions = placeRegions(table.merged, rows, columns).map(({ top, bottom, left, right }) =>
      rows
        .slice(top, bottom + 1)
        .flatMap((row) => columns.slice(left, right + 1).map((column) => cellName(row.name, column.name))),
    );
    for (const cells of regions) {
      const [first = ''] = cells;
      merged.cells.set(first, cells);
      for (const cell of cells) merged.shownBy.set(cell, first);
    }
    merged.tables.set(table, JSON.stringify(regions));
  }
  return merged.tables.size === 0 ? NONE_MERGED : merged;
}

/** The rows and columns of a table, each in order. */
export function linesOf(parts: Iterable<Fragment>): { readonly rows: Line[]; readonly columns: Line[] } {
  const lines = { rows: [] as Line[], columns: [] as Line[] };
  for (const part of parts) (formOf(part) === 'row' ? lines.rows : lines.columns).push(lineOf(part));
  return lines;
}

export function lineOf({ name, placement }: Fragment): Line {
  return { name, moved: placement.at !== null };
}

/** The sections as they are shown: what merged cells hold is in one. */
export function pagesOf({ insides }: Sectioned, merged: MergedCells): ReadonlyMap<string, Section> {
  const blocks = new Map<string, Iterable<Fragment>>();
  for (const [cell, shown] of merged.shownBy) {
    const page = insides.get(cell)?.page;
    if (page !== undefined) blocks.set(shown, [...(blocks.get(shown) ?? []), ...page]);
  }
  for (const { name, page } of insides.values()) if (!merged.shownBy.has(name)) blocks.set(name, page);
  const sections = new Map<string, Section>();
  for (const [name, found] of blocks) {
    const page = new Sequence('pageChunk');
    for (const fragment of found) fragment.pageChunk = null;
    page.splice(0, 0, [...found]);
    sections.set(name, { name, page });
  }
  return sections;
}

/** What containers hold: of a row its cells in the order of the columns, of a column of a table its cells in that of the rows. */
export class Insides {
  readonly #insides: ReadonlyMap<string, Inside>;
  readonly #parts = new Map<string, { readonly rows: string[]; readonly columns: string[] }>();

  constructor(insides: ReadonlyMap<string, Inside>) {
    this.#insides = insides;
  }

  /** @param fragment knows its owner and the section that it says */
  of(fragment: Fragment): readonly Inside[] {
    const [form, id] = [formOf(fragment), fragment.name];
    if (form === null) return NO_INSIDES;
    if (form === 'row') return this.#named(this.#partsOf(fragment).columns.map((column) => cellName(id, column)));
    if (form === 'col') return this.#named(this.#partsOf(fragment).rows.map((row) => cellName(row, id)));
    return this.#named([id]);
  }

  #named(names: readonly string[]): Inside[] {
    return names.flatMap((name) => this.#insides.get(name) ?? []);
  }

  #partsOf({ cell, owner }: Fragment): { readonly rows: readonly string[]; readonly columns: readonly string[] } {
    const known = this.#parts.get(cell);
    if (known !== undefined) return known;
    const parts = { rows: [] as string[], columns: [] as string[] };
    const page = owner === null ? [] : (this.#insides.get(cell)?.page ?? []);
    for (const part of page) {
      (formOf(part) === 'row' ? parts.rows : parts.columns).push(part.name);
    }
    this.#parts.set(cell, parts);
    return parts;
  }
}
