import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { arrange } from './arrangement.ts';
import { NONE } from './attributes.ts';
import { BlockIndex } from './block-index.ts';
import type { Region } from './block-index.ts';
import { isShown, makeFragment } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { BODY_ROOT } from './layout.ts';
import type { Marker } from './layout.ts';
import { insertItem } from './items.ts';
import { readBlocks } from './read.ts';
import { scanTransaction } from './scan.ts';
import { findMergedCells, findSections, Insides, pagesOf } from './sections.ts';
import { seededDice } from './testing/random.ts';
import type { Dice } from './testing/random.ts';

/** The order that is kept while a text changes, compared with what `arrange` and `findSections` say of the whole of it. */

const RUNS = 60;
const TRANSACTIONS = 25;

/** All that is said of the blocks, each by its place in the text. */
type Said = Record<string, unknown>;

function describe(blocks: readonly Fragment[], pages: ReadonlyMap<string, Iterable<Fragment>>): Said {
  const places = new Map(blocks.map((block, at) => [block, at]));
  const name = (block: Fragment | null): number | null => (block === null ? null : (places.get(block) ?? -1));
  return {
    pages: [...pages]
      .map(([section, page]) => [section, [...page].map(name)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    blocks: blocks.map((one) => ({
      host: name(one.host),
      tail: name(one.tail),
      heads: one.heads.map(name),
      runs: one.runs.map((run) => (run.kind === 'text' ? run.text : '*')).join(''),
      anchors: { ...one.anchors, before: one.anchors.before.map(name), behind: one.anchors.behind.map(name) },
      isInCircle: one.isInCircle,
      section: one.section,
      cell: one.cell,
      owner: name(one.owner),
      insides: one.insides.map((inside) => [inside.name, [...inside.page].map(name)]),
      isShown: isShown(one),
    })),
  };
}

/** The slow way: everything anew. */
function reference(text: Y.Text): Said {
  const blocks = readBlocks(text._start, NONE, null).map(makeFragment);
  const byMarker = new Map<unknown, Fragment>(blocks.map((one) => [one.marker, one]));
  const about = {
    text,
    ofMarker: (marker: unknown) => (marker === null ? undefined : byMarker.get(marker)),
    before: (one: Fragment) => blocks[blocks.indexOf(one) - 1],
    behind: (one: Fragment) => blocks[blocks.indexOf(one) + 1],
  };
  const found = findSections({ ...about, order: arrange(blocks, about) });
  for (const [one, { name, owner }] of found.places) Object.assign(one, { cell: name, owner });
  for (const [name, one] of found.containers) one.name = name;
  const insides = new Insides(found.insides);
  for (const one of found.containers.values()) one.insides = insides.of(one);
  const merged = findMergedCells(found, isShown);
  for (const one of blocks) one.section = merged.shownBy.get(one.cell) ?? one.cell;
  const pages = [...pagesOf(found, merged)].map(([name, { page }]) => [name, [...page]] as const);
  return describe(blocks, new Map(pages.filter(([, page]) => page.length > 0)));
}

function keptPages(index: BlockIndex): Map<string, Fragment[]> {
  const names = new Set(['', ...[...index.sequence].map(({ section }) => section)]);
  const pages = [...names].map((name): [string, Fragment[]] => [name, [...index.pageOf(name)]]);
  return new Map(pages.filter(([, page]) => page.length > 0));
}

function kept(index: BlockIndex): Said {
  return describe([...index.sequence], keptPages(index));
}

const TYPES = ['', '', '', 'hr', 'bullet', 'callout', 'fold', 'columns', 'column', 'table', 'row', 'col'] as const;
const NAMES = ['a', 'b', 'c', 'd', 't', 'a/c', 'b/c', 'a/d', 'nowhere'] as const;

const block = (props: Record<string, unknown>): object => ({ insert: new Y.Map(Object.entries(props)) });
const PLAIN = (): object[] => Array.from({ length: 8 }, (_, at) => [{ insert: `block ${at}` }, block({})]).flat();
const WITH_TABLE = (): object[] => [
  { insert: 'in front' },
  block({}),
  block({ t: 'table', id: 't' }),
  ...['a', 'b'].map((id) => block({ t: 'row', id, in: 't' })),
  ...['c', 'd'].map((id) => block({ t: 'col', id, in: 't' })),
  ...['a/c', 'b/c', 'a/d', 'a/c'].flatMap((cell) => [{ insert: cell }, block({ in: cell })]),
  { insert: 'behind' },
  block({}),
];

/** One thing that somebody's client may write, sense or nonsense. */
function act(text: Y.Text, transaction: Y.Transaction, dice: Dice): void {
  const items: Y.Item[] = [];
  for (let item = text._start; item !== null; item = item.right) items.push(item);
  const markers = items.flatMap(({ content, deleted }): Marker[] =>
    !deleted && content instanceof Y.ContentType && content.type instanceof Y.Map ? [content.type as Marker] : [],
  );
  const marker = markers[dice.below(markers.length)];
  const item = items[dice.below(items.length)];
  const idOf = (one: Y.Item | null | undefined): number[] =>
    one == null || dice.oneIn(12) ? [77, dice.below(5)] : [one.id.client, one.id.clock + dice.below(one.length)];
  const at = dice.below(text.length + 1);
  switch (dice.below(15)) {
    case 0:
    case 1: {
      const type = dice.pick(TYPES);
      const made: Marker = new Y.Map(
        type === ''
          ? []
          : [
              ['t', type],
              ['id', dice.pick(NAMES)],
            ],
      );
      if (dice.oneIn(3)) made.set('f', idOf(marker?._item));
      if (dice.oneIn(3)) made.set('in', dice.pick(NAMES));
      if (dice.oneIn(2)) text.insert(at, 'new ');
      text.insertEmbed(at, made);
      break;
    }
    case 2:
      text.insert(at, 'typed');
      break;
    case 3:
    case 4:
      if (text.length > 0)
        text.delete(
          Math.min(at, text.length - 1),
          Math.min(text.length - Math.min(at, text.length - 1), 1 + dice.below(6)),
        );
      break;
    case 5:
    case 6: {
      if (item === undefined) break;
      const anchor = insertItem(transaction, text, dice.oneIn(8) ? null : item, new Y.ContentDeleted(1));
      marker?.set(
        'at',
        dice.oneIn(3) ? [anchor.id.client, anchor.id.clock, dice.pick(NAMES)] : [anchor.id.client, anchor.id.clock],
      );
      break;
    }
    case 7:
      marker?.set('at', idOf(item));
      break;
    case 8:
      marker?.set('into', idOf(item));
      break;
    case 9:
      marker?.set('f', idOf(markers[dice.below(markers.length)]?._item));
      break;
    case 10:
      marker?.set('in', dice.pick(NAMES));
      break;
    case 11:
      marker?.delete(dice.pick(['at', 'into', 'f', 'in', 'd']));
      break;
    case 12:
      // rows and columns that there may be
      for (const one of markers.filter((other) => other.get('t') === 'table'))
        one.set('m/a/c', { rows: ['a', 'b'], cols: dice.oneIn(2) ? ['c', 'd'] : ['c'] });
      break;
    case 13:
      marker?.set('d', 1);
      break;
    default:
      for (const one of dice.oneIn(6) ? markers : []) for (const key of ['at', 'into', 'f', 'in', 't']) one.delete(key);
  }
}

/** Blocks that are not named stand in the order in which they stood. */
function isTold(
  before: ReadonlyMap<string, readonly Fragment[]>,
  index: BlockIndex,
  regions: readonly Region[],
): boolean {
  const told = new Set(regions.flatMap(({ blocks }) => blocks));
  return [...keptPages(index)].every(([section, now]) => {
    const old = (before.get(section) ?? []).filter((one) => now.includes(one) && isShown(one) && !told.has(one));
    const rest = now.filter((one) => isShown(one) && !told.has(one));
    return rest.length === old.length && rest.every((one, at) => one === old[at]);
  });
}

test(`whatever is written, the order that is kept is that of the whole document, seeds 1 to ${RUNS}`, () => {
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const dice = seededDice(seed);
    const doc = new Y.Doc();
    doc.clientID = 1 + dice.below(3);
    const text = doc.getText(BODY_ROOT);
    text.applyDelta(dice.oneIn(2) ? PLAIN() : WITH_TABLE(), { sanitize: false });
    const index = new BlockIndex(text);
    index.reread(0, 0, null);
    index.rearrange();
    for (let step = 0; step < TRANSACTIONS; step += 1) {
      const before = keptPages(index);
      let regions: Region[] = [];
      doc.once('afterTransaction', (transaction: Y.Transaction) => {
        regions = scanTransaction(index, transaction);
      });
      doc.transact((transaction) => {
        for (let left = 1 + dice.below(4); left > 0; left -= 1) act(text, transaction, dice);
      });
      expect(kept(index), `seed ${seed}, transaction ${step}`).toEqual(reference(text));
      expect(isTold(before, index, regions), `seed ${seed}, transaction ${step}`).toBe(true);
    }
  }
});
