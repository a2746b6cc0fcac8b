/**
 * The order of the page and what is in which section, kept while the text changes: only what has to do with blocks that say where they are
 * shown, or that were read anew, is found out again. The result is that of `arrange` and `findSections` for the whole document.
 */
import type * as Y from 'yjs';
import { groupBy } from '#shared/group-by.ts';
import { arrangeAsText, isArranged, isComplete, isPlaced, relate, UNRELATED } from './arrangement.ts';
import type { Relations } from './arrangement.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import type { Run } from './runs.ts';
import { sameRuns } from './runs.ts';
import {
  findMergedCells,
  formOf,
  hasSection,
  Insides,
  nameContainers,
  NO_INSIDES,
  NONE_MERGED,
  ROOT_SECTION,
  Sectioning,
} from './sections.ts';
import type { Inside, MergedCells, Section } from './sections.ts';
import { Sequence } from './sequence.ts';

export interface OrderedText {
  readonly text: Y.Text;
  /** all blocks in the order of the text */
  readonly sequence: Sequence;
  readonly ofMarker: (marker: unknown) => Fragment | undefined;
}

/** What the page shows elsewhere, or otherwise, than before. */
export interface Rearranged {
  /** Blocks that are shown elsewhere, those that are new among them. */
  readonly moved: readonly Fragment[];
  /** Blocks that are in another section. */
  readonly entered: readonly Fragment[];
  /** Blocks that now stand behind another one, as one came or went in front of them. */
  readonly behind: ReadonlySet<Fragment>;
  /** Blocks that show the texts of others than before. */
  readonly joined: readonly Fragment[];
  /** Blocks whose text is shown in another. */
  readonly hosted: readonly Fragment[];
  /** Tables in which other cells are merged than before. */
  readonly tables: readonly Fragment[];
}

interface Joined {
  readonly heads: readonly Fragment[];
  readonly runs: readonly Run[];
}

type Places = ReadonlyMap<Fragment, { readonly name: string; readonly owner: Fragment | null }>;

export class PageOrder {
  readonly #ordered: OrderedText;
  /** The same one as that of the text as long as no block was moved and there is no container. */
  #page: Sequence;
  /** All sections that have blocks, the page's own among them; none as long as there is no page of its own. */
  readonly #sections = new Map<string, Section>();
  #byName: ReadonlyMap<string, Fragment> = new Map();
  /** Blocks that say that they are shown elsewhere or in a section. */
  readonly #arranged = new Set<Fragment>();
  readonly #placed = new Set<Fragment>();
  readonly #unmarked = new Set<Fragment>();
  readonly #containers = new Set<Fragment>();
  /** Tables that say that cells are merged. */
  readonly #merging = new Set<Fragment>();
  #relations: Relations = UNRELATED;
  #merged: MergedCells = NONE_MERGED;
  /** What is in merged cells, each by itself. */
  #mergedCells: ReadonlyMap<string, Inside> = new Map();
  /** Blocks in other sections than the page's own, and the sections or cells that they say. */
  #inside: Places = new Map();
  /** Blocks that are new, or may lie elsewhere in the text, since the order was brought up to date. */
  readonly #fresh = new Set<Fragment>();
  readonly #gone = new Set<Fragment>();
  #haveSectionsCome = false;

  constructor(ordered: OrderedText) {
    this.#ordered = ordered;
    this.#page = ordered.sequence;
  }

  /** Is the page in another order than the text, or not one list? */
  get isArranged(): boolean {
    return this.#page !== this.#ordered.sequence;
  }

  get containers(): ReadonlySet<Fragment> {
    return this.#containers;
  }

  /** Cells that others show, as they are merged with them. */
  get merged(): MergedCells {
    return this.#merged;
  }

  /** Does any table say that cells are merged? */
  get hasMerged(): boolean {
    return this.#merging.size > 0;
  }

