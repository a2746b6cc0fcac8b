import fc from 'fast-check';
import {
  $createParagraphNode,
  $createTextNode,
  $getRoot,
  $getSelection,
  $isRangeSelection,
  resetRandomKey,
} from 'lexical';
import type { ElementNode, RangeSelection } from 'lexical';
import { expect, test } from 'vitest';
import { unreachable } from '#shared/assert.ts';
import { isBetweenLetters, letterEdge, lettersOf, wholeLetters } from './clusters.ts';
import { intern, NONE } from './attributes.ts';
import type { Run } from './runs.ts';
import * as act from './testing/acts.ts';
import { writeBase } from './testing/bases.ts';
import { disagreements } from './testing/checks.ts';
import { OURS } from './testing/ours.ts';
import { Network, Peer } from './testing/peers.ts';
import { seededDice } from './testing/random.ts';

/** What a person reads as one letter is never cut: `docs/document.md` says by what it might be, and what nobody can help. */

/** No part of one is another one, so what is left of a letter that was cut is none of them. */
const LETTERS = {
  family: '👩‍👩‍👧',
  'family alike': '👩‍👩‍👦',
  'emoji with a skin tone and a profession': '👨🏽‍🚀',
  'emoji with another skin tone': '👨🏿‍🚀',
  flag: '🇫🇷',
  'flag that begins alike': '🇫🇮',
  'flag of tags': '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  keycap: '8️⃣',
  'another keycap': '9️⃣',
  'letter with two marks': 'o\u0308\u0331',
  'Korean, of three parts': '\u1112\u1161\u11AB',
  'Korean, of one': '글',
  Hindi: 'क्षि',
  'Hindi, with another vowel': 'क्षु',
  Tamil: 'நி',
  Thai: 'กำ',
  Hebrew: 'שָׁ',
  'pair of surrogates': '𝒳',
  Latin: 'z',
} as const;
const ALL = Object.values(LETTERS) as [string, ...string[]];
/** They are typed behind a letter by themselves; no letter above has one. */
const MARKS = ['\u0324', '\u0307'] as const;

const BOLD = intern({ bold: true });
const text = (value: string, attributes = NONE): Run => ({ kind: 'text', text: value, attributes });

test.each(Object.entries(LETTERS))('%s is one letter', (_name, letter) => {
  expect(lettersOf(`a${letter}b`)).toEqual(['a', letter, 'b']);
  for (let at = 0; at <= letter.length; at += 1) {
    expect(isBetweenLetters(`a${letter}b`, at + 1)).toBe(at === 0 || at === letter.length);
  }
});

test.each(ALL)('%s looks as its first sign does, wherever a format begins or ends', (letter) => {
  for (let at = 1; at < letter.length; at += 1) {
    const [head, rest] = [letter.slice(0, at), letter.slice(at)];
    expect(wholeLetters([text(`a${head}`, BOLD), text(`${rest}b`)])).toEqual([text(`a${letter}`, BOLD), text('b')]);
    expect(wholeLetters([text(head), text(rest, BOLD)])).toEqual([text(letter)]);
    expect(letterEdge([text(`a${letter}`, BOLD), text('b')], at + 1, 'end')).toBe(1 + letter.length);
    expect(letterEdge([text(`a${letter}`, BOLD), text('b')], at + 1, 'start')).toBe(1);
  }
});

test('letters that stand beside each other keep their formats', () => {
  const runs = [text('🇫🇷'), text('🇫🇮', BOLD), text('e'), text('x', BOLD), text('क्षि'), text('글', BOLD)];
  expect(wholeLetters(runs)).toBe(runs);
});

/** One thing that one of the editors does, or the network. */
const STEP = fc.record({
  who: fc.nat(2),
  what: fc.constantFrom(
    'put',
    'put',
    'put',
    'mark',
    'mark',
    'backspace',
    'delete',
    'delete',
    'replace',
    'replace by one alike',
    'format',
    'format',
    'format a part',
    'paint',
    'link',
    'enter',
    'join',
    'undo',
    'deliver',
    'deliver',
    'deliver',
  ),
  block: fc.nat(7),
  at: fc.nat(30),
  size: fc.nat(5),
  which: fc.nat(100),
});
type Step = typeof STEP extends fc.Arbitrary<infer S> ? S : never;

/** The places between the letters of a text. */
function placesIn(words: string): number[] {
  const places = [0];
  for (const letter of lettersOf(words)) places.push((places.at(-1) ?? 0) + letter.length);
  return places;
}

