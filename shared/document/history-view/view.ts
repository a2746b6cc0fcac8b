/**
 * Two positions of a document's log → its page with all that changed between them, shown in place: text and blocks that came and went,
 * formats, properties, blocks that were taken elsewhere, each with who and when.
 */
import type * as Y from 'yjs';
import { intern, NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { KEY_DELETED, KEY_INTO, KEY_TYPE, TITLE_ROOT } from '../layout.ts';
import { typeOf } from '../props.ts';
import type { BlockProps } from '../props.ts';
import { leadOf, piecesOf } from '../fragment.ts';
import type { Fragment } from '../fragment.ts';
import { Authorship } from './authorship.ts';
import type { LogRow, Touch } from './log-row.ts';
import { documentOf, pageAt } from './page-at.ts';
import type { PageAt } from './page-at.ts';
import { findTaken } from './taken.ts';
import type { Taken } from './taken.ts';
import { cellOf, formOf } from '../sections.ts';
import { keyOfFragment, touchOfKey } from './keys.ts';
import { piecesOfBody } from './pieces.ts';
import type { Piece } from './pieces.ts';
import { mergeSpans, RunCursor } from './spans.ts';
import type { ViewSpan } from './spans.ts';
import { unitsOf } from './units.ts';

export interface PropertyChange {
  /** as in docs/document.md; `t` is the type */
  readonly key: string;
  /** null where it has its default */
  readonly from: unknown;
  readonly to: unknown;
  readonly touch: Touch | null;
}

/** Text of a block that lies together. A block has several where blocks were joined, or will be parted, between the two states. */
export interface ViewPart {
  readonly spans: readonly ViewSpan[];
  /** what it was part of: which block of the older page, counted from 0, and its place there; null where that did not show it */
  readonly old: { readonly page: number; readonly place: number; readonly props: BlockProps } | null;
  /** a block ended behind it, and was joined with what follows by this; null where none did, and in the last part */
  readonly joined: { readonly touch: Touch | null } | null;
}

/** A container by the key of its block; of a cell the row, and the column. */
export interface Within {
  readonly block: string;
  readonly column: string | null;
}

export interface ViewBlock {
  /** the same in all views of a document, for as long as the block lives */
  readonly key: string;
  readonly kind: 'same' | 'inserted' | 'deleted' | 'split';
  /** as they are now; of what is deleted, as they were */
  readonly props: BlockProps;
  readonly parts: readonly ViewPart[];
  readonly changes: readonly PropertyChange[];
  /** where it lies now; what is deleted, where it lay. Null on the page's own level */
  readonly within: Within | null;
  /** of a row or column: it is shown elsewhere than where it lies in the text, on which depends what is merged */
  readonly away?: true;
  /** it stands elsewhere: `behind` is the block that it stood behind, null at the start of the page */
  readonly moved: Taken | null;
  /** who put it there, or took it away */
  readonly touch: Touch | null;
}

export interface HistoryView {
  readonly title: readonly ViewSpan[];
  /** in the order of the newer page; what was deleted behind what it stood behind */
  readonly blocks: readonly ViewBlock[];
}

/** Begins the keys of a table's merged regions. */
const MERGED = 'm/';

/**
 * @param rows all of the log up to the newer position, in its order, whole from the first row on
 * @param from how many of the rows make the older state
 */
export function viewOf(rows: readonly LogRow[], from: number): HistoryView {
  const [old, now] = [documentOf(rows.slice(0, from)), documentOf(rows)];
  const view = compareDocuments(old, now, new Authorship(rows.slice(from)));
  old.destroy();
  now.destroy();
  return view;
}

/** @throws ForeignStateError where the one is no earlier state of the other */
export function compareDocuments(old: Y.Doc, now: Y.Doc, authorship: Authorship): HistoryView {
  return {
    title: compareTitles(old, now, authorship),
    blocks: new Composer(pageAt(old), pageAt(now), authorship).run(),
  };
}

function compareTitles(old: Y.Doc, now: Y.Doc, authorship: Authorship): ViewSpan[] {
  const texts = [old, now].map((doc) => doc.getText(TITLE_ROOT)) as [Y.Text, Y.Text];
  const [was, is] = texts.map((text) => {
    const title = text.toJSON();
    return new RunCursor(title === '' ? [] : [{ kind: 'text', text: title, attributes: NONE }], false);
  }) as [RunCursor, RunCursor];
  const spans: ViewSpan[] = [];
  for (const unit of unitsOf(...texts, authorship)) {
    if (unit.kind !== 'text') continue;
    const before = unit.was ? was.take(unit.size) : [];
    const after = unit.is ? is.take(unit.size) : [];
    const kind = unit.was && unit.is ? 'same' : unit.was ? 'deleted' : 'inserted';
    for (const run of unit.is ? after : before) spans.push({ kind, run, before: null, touch: unit.touch });
  }
  return mergeSpans(spans);
}

/** Who deleted what was deleted last in these; null where nothing was. */
function lastOf(pieces: readonly Piece[]): Touch | null {
  const touches = pieces.flatMap(({ spans }) => spans.map(({ kind, touch }) => (kind === 'deleted' ? touch : null)));
  return touches.reduce((last, touch) => ((touch?.seq ?? 0) > (last?.seq ?? 0) ? touch : last), null);
}

class Composer {
  readonly #old: PageAt;
  readonly #now: PageAt;
  readonly #authorship: Authorship;
  readonly #pieces: readonly Piece[];
  /** the pieces of each block of a state, and what of the older page each piece was part of */
  readonly #ofNow = new Map<Fragment, Piece[]>();
  readonly #ofOld = new Map<Fragment, Piece[]>();
  /** behind the end of the newer text */
  readonly #behindAll: readonly Piece[];
  readonly #origins = new Map<Piece, NonNullable<ViewPart['old']>>();
  /** for each block of the older page the one of the view that shows its end */
  readonly #shownIn = new Map<Piece, ViewBlock>();
  /** the keys of the tables' columns in each of the states, by their names */
  readonly #columns: { readonly old: ReadonlyMap<string, string>; readonly now: ReadonlyMap<string, string> };

  constructor(old: PageAt, now: PageAt, authorship: Authorship) {
    this.#old = old;
    this.#now = now;
    this.#columns = { old: columnsOf(old), now: columnsOf(now) };
    this.#authorship = authorship;
    this.#pieces = piecesOfBody(old, now, authorship);
    group(this.#pieces, ({ old: fragment }) => fragment, this.#ofOld);
    this.#behindAll = group(this.#pieces, ({ now: fragment }) => fragment, this.#ofNow);
    for (const [page, fragment] of old.page.entries()) {
      let place = 0;
      for (const part of piecesOf(fragment)) {
        for (const piece of this.#ofOld.get(part) ?? []) {
          this.#origins.set(piece, { page, place, props: shownProps(fragment) });
          place += 1;
        }
      }
    }
  }

  run(): ViewBlock[] {
    const present: ViewBlock[] = [];
    const deleted = new Set<ViewBlock>();
    const isPresent = new Set(this.#now.page);
    const taken = findTaken(this.#old, this.#now, this.#authorship);
    for (const fragment of this.#now.page) {
      const groups = piecesOf(fragment).flatMap((part) => this.#cut(this.#ofNow.get(part) ?? [], deleted));
      const last = (this.#ofNow.get(fragment) ?? []).at(-1);
      if (last !== undefined) present.push(this.#present(fragment, last, groups, taken.get(fragment) ?? null));
    }
    for (const [fragment, pieces] of this.#ofNow) {
      if (isPresent.has(leadOf(fragment))) continue;
      this.#buryAll(pieces, deleted);
    }
    this.#buryAll(this.#behindAll, deleted);
    return this.#inOrder(present, deleted);
  }

  #buryAll(pieces: readonly Piece[], deleted: Set<ViewBlock>): void {
    const rest = this.#cut(pieces, deleted);
    const last = rest.at(-1);
    if (last !== undefined) this.#bury(last, rest, deleted);
  }

  /** Takes out the blocks at the start of which nothing is left. */
  #cut(pieces: readonly Piece[], deleted: Set<ViewBlock>): Piece[] {
    let from = 0;
    for (let at = 0; at < pieces.length - 1; at += 1) {
      const piece = pieces[at];
      if (piece === undefined || piece.spans.some(isThere)) break;
      if (piece.old === null) continue;
      this.#bury(piece, pieces.slice(from, at + 1), deleted);
      from = at + 1;
    }
    return pieces.slice(from);
  }

  /** A block of the older page of which nothing is there now; what that did not show either is left out. */
  #bury(last: Piece, pieces: readonly Piece[], deleted: Set<ViewBlock>): void {
    if (!pieces.some((piece) => this.#origins.has(piece))) return;
    const fragment = last.old;
    // a sweep takes markers of blocks away whose text somebody had deleted before
    const swept = last.touch?.by === null ? lastOf(pieces) : null;
    const touch = swept ?? last.touch ?? this.#hiddenBy(last);
    const origin = this.#origins.get(last);
    const props = origin?.props ?? fragment?.props ?? NONE;
    const lay = origin === undefined ? fragment : (this.#old.page[origin.page] ?? null);
    const block: ViewBlock = {
      key: last.key,
      kind: 'deleted',
      props,
      parts: this.#parts(pieces),
      changes: [],
      within: lay === null ? null : withinOf(lay, this.#columns.old),
      ...awayOf(lay),
      moved: null,
      touch,
    };
    deleted.add(block);
    for (const piece of pieces) this.#shownIn.set(piece, block);
  }

  #present(fragment: Fragment, last: Piece, pieces: readonly Piece[], taken: Taken | null): ViewBlock {
    const origin = this.#origins.get(last);
    const isOld = last.old !== null && origin !== undefined && last.old.host === null;
    const isSplit = !isOld && pieces.some((piece) => this.#origins.has(piece) && piece.spans.some(wasThere));
    const block: ViewBlock = {
      key: last.key,
      kind: isOld ? 'same' : isSplit ? 'split' : 'inserted',
      props: shownProps(fragment),
      parts: this.#parts(pieces),
      changes: isOld && last.old !== null ? this.#changes(last.old, fragment) : [],
      within: withinOf(fragment, this.#columns.now),
      ...awayOf(fragment),
      moved: isOld ? taken : null,
      touch: isOld ? null : (last.touch ?? this.#hiddenBy(last)),
    };
    for (const piece of pieces) this.#shownIn.set(piece, block);
    return block;
  }

  #parts(pieces: readonly Piece[]): ViewPart[] {
    return pieces.map((piece, at) => ({
      spans: mergeSpans(piece.spans),
      old: this.#origins.get(piece) ?? null,
      joined: at < pieces.length - 1 ? this.#joinBehind(piece) : null,
    }));
  }

  #joinBehind({ old, now, touch }: Piece): ViewPart['joined'] {
    if (old === null || old.host !== null) return null;
    return { touch: now === null ? touch : touchOfKey(now, KEY_INTO, this.#authorship) };
  }

  /** Who set or took away the key that hides a block. */
  #hiddenBy({ now }: Piece): Touch | null {
    return now === null ? null : touchOfKey(now, KEY_DELETED, this.#authorship);
  }

  #changes(was: Fragment, is: Fragment): PropertyChange[] {
    const [before, after] = [shownProps(was), shownProps(is)];
    if (before === after) return [];
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].sort().flatMap((key): PropertyChange[] => {
      const [from, to] = [valueOf(before, key), valueOf(after, key)];
      if (from === to || JSON.stringify(from) === JSON.stringify(to)) return [];
      // what a block's type has no use for does not show
      const touch = touchOfKey(is, key, this.#authorship) ?? touchOfKey(is, KEY_TYPE, this.#authorship);
      return [{ key, from, to, touch }];
    });
  }

  /** What was deleted stands behind what it stood behind before. */
  #inOrder(present: readonly ViewBlock[], deleted: ReadonlySet<ViewBlock>): ViewBlock[] {
    const behind = new Map<ViewBlock | null, ViewBlock[]>();
    const placed = new Set<ViewBlock>();
    let last: ViewBlock | null = null;
    const put = (block: ViewBlock): void => {
      if (placed.has(block)) return;
      placed.add(block);
      const list = behind.get(last);
      if (list === undefined) behind.set(last, [block]);
      else list.push(block);
    };
    for (const fragment of this.#old.page) {
      for (const part of piecesOf(fragment)) {
        for (const piece of this.#ofOld.get(part) ?? []) {
          const block = this.#shownIn.get(piece);
          if (block === undefined) continue;
          if (deleted.has(block)) put(block);
          else last = block;
        }
      }
    }
    return [null, ...present].flatMap((block) => [...(block === null ? [] : [block]), ...(behind.get(block) ?? [])]);
  }
}

/** A block's own keys; of a table also those that merge cells, which are no part of what every block has. */
function shownProps({ marker, props }: Fragment): BlockProps {
  if (marker === null || props[KEY_TYPE] !== 'table') return props;
  const merged = [...marker.entries()].filter(([key]) => key.startsWith(MERGED));
  return merged.length === 0 ? props : intern({ ...props, ...Object.fromEntries(merged) });
}

function awayOf(fragment: Fragment | null): { away?: true } {
  const form = fragment === null ? null : formOf(fragment);
  return (form === 'row' || form === 'col') && fragment?.placement.at != null ? { away: true } : {};
}

function columnsOf({ page }: PageAt): Map<string, string> {
  return new Map(
    page.flatMap((fragment): Array<[string, string]> => {
      const key = formOf(fragment) === 'col' ? keyOfFragment(fragment) : null;
      return key === null ? [] : [[fragment.name, key]];
    }),
  );
}

function withinOf({ owner, section }: Fragment, columns: ReadonlyMap<string, string>): Within | null {
  const block = owner === null ? null : keyOfFragment(owner);
  if (block === null) return null;
  const cell = cellOf(section);
  return { block, column: cell === null ? null : (columns.get(cell.column) ?? null) };
}

function valueOf(props: Attributes, key: string): unknown {
  return key === KEY_TYPE ? typeOf(props) : (props[key] ?? null);
}

const isThere = ({ kind }: ViewSpan): boolean => kind !== 'deleted';
const wasThere = ({ kind }: ViewSpan): boolean => kind !== 'inserted';

/** Groups pieces by the block of one state that they are part of: each ends with the piece where that ends. Gives what is behind the last. */
function group(
  pieces: readonly Piece[],
  endOf: (piece: Piece) => Fragment | null,
  groups: Map<Fragment, Piece[]>,
): Piece[] {
  let open: Piece[] = [];
  for (const piece of pieces) {
    open.push(piece);
    const fragment = endOf(piece);
    if (fragment === null) continue;
    groups.set(fragment, open);
    open = [];
  }
  return open;
}