  /** The blocks that say that they are in this cell, hidden ones among them, in the order of the page. */
  blocksIn(cell: string): readonly Fragment[] {
    return [...(this.#contents().get(cell)?.page ?? [])];
  }

  /** All blocks that are joined in a circle. */
  get inCircles(): Fragment[] {
    return [...this.#arranged].filter(({ isInCircle }) => isInCircle);
  }

  /** The blocks of a section in the order of the page, hidden ones among them, and without those that are shown as part of another. */
  pageOf(section: string): Sequence {
    return section === ROOT_SECTION ? this.#page : (this.#sections.get(section)?.page ?? NOTHING);
  }

  ofName(name: string): Fragment | undefined {
    return this.#byName.get(name);
  }

  /** The blocks that are shown in front of this one because it was moved, in order. */
  shownWith(tail: Fragment): readonly Fragment[] {
    const followers = this.#relations.followers.get(tail) ?? [];
    return followers.filter((one) => one.tail === tail && one.placement.follows !== null);
  }

  /** To be called when a block was read anew. */
  learn(fragment: Fragment, isFresh: boolean): void {
    put(this.#placed, fragment, isPlaced(fragment));
    put(this.#arranged, fragment, isArranged(fragment) || hasSection(fragment));
    put(this.#unmarked, fragment, fragment.marker === null);
    put(this.#containers, fragment, formOf(fragment) !== null);
    put(this.#merging, fragment, fragment.merged.length > 0);
    if (isFresh) this.#fresh.add(fragment);
  }

  forget(fragment: Fragment): void {
    for (const all of [this.#placed, this.#arranged, this.#unmarked, this.#containers, this.#merging])
      all.delete(fragment);
    this.#gone.add(fragment);
  }

  /**
   * Brings the order up to date. Null where the page is that of the text, before and now.
   * @param onLeave told of each block that is in another section from now on, before it is
   */
  update(onLeave: (fragment: Fragment) => void): (Rearranged & { readonly isComplete: boolean }) | null {
    const [fresh, gone] = [new Set(this.#fresh), new Set(this.#gone)];
    this.#fresh.clear();
    this.#gone.clear();
    if (this.#arranged.size === 0 && !this.isArranged) return null;
    if (!this.isArranged) this.#separate(fresh);
    const old = this.#relations;
    const joined = joinedOf(old);
    const complete = this.#relate();
    const out = new Set([...fresh, ...gone]);
    for (const one of new Set([...old.shown.keys(), ...this.#relations.shown.keys()])) {
      const before = old.shown.get(one) ?? [one];
      const now = this.#relations.shown.get(one) ?? [one];
      for (const other of fresh.has(one) || gone.has(one) ? [...before, ...now] : differing(before, now))
        out.add(other);
    }
    const names = this.#byName;
    const places = this.#findPlaces();
    const concerned = new Set([...this.#inside.keys(), ...places.keys()]);
    const cellOf = (one: Fragment): string => places.get(one)?.name ?? ROOT_SECTION;
    for (const one of concerned) if (one.cell !== cellOf(one)) out.add(one);
    const { tables: mergedBefore } = this.#merged;
    const regions = this.#partRegions();
    const merely = new Set([...regions.values()].flat().filter((one) => !out.has(one)));
    const behind = this.#takeOut(new Set([...out, ...merely]));
    for (const one of concerned) {
      one.owner = places.get(one)?.owner ?? null;
      one.cell = cellOf(one);
    }
    this.#inside = places;
    const coming = this.#putIn([...out, ...merely].filter((one) => one.chunk !== null && one.host === null));
    this.#nameContents(names, new Set([...out, ...merely]));
    this.#merge();
    const { tables } = this.#merged;
    const entered = [...concerned].filter((one) => one.chunk !== null && one.section !== this.#sectionOf(one));
    for (const one of entered) {
      onLeave(one);
      one.section = this.#sectionOf(one);
    }
    const moved = coming.filter((one) => !merely.has(one));
    for (const [section, now] of this.#regions())
      moved.push(...differing(regions.get(section) ?? [], now).filter((one) => one.chunk !== null));
    for (const one of moved) {
      const next = fresh.has(one) ? undefined : this.pageOf(one.section).next(one);
      if (next !== undefined) behind.add(next);
    }
    const otherTables = [...tables.keys()].filter((table) => mergedBefore.get(table) !== tables.get(table));
    const hosted = [...this.#relations.related].filter(({ host }) => host !== null);
    const now = joinedOf(this.#relations);
    const changed = [...new Set([...joined.keys(), ...now.keys()])].filter(
      (one) => one.chunk !== null && !sameJoined(joined.get(one), now.get(one)),
    );
    if (this.#arranged.size === 0) this.#unite();
    return { moved, entered, behind, joined: changed, hosted, tables: otherTables, isComplete: complete };
  }

  /** A page of its own, which is as the text was. */
  #separate(fresh: ReadonlySet<Fragment>): void {
    this.#page = new Sequence('pageChunk');
    this.#page.splice(0, 0, fresh.size === this.#ordered.sequence.length ? [] : this.#known(fresh));
    this.#sections.set(ROOT_SECTION, { name: ROOT_SECTION, page: this.#page });
  }

  #known(fresh: ReadonlySet<Fragment>): Fragment[] {
    return [...this.#ordered.sequence].filter((one) => !fresh.has(one));
  }

  /** No block says anything any more, so the page is the text. */
  #unite(): void {
    this.#page.clear();
    this.#page = this.#ordered.sequence;
    this.#sections.clear();
  }

  #sectionOf({ cell }: Fragment): string {
    return this.#merged.shownBy.get(cell) ?? cell;
  }

  /** What is in each section, and in each of merged cells. */
  #contents(): ReadonlyMap<string, Inside> {
    if (this.#merged.shownBy.size === 0) return this.#sections;
    const whole = [...this.#sections].filter(([name]) => !this.#merged.shownBy.has(name));
    return new Map<string, Inside>([...whole, ...this.#mergedCells]);
  }

  /** What merged cells show together. */
  #regions(): Map<string, Fragment[]> {
    const names = new Set(this.#merged.shownBy.values());
    return new Map([...names].map((name) => [name, [...this.pageOf(name)]]));
  }

  /** The same, which is to be put into the single cells again. */
  #partRegions(): Map<string, Fragment[]> {
    const regions = this.#regions();
    this.#haveSectionsCome ||= this.#merging.size > 0 || this.#merged.tables.size > 0;
    this.#merged = NONE_MERGED;
    this.#mergedCells = new Map();
    return regions;
  }

  /** Puts what is in merged cells together. */
  #merge(): void {
    if (this.#merging.size === 0) return;
    this.#merged = findMergedCells({ containers: this.#byName, insides: this.#sections }, isShown);
    const cells = new Map<string, Inside>();
    const regions = new Map<string, Fragment[]>();
    for (const [name, shown] of this.#merged.shownBy) {
      const cell = this.#sections.get(name);
      if (cell === undefined) continue;
      const page = [...cell.page];
      cell.page.clear();
      this.#sections.delete(name);
      cells.set(name, { name, page });
      regions.set(shown, [...(regions.get(shown) ?? []), ...page]);
    }
    this.#mergedCells = cells;
    for (const [name, blocks] of regions) {
      const page = new Sequence('pageChunk');
      page.splice(0, 0, blocks);
      this.#sections.set(name, { name, page });
    }
    this.#tellInsides();
  }

  /** Finds anew what blocks have to do with each other. Gives whether the text has all that they refer to. */
  #relate(): boolean {
    const { text, sequence, ofMarker } = this.#ordered;
    arrangeAsText(this.#relations.related);
    for (const shown of this.#relations.shown.values()) for (const one of shown) one.spot = null;
    const arranged = {
      text,
      ofMarker,
      last: sequence.at(sequence.length - 1),
      placed: this.#inTextOrder(this.#placed),
      before: (fragment: Fragment) => sequence.previous(fragment),
    };
    this.#relations = relate(arranged);
    for (const [lies, shown] of this.#relations.shown) {
      for (const [rank, one] of shown.entries()) one.spot = { lies, rank };
    }
    return isComplete(arranged);
  }

  #inTextOrder(fragments: Iterable<Fragment>): Fragment[] {
    const places = this.#ordered.sequence.placesOf(fragments);
    return [...places.keys()].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  }

  /** By where they are shown, whatever sections they are in; those that are part of another are left out. */
  #inPageOrder(fragments: Iterable<Fragment>): Fragment[] {
    const shown = [...fragments].filter(({ host }) => host === null);
    const places = this.#ordered.sequence.placesOf(new Set(shown.map(liesOf)));
    const placeOf = (one: Fragment): number => places.get(liesOf(one)) ?? 0;
    return shown.sort((a, b) => placeOf(a) - placeOf(b) || rankOf(a) - rankOf(b));
  }

  /** Names the containers, and finds all blocks that are in any. */
  #findPlaces(): Places {
    const { text, sequence, ofMarker } = this.#ordered;
    const containers = nameContainers(this.#inPageOrder(this.#containers));
    const sectioning = new Sectioning(
      {
        text,
        ofMarker,
        before: (fragment) => sequence.previous(fragment),
        behind: (fragment) => sequence.next(fragment),
      },
      containers,
    );
    const places = new Map<Fragment, { readonly name: string; readonly owner: Fragment | null }>();
    // what says nothing is on the page's own level; where containers are in each other, who is asked first makes a difference
    for (const one of this.#inPageOrder(new Set([...this.#placed, ...this.#unmarked, ...this.#containers]))) {
      const place = sectioning.placeOf(one);
      if (place.name !== ROOT_SECTION) places.set(one, place);
    }
    this.#byName = containers;
    return places;
  }

  /** Takes blocks out of their pages. Gives those that stood behind them and stay. */
  #takeOut(out: ReadonlySet<Fragment>): Set<Fragment> {
    const behind = new Set<Fragment>();
    const passed = new Set<Fragment>();
    for (const one of out) {
      if (one.pageChunk === null || one.chunk === null) continue;
      const page = this.pageOf(one.section);
      let next = page.next(one);
      for (; next !== undefined && out.has(next) && !passed.has(next); next = page.next(next)) passed.add(next);
      if (next !== undefined && !out.has(next)) behind.add(next);
    }
    for (const [section, some] of groupBy(out, ({ section: name }) => name)) this.pageOf(section).removeAll(some);
    return behind;
  }

  /** Puts blocks where they are shown, and gives them in that order. */
  #putIn(coming: readonly Fragment[]): Fragment[] {
    const sorted = this.#inPageOrder(coming);
    for (const [name, some] of groupBy(sorted, ({ cell }) => cell)) {
      let section = this.#sections.get(name);
      if (section === undefined) {
        section = { name, page: new Sequence('pageChunk') };
        this.#sections.set(name, section);
        this.#haveSectionsCome = true;
      }
      this.#insert(section.page, some);
    }
    return sorted;
  }

  #insert(page: Sequence, sorted: readonly Fragment[]): void {
    for (let at = 0; at < sorted.length;) {
      const first = sorted[at];
      if (first === undefined) return;
      const place = this.#placeIn(page, first);
      const next = page.at(place);
      let end = at + 1;
      // what comes to one place comes there together
      for (let one = sorted[end]; one !== undefined; one = sorted[end]) {
        if (next !== undefined && this.#compare(one, next) > 0) break;
        end += 1;
      }
      page.splice(place, 0, sorted.slice(at, end));
      at = end;
    }
  }

  /** Where in a page it belongs. */
  #placeIn(page: Sequence, fragment: Fragment): number {
    let low = 0;
    let high = page.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = page.at(middle);
      if (other !== undefined && this.#compare(other, fragment) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compare(a: Fragment, b: Fragment): number {
    const [one, other] = [liesOf(a), liesOf(b)];
    if (one === other) return rankOf(a) - rankOf(b);
    return this.#ordered.sequence.indexOf(one) - this.#ordered.sequence.indexOf(other);
  }

  /**
   * Tells containers what they are called and what is in them, where any of that may be another.
   * @param before the containers by the names that they had
   */
  #nameContents(before: ReadonlyMap<string, Fragment>, out: ReadonlySet<Fragment>): void {
    let isOther = this.#haveSectionsCome || [...out].some((one) => formOf(one) !== null);
    this.#haveSectionsCome = false;
    for (const [name, { page }] of this.#sections) {
      if (name === ROOT_SECTION || page.length > 0) continue;
      this.#sections.delete(name);
      isOther = true;
    }
    if (!isOther && sameEntries(before, this.#byName)) return;
    for (const fragment of before.values()) Object.assign(fragment, { name: '', insides: NO_INSIDES });
    for (const [name, fragment] of this.#byName) fragment.name = name;
    this.#tellInsides();
  }

  #tellInsides(): void {
    const insides = new Insides(this.#contents());
    for (const fragment of this.#byName.values()) fragment.insides = insides.of(fragment);
  }
}

const NOTHING = new Sequence('pageChunk');

function put<T>(all: Set<T>, one: T, isIn: boolean): void {
  if (isIn) all.add(one);
  else all.delete(one);
}

function sameEntries<K, V>(a: ReadonlyMap<K, V>, b: ReadonlyMap<K, V>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

function liesOf(fragment: Fragment): Fragment {
  return fragment.spot?.lies ?? fragment;
}

function rankOf(fragment: Fragment): number {
  return fragment.spot?.rank ?? 0;
}

/** What two lists of the same place do not begin or end with alike. */
function differing(before: readonly Fragment[], now: readonly Fragment[]): Fragment[] {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  return [...before.slice(start, before.length - end), ...now.slice(start, now.length - end)];
}

function joinedOf({ related }: Relations): Map<Fragment, Joined> {
  const showing = [...related].filter(({ heads }) => heads.length > 0);
  return new Map(showing.map((one) => [one, { heads: one.heads, runs: one.runs }]));
}

function sameJoined(before: Joined | undefined, now: Joined | undefined): boolean {
  if (before === undefined || now === undefined) return before === now;
  return (
    before.heads.length === now.heads.length &&
    before.heads.every((one, at) => one === now.heads[at]) &&
    sameRuns(before.runs, now.runs)
  );
}