function $do({ what, block: number, at, size, which }: Step): void {
  const blocks = act.$textBlocks();
  const block = blocks[number % blocks.length];
  if (block === undefined) return;
  const places = placesIn(act.$textOf(block));
  const index = at % places.length;
  const from = { block, at: places[index] ?? 0 };
  const to = { block, at: places[Math.min(index + size, places.length - 1)] ?? 0 };
  const letter = ALL[which % ALL.length] ?? 'z';
  switch (what) {
    case 'put':
      return act.$type(from, letter);
    case 'mark':
      return from.at === 0 ? undefined : act.$type(from, MARKS[which % 2] ?? '');
    case 'backspace': {
      const mark = act.$textOf(block).charAt(from.at - 1);
      if (!MARKS.some((one) => one === mark)) return undefined;
      return act.$deleteRange({ block, at: from.at - 1 }, from);
    }
    case 'delete':
      return from.at === to.at ? undefined : act.$deleteRange(from, to);
    case 'replace':
      return act.$select(from, to).insertText(letter);
    case 'replace by one alike': {
      const [there = ''] = lettersOf(act.$textOf(block).slice(from.at));
      const alike = ALL.filter((one) => one !== there && one.codePointAt(0) === there.codePointAt(0));
      const [other] = alike;
      if (other === undefined) return undefined;
      return act.$select(from, { block, at: from.at + there.length }).insertText(other);
    }
    case 'format':
      return from.at === to.at ? undefined : act.$format(from, to, which % 2 === 0 ? 'bold' : 'italic', which % 3 > 0);
    case 'format a part': {
      // what no hand can do: from anywhere within a letter
      const end = Math.min(from.at + 1 + size, places.at(-1) ?? 0);
      return end <= from.at + 1 ? undefined : act.$format({ block, at: from.at + 1 }, { block, at: end }, 'bold', true);
    }
    case 'paint':
      return from.at === to.at ? undefined : act.$color(from, to, { color: which % 2 === 0 ? 'red' : null });
    case 'link':
      return from.at === to.at ? undefined : act.$link(from, to, which % 2 === 0 ? 'https://one.example/' : null);
    case 'enter':
      return act.$enter(from);
    case 'join': {
      const next = blocks[(number % blocks.length) + 1];
      return next === undefined ? undefined : act.$join(block, next);
    }
    case 'undo':
    case 'deliver':
      return undefined;
    default:
      return unreachable(what);
  }
}

/** Letters that are none, and places that would cut one. */
function faultsOf(peer: Peer): string[] {
  const faults: string[] = [...peer.errors];
  for (const { text: words, runs } of peer.page()) {
    for (const letter of lettersOf(words)) {
      const bare = letter.replaceAll(/[\u0324\u0307]/g, '');
      if (bare !== '' && !ALL.includes(bare)) faults.push(`${JSON.stringify(letter)} is no letter, in ${words}`);
    }
    let at = 0;
    for (const run of runs) {
      if (!isBetweenLetters(words, at)) faults.push(`a look begins within a letter, at ${at} of ${words}`);
      at += run.text.length;
    }
  }
  const own = peer.bound.carets?.own() ?? null;
  const places = own === null ? null : (peer.bound.carets?.resolve(own) ?? null);
  for (const point of places === null ? [] : [places.anchor, places.focus]) {
    const words = peer.editor.read(() => peer.editor.getEditorState()._nodeMap.get(point.key)?.getTextContent() ?? '');
    if (point.type === 'text' && !isBetweenLetters(words, point.offset)) faults.push(`a caret within ${words}`);
  }
  return faults;
}

async function run(seed: number, steps: readonly Step[]): Promise<string[]> {
  resetRandomKey();
  const document = await writeBase(OURS, {
    $write: () => {
      for (const words of [ALL.slice(0, 8), ALL.slice(8)]) {
        $getRoot().append($createParagraphNode().append($createTextNode(words.join(''))));
      }
    },
  });
  const dice = seededDice(seed);
  const peers = [100, 200, 300].map((base) => new Peer(OURS, { clientId: base + dice.below(50), document }));
  const network = new Network(peers);
  const faults: string[] = [];
  for (const step of steps) {
    const peer = peers[step.who];
    if (peer === undefined) continue;
    if (step.what === 'deliver') {
      network.collect();
      const to = await network.deliverSome(dice);
      const hearer = to === null ? undefined : peers[to];
      if (hearer !== undefined) faults.push(...faultsOf(hearer));
      continue;
    }
    if (step.what === 'undo') await peer.undo();
    else await peer.edit(() => $do(step));
    faults.push(...faultsOf(peer));
  }
  await network.deliverAll();
  for (const peer of peers) faults.push(...faultsOf(peer));
  faults.push(...disagreements(peers).map(({ kind, detail }) => `${kind}: ${detail}`));
  for (const { bound } of peers) bound.stop();
  return faults;
}

test('whatever three editors do at once, each letter that was put in is whole or gone', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(STEP, { minLength: 5, maxLength: 40 }), async (seed, steps) => {
      expect(await run(seed, steps)).toEqual([]);
    }),
    { numRuns: 150, seed: 17 },
  );
});

/** Two editors of one line, and what both show when they have heard of each other. */
async function both(words: string, $first: () => void, $second: () => void, clientIds = [1, 2]): Promise<Peer[]> {
  const document = await writeBase(OURS, {
    $write: () => void $getRoot().append($createParagraphNode().append($createTextNode(words))),
  });
  const peers = clientIds.map((clientId) => new Peer(OURS, { clientId, document }));
  await peers[0]?.edit($first);
  await peers[1]?.edit($second);
  await new Network(peers).deliverAll();
  expect(disagreements(peers)).toEqual([]);
  return peers;
}

