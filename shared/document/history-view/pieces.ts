/** The body at two states, cut wherever a block ends in one of them. */
import * as Y from 'yjs';
import { assert } from '#shared/assert.ts';
import type { Fragment } from '../fragment.ts';
import { itemOf } from '../read.ts';
import type { Authorship } from './authorship.ts';
import { KEY_OF_REST, keyOf, TEXT_BEFORE } from './keys.ts';
import type { Touch } from './log-row.ts';
import { isBare } from './page-at.ts';
import type { PageAt } from './page-at.ts';
import { compareRuns, RunCursor } from './spans.ts';
import type { ViewSpan } from './spans.ts';
import { unitsOf } from './units.ts';
import type { UnitStretch } from './units.ts';

export interface Piece {
  /** of the block that ends here, for as long as the block lives */
  readonly key: string;
  spans: ViewSpan[];
  /** the block that ends here in each of the states, null where none does */
  readonly old: Fragment | null;
  readonly now: Fragment | null;
  /** of a block that came or went: who put its end there, or took it away */
  readonly touch: Touch | null;
}

/** In the order of the text. Each block of a state is the pieces behind the one before, up to the one where it ends. */
export function piecesOfBody(old: PageAt, now: PageAt, authorship: Authorship): Piece[] {
  return new Cutter(old, now).run(authorship);
}

class Cutter {
  readonly #texts: { readonly old: Y.Text; readonly now: Y.Text };
  readonly #old: FragmentCursor;
  readonly #now: FragmentCursor;
  readonly #pieces: Piece[] = [];
  #spans: ViewSpan[] = [];
  /** who last began or ended a format, by its name: in front of what is formatted */
  readonly #formatted = new Map<string, Touch>();
  /** formatted without anybody who is known: the change may come behind it */
  #open: Array<{ readonly keys: readonly string[]; readonly spans: ViewSpan[]; readonly at: number }> = [];

  constructor(old: PageAt, now: PageAt) {
    this.#texts = { old: old.text, now: now.text };
    this.#old = new FragmentCursor(old.fragments);
    this.#now = new FragmentCursor(now.fragments);
  }

  run(authorship: Authorship): Piece[] {
    for (const unit of unitsOf(this.#texts.old, this.#texts.now, authorship)) {
      if (unit.kind === 'text') this.#add(unit);
      else if (unit.kind === 'marker') this.#close(unit);
      else this.#changeFormat(unit);
    }
    const [old, now] = [this.#old.rest(), this.#now.rest()];
    if (old !== null || now !== null) this.#push(KEY_OF_REST, old, now, null);
    return this.#pieces;
  }

  #add({ size, was, is, touch }: UnitStretch): void {
    const before = was ? this.#old.take(size) : [];
    const after = is ? this.#now.take(size) : [];
    if (was && is) for (const span of compareRuns(before, after)) this.#addKept(span);
    else {
      const kind = was ? 'deleted' : 'inserted';
      for (const run of was ? before : after) this.#spans.push({ kind, run, before: null, touch });
    }
  }

  #addKept(span: ViewSpan): void {
    if (span.before === null) {
      this.#spans.push(span);
      return;
    }
    const [from, to] = [span.before, span.run.attributes];
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => from[key] !== to[key]);
    const touch = keys.map((key) => this.#formatted.get(key)).find((one) => one !== undefined) ?? null;
    if (touch === null) this.#open.push({ keys, spans: this.#spans, at: this.#spans.length });
    this.#spans.push({ ...span, touch });
  }

  #changeFormat({ item, touch }: UnitStretch): void {
    if (touch === null || !(item.content instanceof Y.ContentFormat)) return;
    const { key } = item.content;
    this.#formatted.set(key, touch);
    for (const { spans, at } of this.#open.filter(({ keys }) => keys.includes(key))) {
      const span = spans[at];
      if (span !== undefined) spans[at] = { ...span, touch };
    }
    this.#open = this.#open.filter(({ keys }) => !keys.includes(key));
  }

  #close({ item, clock, was, is, touch }: UnitStretch): void {
    const key = keyOf(Y.createID(item.id.client, clock));
    const oldText = was ? this.#old.textBefore() : null;
    const nowText = is ? this.#now.textBefore() : null;
    if (oldText !== null || nowText !== null) this.#push(`${key}${TEXT_BEFORE}`, oldText, nowText, touch);
    const own = this.#spans;
    this.#push(key, was ? this.#old.end(key) : null, is ? this.#now.end(key) : null, touch);
    // formats that end in this block are looked for up to the end of the next
    this.#open = this.#open.filter(({ spans }) => spans === own);
  }

  #push(key: string, old: Fragment | null, now: Fragment | null, touch: Touch | null): void {
    let spans = this.#spans;
    this.#spans = [];
    if (old === null && spans.every(({ kind }) => kind === 'inserted' || kind === 'deleted')) {
      // what is gone stays with the end of the block that it was in
      this.#spans = spans.filter(({ kind }) => kind === 'deleted');
      spans = spans.filter(({ kind }) => kind === 'inserted');
    }
    this.#pieces.push({ key, spans, old, now, touch });
  }
}

/** The blocks of one state, in the order of the text. */
class FragmentCursor {
  readonly #fragments: readonly Fragment[];
  #at = 0;
  #runs: RunCursor | null = null;

  constructor(fragments: readonly Fragment[]) {
    this.#fragments = fragments;
  }

  take(size: number): ReturnType<RunCursor['take']> {
    const fragment = this.#fragments[this.#at];
    assert(fragment !== undefined, 'text stands behind the last block');
    this.#runs ??= new RunCursor(fragment.own, isBare(fragment));
    return this.#runs.take(size);
  }

  /** Text in front of a divider is a block without a marker, which ends where the divider's marker stands. */
  textBefore(): Fragment | null {
    const fragment = this.#fragments[this.#at];
    return fragment?.marker === null ? this.#next(fragment) : null;
  }

  end(key: string): Fragment {
    const fragment = this.#fragments[this.#at];
    assert(fragment !== undefined && fragment.marker !== null, 'a marker has no block');
    assert(keyOf(itemOf(fragment.marker).id) === key, 'a marker is that of another block');
    return this.#next(fragment);
  }

  /** Text behind the last marker. */
  rest(): Fragment | null {
    const fragment = this.#fragments[this.#at];
    return fragment === undefined ? null : this.#next(fragment);
  }

  #next(fragment: Fragment): Fragment {
    this.#at += 1;
    this.#runs = null;
    return fragment;
  }
}
