/**
 * Brings a document back to an earlier state by an edit: only what differs is touched, so that what others are typing stays and merges.
 * What is still there keeps its place and its identity; what was deleted since comes back as new text at the place where it lay.
 */
import * as Y from 'yjs';
import { align, NO_HINT } from '../align.ts';
import { NONE } from '../attributes.ts';
import type { Attributes } from '../attributes.ts';
import { applyPlan } from '../edits.ts';
import type { Edit } from '../edits.ts';
import { BODY_ROOT, isVoidType, KEY_DELETED, KEY_FOLLOWS, KEY_INTO, KEY_TYPE, TITLE_ROOT } from '../layout.ts';
import type { Marker } from '../layout.ts';
import { readFragments } from '../markdown/read-document.ts';
import { insertItem } from '../items.ts';
import { idValue } from '../placement.ts';
import { carriedOver, itemOf, markerOf } from '../read.ts';
import { runLength } from '../runs.ts';
import type { Run } from '../runs.ts';
import { KEY_OF_REST, keyOf } from './keys.ts';
import { RunCursor } from './spans.ts';
import { ForeignStateError, unitsOf } from './units.ts';
import type { UnitStretch } from './units.ts';

/** Formats depend on what begins and ends around them: they are put right until they are. */
const MAX_ROUNDS = 5;

/**
 * To be called in a transaction of the newer document.
 * @param old a document in the earlier state
 * @param blocks the keys of the blocks of that state that are wanted, null for all and the title
 * @throws ForeignStateError where it is no earlier state of this document ({@link isEarlierState}); nothing is changed then
 */
export function restoreState(
  doc: Y.Doc,
  old: Y.Doc,
  blocks: ReadonlySet<string> | null,
  transaction: Y.Transaction,
): void {
  const body = new Restorer(doc, old, blocks, transaction);
  const title = blocks === null ? stretchesOf(old.getText(TITLE_ROOT), doc.getText(TITLE_ROOT)) : [];
  body.run();
  for (const unit of title.toReversed()) {
    if (!unit.is) insertAgain(doc.getText(TITLE_ROOT), unit, transaction);
    else if (!unit.was) deleteUnits(unit, transaction);
  }
}

/** Is the one document an earlier state of the other? Else there is nothing to go by. */
export function isEarlierState(old: Y.Doc, doc: Y.Doc): boolean {
  try {
    for (const root of [BODY_ROOT, TITLE_ROOT]) stretchesOf(old.getText(root), doc.getText(root));
    return true;
  } catch (error) {
    if (error instanceof ForeignStateError) return false;
    throw error;
  }
}

function stretchesOf(old: Y.Text, now: Y.Text): UnitStretch[] {
  return [...unitsOf(old, now, null)].filter(({ kind }) => kind !== 'format');
}

/** A stretch with what is shown of it in each of the states. */
interface Part extends UnitStretch {
  readonly before: readonly Run[];
  readonly after: readonly Run[];
}

/** Old clocks that stand under other ids now. */
interface Renamed {
  readonly client: number;
  readonly clock: number;
  readonly size: number;
  readonly id: Y.ID;
}

class Restorer {
  readonly #doc: Y.Doc;
  readonly #text: Y.Text;
  readonly #blocks: ReadonlySet<string> | null;
  readonly #transaction: Y.Transaction;
  readonly #parts: readonly Part[];
  /** the formats of all characters that are to be there, in the order of the text */
  readonly #wanted: Array<{ readonly size: number; readonly attributes: Attributes }> = [];
  readonly #renamed: Renamed[] = [];
  /** markers that are to say what they said, and those that are to be hidden */
  readonly #markers: Array<{ readonly was: Marker; readonly is: Marker }> = [];
  readonly #hidden: Marker[] = [];
  readonly #actions: Array<() => void> = [];
  /** how many characters stay or come since the last marker */
  #since = 0;