const $line = (): ElementNode => act.$textBlocks()[0] ?? $createParagraphNode();
const $at = (at: number): act.Place => ({ block: $line(), at });
function $selected(): RangeSelection {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) throw new Error('nothing is selected');
  return selection;
}
const shown = (peers: readonly Peer[]): string | undefined => peers[0]?.page()[0]?.text;
const looks = (peers: readonly Peer[]): Array<readonly [string, number]> | undefined =>
  peers[0]?.page()[0]?.runs.map((run) => [run.text, run.format] as const);

test.each([
  ['👩‍👩‍👧', '👩‍👩‍👦'],
  ['👋🏽', '👋🏿'],
  ['👋', '👋🏿'],
  ['👧', '👩‍👧'],
  ['🇫🇷', '🇫🇮'],
  ['❤', '❤️'],
])('%s that becomes %s while somebody else takes the old one away is whole', async (old, now) => {
  const peers = await both(
    `a${old}b`,
    () => $line().splice(0, 1, [$createTextNode(`a${now}b`)]),
    () => act.$deleteRange($at(1), $at(1 + old.length)),
  );
  expect(shown(peers)).toBe(`a${now}b`);
});

test.each([
  ['e', '\u0301'],
  ['क', 'ि'],
  ['क्', 'ष'],
  ['\u1112', '\u1161'],
  ['ש', 'ָ'],
])('%s gets what is typed onto it from two at once, and stays the same letter', async (base, mark) => {
  const $type = (): void => act.$type($at(1 + base.length), mark);
  expect(shown(await both(`a${base}b`, $type, $type))).toBe(`a${base}${mark}${mark}b`);
});

test('a mark that is typed onto a letter looks as the letter does, and so does what is typed behind it', async () => {
  const peers = await both(
    'ae b',
    () => act.$format($at(1), $at(2), 'bold', true),
    () => act.$type($at(2), '\u0301'),
  );
  expect(looks(peers)).toEqual([
    ['a', 0],
    ['e\u0301', 1],
    [' b', 0],
  ]);
  const [first, second] = peers;
  await first?.edit(() => act.$type($at(3), 'x'));
  expect(looks(peers)?.[1]).toEqual(['e\u0301x', 1]);
  await new Network(peers).deliverAll();
  await second?.edit(() => act.$format($at(1), $at(4), 'bold', false));
  await new Network(peers).deliverAll();
  expect(looks(peers)).toEqual([['ae\u0301x b', 0]]);
});

test('a format that is asked for within a letter is that of its first sign', async () => {
  const nothing = (): void => {};
  const half = await both('a👩‍👧b', () => act.$format($at(1), $at(3), 'bold', true), nothing);
  expect(looks(half)?.[1]).toEqual(['👩‍👧', 1]);
  const rest = await both('a👩‍👧b', () => act.$format($at(3), $at(7), 'bold', true), nothing);
  expect(looks(rest)).toEqual([
    ['a👩‍👧', 0],
    ['b', 1],
  ]);
});

test('a caret behind a letter is behind the mark that somebody else puts onto it, and so is a block that is parted there', async () => {
  const peers = await both(
    'ae b',
    () => void act.$select($at(2)),
    () => act.$type($at(2), '\u0301'),
  );
  await peers[0]?.edit(() => $selected().insertText('x'));
  expect(peers[0]?.page()[0]?.text).toBe('ae\u0301x b');
  await peers[0]?.edit(() => void $selected().insertParagraph());
  expect(peers[0]?.page().map((block) => block.text)).toEqual(['ae\u0301x', ' b']);
});

test.each(['typed', 'parted'] as const)(
  'what is %s behind a letter and not committed yet comes behind a mark of somebody else',
  async (what) => {
    const peers = await both(
      'ae b',
      () => {},
      () => {},
    );
    const [first, second] = peers;
    await second?.edit(() => act.$type($at(2), '\u0301'));
    first?.editor.update(() => {
      act.$select($at(2));
      if (what === 'typed') $selected().insertText('x');
      else $selected().insertParagraph();
    });
    for (const update of second?.takeSent() ?? []) await first?.receive(update);
    expect(first?.page().map((block) => block.text)).toEqual(what === 'typed' ? ['ae\u0301x b'] : ['ae\u0301', ' b']);
    await new Network(peers).deliverAll();
    expect(disagreements(peers)).toEqual([]);
  },
);

/** What nobody can help, so that it does not change unnoticed. */
test('of two who know a bare letter alone one may write between it and the mark of the other', async () => {
  const seen = [1, 3].map((first) =>
    both(
      'ae',
      () => act.$type($at(2), 'x'),
      () => act.$type($at(2), '\u0301'),
      [first, 2],
    ),
  );
  expect((await Promise.all(seen)).map(shown)).toEqual(['aex\u0301', 'ae\u0301x']);
});