  constructor(doc: Y.Doc, old: Y.Doc, blocks: ReadonlySet<string> | null, transaction: Y.Transaction) {
    this.#doc = doc;
    this.#blocks = blocks;
    this.#transaction = transaction;
    this.#text = doc.getText(BODY_ROOT);
    const was = new RunCursor(runsOf(old), false);
    const is = new RunCursor(runsOf(doc), false);
    this.#parts = stretchesOf(old.getText(BODY_ROOT), this.#text).map((stretch) => ({
      ...stretch,
      before: stretch.kind === 'text' && stretch.was ? was.take(stretch.size) : [],
      after: stretch.kind === 'text' && stretch.is ? is.take(stretch.size) : [],
    }));
  }

  run(): void {
    let gap: Part[] = [];
    const close = (): void => {
      this.#close(gap);
      gap = [];
    };
    for (const block of this.#oldBlocks()) {
      const isChosen = this.#isChosen(block);
      for (const part of block) {
        if (isChosen && part.was !== part.is) {
          gap.push(part);
          continue;
        }
        close();
        if (isChosen) this.#keep(part, part);
        else if (part.is) this.#want(part, part.after);
      }
      if (this.#blocks !== null) close();
    }
    close();
    // from the end: what is cut in two then changes nothing in front of it
    for (const act of this.#actions.toReversed()) act();
    for (const marker of this.#hidden) marker.set(KEY_DELETED, 1);
    for (const { was, is } of this.#markers) this.#write(was, is);
    for (let round = 0; round < MAX_ROUNDS && this.#format(); round += 1);
  }

  /** What belongs to each block of the older state, its marker last. */
  *#oldBlocks(): Generator<readonly Part[]> {
    let block: Part[] = [];
    for (const part of this.#parts) {
      block.push(part);
      if (part.kind !== 'marker' || !part.was) continue;
      yield block;
      block = [];
    }
    yield block;
  }

  #isChosen(block: readonly Part[]): boolean {
    const last = block.at(-1);
    if (this.#blocks === null || last === undefined) return true;
    return this.#blocks.has(last.kind === 'marker' && last.was ? keyOf(oldId(last)) : KEY_OF_REST);
  }

  #want({ kind }: Part, runs: readonly Run[]): void {
    if (kind === 'marker') this.#since = 0;
    for (const run of runs) {
      this.#wanted.push({ size: runLength(run), attributes: run.attributes });
      this.#since += runLength(run);
    }
  }

  #keep(old: Part, now: Part): void {
    this.#want(old, old.before);
    const [was, is] = [markerOf(old.item), markerOf(now.now)];
    if (was !== null && is !== null) this.#markers.push({ was, is });
  }

  /** Between two units that stay: what an undo brought back, or somebody typed again, is the same and stays too. */
  #close(gap: readonly Part[]): void {
    const all = gap.some(({ was }) => was) && gap.some(({ is }) => is) ? gap.flatMap(singles) : [];
    const twins = findTwins(all);
    for (const part of twins.size === 0 ? gap : regroup(all, twins)) {
      const twin = twins.get(part);
      if (twin === undefined) {
        if (part.was) this.#insert(part);
        else this.#delete(part);
      } else if (part.is) {
        const { client, clock } = oldId(twin);
        this.#renamed.push({ client, clock, size: part.size, id: Y.createID(part.now.id.client, part.clock) });
        this.#keep(twin, part);
      }
    }
  }

  #insert(part: Part): void {
    this.#want(part, part.before);
    this.#actions.push(() => {
      const { id, content } = insertAgain(this.#text, part, this.#transaction);
      const { client, clock } = oldId(part);
      this.#renamed.push({ client, clock, size: part.size, id });
      const was = markerOf(part.item);
      if (was !== null && content instanceof Y.ContentType) this.#markers.push({ was, is: content.type as Marker });
    });
  }

  #delete(part: Part): void {
    const marker = markerOf(part.now);
    if (marker !== null && this.#since === 0 && !isVoidType(String(marker.get(KEY_TYPE)))) {
      // deleted as a whole: what somebody else types into it meanwhile stays a block of its own
      this.#hidden.push(marker);
      return;
    }
    this.#actions.push(() => deleteUnits(part, this.#transaction));
  }

  /** Makes a marker say what it said. What it refers to may stand under another id now. */
  #write(was: Marker, is: Marker): void {
    for (const key of new Set([...was.keys(), ...is.keys()])) {
      const value = was.get(key);
      const wanted = key === KEY_INTO || key === KEY_FOLLOWS ? this.#renew(value) : value;
      if (JSON.stringify(wanted) === JSON.stringify(is.get(key))) continue;
      if (wanted === undefined) is.delete(key);
      else is.set(key, wanted);
    }
  }

  #renew(value: unknown): unknown {
    if (!Array.isArray(value)) return value;
    const [client, clock] = value as readonly unknown[];
    const found = this.#renamed.find(
      (one) => one.client === client && one.clock <= Number(clock) && Number(clock) < one.clock + one.size,
    );
    if (found === undefined) return value;
    return idValue(Y.createID(found.id.client, found.id.clock + Number(clock) - found.clock));
  }

  /** Gives characters the formats that they had; false where they all have them. */
  #format(): boolean {
    const { fragments } = readFragments(this.#doc);
    const wanted = new WantedCursor(this.#wanted);
    const edits: Edit[] = [];
    let at = 0;
    let before: (typeof fragments)[number] | null = null;
    for (const fragment of fragments) {
      const differing: Edit[] = [];
      let place = at;
      for (const run of fragment.own) {
        for (const { size, attributes: to } of wanted.take(runLength(run))) {
          const from = run.attributes;
          if (from !== to) differing.push({ kind: 'format', at: place, size, from, to });
          place += size;
        }
      }
      if (differing.length > 0 && before !== null && before.marker !== null && before.endAttributes !== NONE) {
        const { marker, endAttributes: from } = before;
        edits.push({ kind: 'part', at: at - 1, marker, from, to: carriedOver(itemOf(marker).right, from) });
      }
      edits.push(...differing);
      at += fragment.size;
      if (fragment.marker !== null) before = fragment;
    }
    if (edits.length > 0) applyPlan(this.#text, { first: [], edits, after: [] }, this.#transaction);
    return edits.length > 0;
  }
}

class WantedCursor {
  readonly #wanted: ReadonlyArray<{ readonly size: number; readonly attributes: Attributes }>;
  #at = 0;
  #passed = 0;

  constructor(wanted: ReadonlyArray<{ readonly size: number; readonly attributes: Attributes }>) {
    this.#wanted = wanted;
  }

  take(size: number): Array<{ size: number; attributes: Attributes }> {
    const taken: Array<{ size: number; attributes: Attributes }> = [];
    for (let left = size; left > 0;) {
      const next = this.#wanted[this.#at];
      if (next === undefined) break;
      const length = Math.min(left, next.size - this.#passed);
      taken.push({ size: length, attributes: next.attributes });
      left -= length;
      this.#passed += length;
      if (this.#passed < next.size) continue;
      this.#at += 1;
      this.#passed = 0;
    }
    return taken;
  }
}

function runsOf(doc: Y.Doc): Run[] {
  const runs: Run[] = [];
  for (const { own } of readFragments(doc).fragments) for (const run of own) runs.push(run);
  return runs;
}

function oldId({ item, clock }: UnitStretch): Y.ID {
  return Y.createID(item.id.client, clock);
}

/** A part, character by character; the runs that it shows go along. */
function singles(part: Part): Part[] {
  if (part.kind === 'marker') return [part];
  let { clock } = part;
  return (part.was ? part.before : part.after).flatMap((run) =>
    (run.kind === 'text' ? Array.from(run.text, (text): Run => ({ ...run, text })) : [run]).map((one): Part => {
      const size = runLength(one);
      const single = { ...part, clock, size, before: part.was ? [one] : [], after: part.is ? [one] : [] };
      clock += size;
      return single;
    }),
  );
}

function withMark(part: Part): { readonly mark: string } {
  const [run] = part.was ? part.before : part.after;
  if (run === undefined) {
    const type = String(markerOf(part.item)?.get(KEY_TYPE));
    return { mark: `\u0002${isVoidType(type) ? type : 'text'}` };
  }
  return { mark: run.kind === 'text' ? run.text : `\u0001${JSON.stringify(run.embed)}` };
}

/** What was there and what is there now that are the same, each by the other. */
function findTwins(all: readonly Part[]): Map<Part, Part> {
  const gone = all.filter(({ was }) => was);
  const come = all.filter(({ is }) => is);
  const twins = new Map<Part, Part>();
  if (gone.length === 0 || come.length === 0) return twins;
  for (const [o, n] of align(gone.map(withMark), come.map(withMark), NO_HINT)) {
    const [old, now] = [gone[o], come[n]];
    if (old !== undefined && now !== undefined) twins.set(now, old).set(old, now);
  }
  const places = new Map(all.map((part, at) => [part, at]));
  // what comes back between the two would stand on the wrong side of the one that stays
  for (let left = twins.size; left > 0;) {
    const alone: number[] = [];
    let count = 0;
    for (const part of all) alone.push((count += part.was && !twins.has(part) ? 1 : 0));
    const before = twins.size;
    for (const old of gone) {
      const now = twins.get(old);
      if (now === undefined) continue;
      const [from, to] = [places.get(old) ?? 0, places.get(now) ?? 0];
      if (alone[from] === alone[to]) continue;
      twins.delete(old);
      twins.delete(now);
    }
    left = twins.size === before ? 0 : twins.size;
  }
  return twins;
}

/** Neighbours that have no twin are one part again. */
function regroup(all: readonly Part[], twins: ReadonlyMap<Part, Part>): Part[] {
  const parts: Part[] = [];
  for (const single of all) {
    const last = parts.at(-1);
    const goesOn = last !== undefined && last.now === single.now && last.item === single.item;
    if (goesOn && !twins.has(last) && !twins.has(single)) {
      parts[parts.length - 1] = {
        ...last,
        size: last.size + single.size,
        before: [...last.before, ...single.before],
        after: [...last.after, ...single.after],
      };
    } else parts.push(single);
  }
  return parts;
}

/** Puts the same content where it lay: right behind what is left of it. */
function insertAgain(text: Y.Text, part: UnitStretch, transaction: Y.Transaction): Y.Item {
  const { client } = part.item.id;
  const { store } = transaction.doc;
  const left = Y.getItemCleanEnd(transaction, store, Y.createID(client, part.clock + part.size - 1));
  return insertItem(transaction, text, left, contentOf(part));
}

function contentOf({ item, clock, size }: UnitStretch): Y.Item['content'] {
  const { content } = item;
  const from = clock - item.id.clock;
  if (content instanceof Y.ContentString) return new Y.ContentString(content.str.slice(from, from + size));
  if (content instanceof Y.ContentEmbed) return new Y.ContentEmbed(content.embed);
  const marker = markerOf(item);
  // what it says is written when all that it may refer to is there
  return marker === null ? content.copy() : new Y.ContentType(new Y.Map());
}

function deleteUnits({ now, clock, size }: UnitStretch, transaction: Y.Transaction): void {
  const { client } = now.id;
  const end = clock + size;
  for (let at = clock; at < end;) {
    const first = Y.getItemCleanStart(transaction, Y.createID(client, at));
    const item = at + first.length > end ? itemUpTo(transaction, client, end) : first;
    item.delete(transaction);
    at = item.id.clock + item.length;
  }
}

function itemUpTo(transaction: Y.Transaction, client: number, end: number): Y.Item {
  return Y.getItemCleanEnd(transaction, transaction.doc.store, Y.createID(client, end - 1));
}
