/** What two people do at once to the same block, and what of it must be there when both have heard of each other. */
import { $getRoot } from 'lexical';
import type { ElementNode } from 'lexical';
import * as act from './acts.ts';
import type { BaseName } from './bases.ts';
import { blockWith, runsOf } from './page.ts';
import type { PageBlock } from './page.ts';

type Page = readonly PageBlock[];

interface EditDone {
  readonly kind: 'edit';
  readonly $run: (token: string) => void;
  readonly deletes?: true;
}

export interface Operation {
  /** the documents that it can be done in */
  readonly on: readonly BaseName[];
  /** done and shared before, as an undo step of its own: what there is to take back */
  readonly before?: (token: string) => void;
  readonly does: EditDone | { readonly kind: 'undo' } | { readonly kind: 'undo and redo' };
  /** its postcondition, on the page of any replica; what the other deleted is nobody's to keep */
  readonly holds: (page: Page, token: string) => boolean;
}

/** What an operation types: a word that nobody else types. */
export const tokenOf = (name: string): string => `«${name}»`;
/** The same, where it makes a paragraph of its own. */
const lineOf = (token: string, number = ''): string => token.replace('«', `«line${number}`);
/** Any of them. */
export const TOKEN = /«\w+»/gu;
/** What others may have typed in between, lines aside. */
const TYPED = '(?:«(?!line)\\w+»)*';

const ANYWHERE: readonly BaseName[] = ['paragraph', 'item', 'code'];
const TEXT: readonly BaseName[] = ['paragraph', 'item'];

// ---- where

function $place(word: string, side: 'start' | 'end'): act.Place {
  for (const block of act.$textBlocks()) {
    const at = act.$textOf(block).indexOf(word);
    if (at >= 0) return { block, at: side === 'start' ? at : at + word.length };
  }
  throw new Error(`${word} is not on the page`);
}
const $start = (word: string): act.Place => $place(word, 'start');
const $end = (word: string): act.Place => $place(word, 'end');

/** The target: the block that its last word stands in. */
const $target = (): ElementNode => $end('hazel').block;

function $neighbour(step: 1 | -1): ElementNode {
  const blocks = act.$textBlocks();
  const word = step === 1 ? 'hazel' : 'amber';
  const block = blocks[blocks.findIndex((one) => act.$textOf(one).includes(word)) + step];
  if (block === undefined) throw new Error('the target has no neighbour');
  return block;
}

// ---- what holds

const matches = (page: Page, pattern: string): boolean => page.some(({ text }) => new RegExp(pattern, 'u').test(text));
const present = (page: Page, word: string): boolean => blockWith(page, word) !== undefined;
/** Right behind one word or right before the other, with nothing between but what others typed. */
const beside = (page: Page, before: string | null, what: string, after: string | null): boolean => {
  if (!present(page, what)) return false;
  const known = [before, after].filter((word) => word !== null && present(page, word.trim()));
  return (
    known.length === 0 ||
    (before !== null && matches(page, `${before}${TYPED}${what}`)) ||
    (after !== null && matches(page, `${what}${TYPED}${after}`))
  );
};
const starts = (page: Page, what: string): boolean => matches(page, `^${TYPED}${what}`);
const ends = (page: Page, word: string): boolean => matches(page, `${word}${TYPED}$`);
/** Nothing parts the two words' blocks; whose text is gone cannot be joined. */
const joined = (page: Page, first: string, second: string): boolean =>
  !present(page, first) || !present(page, second) || !ends(page, first);
const distance = (page: Page, first: string, second: string): number =>
  page.findIndex(({ text }) => text.includes(second)) - page.findIndex(({ text }) => text.includes(first));
const apart = (page: Page, first: string, second: string): boolean =>
  !present(page, first) || !present(page, second) || blockWith(page, first) !== blockWith(page, second);
/** The target's end, where the block's marker stands, is what is asked for. */
const target = (page: Page, is: (block: PageBlock) => boolean): boolean => {
  const block = blockWith(page, 'hazel');
  return block === undefined || is(block);
};
const BOLD = 1;
const ITALIC = 2;
const formatted = (page: Page, format: number, ...words: string[]): boolean =>
  runsOf(page, ...words).every((run) => (run.format & format) !== 0);
const linked = (page: Page, url: string | null, ...words: string[]): boolean =>
  runsOf(page, ...words).every((run) => run.url === url);
const dividerBetween = (page: Page, first: string, second: string): boolean => {
  const from = page.findIndex(({ text }) => text.includes(first));
  const to = page.findIndex(({ text }) => text.includes(second));
  if (from < 0 || to < 0) return page.some(({ type }) => type === 'hr');
  return page.slice(from, to).some(({ type }) => type === 'hr');
};

const edit = ($run: (token: string) => void): EditDone => ({ kind: 'edit', $run });
const deletion = ($run: (token: string) => void): EditDone => ({ kind: 'edit', $run, deletes: true });
const $mark = (from: string, to: string, format: 'bold' | 'italic', on = true): void =>
  act.$format($start(from), $end(to), format, on);
const $linkWords = (from: string, to: string, url: string | null): void => act.$link($start(from), $end(to), url);
const toType = (type: act.BlockChoice, on: readonly BaseName[] = TEXT): Operation & { does: EditDone } => ({
  on,
  does: edit(() => act.$setType($target(), type)),
  holds: (page) => target(page, (block) => block.type === type),
});
const URL_BEFORE = 'https://before.example/';
const urlOf = (token: string): string => `https://${token.slice(1, -1).toLowerCase()}.example/`;
const $typeOwn = (token: string): void => act.$type($end('birch'), token);
/** A word of the target that this side alone takes away. */
const spare = (token: string): string => (token.endsWith('1»') ? 'iris' : 'jasmine');

export const OPERATIONS = {
  'type at the start': {
    on: ANYWHERE,
    does: edit((token) => act.$type($start('amber'), token)),
    holds: (page, token) => beside(page, null, token, 'amber'),
  },
  'type in the middle': {
    on: ANYWHERE,
    does: edit((token) => act.$type($end('delta'), token)),
    holds: (page, token) => beside(page, 'delta', token, ' eagle'),
  },
  'type at the end': {
    on: ANYWHERE,
    does: edit((token) => act.$type($end('hazel'), token)),
    holds: (page, token) => beside(page, 'hazel', token, null),
  },
  bold: {
    on: TEXT,
    does: edit(() => $mark('birch', 'cedar', 'bold')),
    holds: (page) => formatted(page, BOLD, 'birch', 'cedar'),
  },
  'overlapping italic': {
    on: TEXT,
    does: edit(() => $mark('cedar', 'delta', 'italic')),
    holds: (page) => formatted(page, ITALIC, 'cedar', 'delta'),
  },
  'remove bold': {
    on: TEXT,
    before: () => $mark('cedar', 'eagle', 'bold'),
    does: edit(() => $mark('cedar', 'eagle', 'bold', false)),
    holds: (page) => runsOf(page, 'cedar', 'delta', 'eagle').every(({ format }) => (format & BOLD) === 0),
  },
  'type plain text into bold': {
    on: TEXT,
    before: () => $mark('cedar', 'eagle', 'bold'),
    does: edit((token) => act.$typePlain($end('delta'), token)),
    holds: (page, token) =>
      beside(page, 'delta', token, ' eagle') && runsOf(page, token).every(({ format }) => (format & BOLD) === 0),
  },
  'split in the middle': {
    on: TEXT,
    does: edit(() => act.$enter($end('delta'))),
    holds: (page) => apart(page, 'delta', 'eagle'),
  },
  'enter at the end': {
    on: TEXT,
    does: edit((token) => act.$enter($end('hazel'), lineOf(token))),
    holds: (page, token) => starts(page, lineOf(token)),
  },
  'enter at the start': {
    on: TEXT,
    does: edit(() => act.$enter($start('amber'))),
    holds: (page) => !present(page, 'amber') || (starts(page, 'amber') && distance(page, 'jolly', 'amber') > 1),
  },
  'join with the next': {
    on: ANYWHERE,
    does: edit(() => act.$join($target(), $neighbour(1))),
    holds: (page) => joined(page, 'hazel', 'kiosk'),
  },
  'join with the previous': {
    on: ANYWHERE,
    does: edit(() => act.$join($neighbour(-1), $start('amber').block)),
    holds: (page) => joined(page, 'jolly', 'amber'),
  },
  'to heading': toType('h2', ANYWHERE),
  'to quote': toType('quote', ANYWHERE),
  'to code block': toType('code'),
  'to bullet list': toType('bullet'),
  'to numbered list': toType('number'),
  'to check list': toType('check', ['paragraph']),
  'to paragraph': { ...toType('p', ['item', 'code']) },
  check: {
    on: ['item'],
    does: edit(() => act.$setChecked($target(), true)),
    holds: (page) => target(page, ({ type, checked }) => type === 'check' && checked),
  },
  uncheck: {
    on: ['item'],
    before: () => act.$setChecked($target(), true),
    does: edit(() => act.$setChecked($target(), false)),
    holds: (page) => target(page, ({ checked }) => !checked),
  },
  indent: {
    on: TEXT,
    does: edit(() => act.$setIndent($target(), $target().getIndent() + 1)),
    holds: (page) => target(page, ({ level }) => level > 0),
  },
  outdent: {
    on: TEXT,
    before: () => act.$setIndent($target(), 1),
    does: edit(() => act.$setIndent($target(), 0)),
    holds: (page) => target(page, ({ level }) => level === 0),
  },
  'wrap in a link': {
    on: TEXT,
    does: edit((token) => $linkWords('finch', 'grape', urlOf(token))),
    holds: (page, token) => linked(page, urlOf(token), 'finch', 'grape'),
  },
  'remove a link': {
    on: TEXT,
    before: () => $linkWords('eagle', 'finch', URL_BEFORE),
    does: edit(() => $linkWords('eagle', 'finch', null)),
    holds: (page) => linked(page, null, 'eagle', 'finch'),
  },
  'change a link’s address': {
    on: TEXT,
    before: () => $linkWords('eagle', 'finch', URL_BEFORE),
    does: edit((token) => act.$setUrl($start('eagle'), urlOf(token))),
    holds: (page, token) => linked(page, urlOf(token), 'eagle', 'finch'),
  },
  'line break': {
    on: ANYWHERE,
    does: edit(() => act.$breakLine($end('grape'))),
    holds: (page) => !present(page, 'grape') || matches(page, `grape${TYPED}\n`),
  },
  'line break in bold': {
    on: TEXT,
    before: () => $mark('cedar', 'eagle', 'bold'),
    does: edit(() => act.$breakLine($end('delta'))),
    holds: (page) => !present(page, 'delta') || matches(page, `delta${TYPED}\n`) || matches(page, `\n${TYPED} eagle`),
  },
  'divider before': {
    on: ANYWHERE,
    does: edit(() => act.$insertDivider($start('amber').block, 'before')),
    holds: (page) => dividerBetween(page, 'jolly', 'amber') || page[0]?.type === 'hr',
  },
  'divider after': {
    on: ANYWHERE,
    does: edit(() => act.$insertDivider($target(), 'after')),
    holds: (page) => dividerBetween(page, 'hazel', 'kiosk') || page.at(-1)?.type === 'hr',
  },
  'divider in the middle': {
    on: TEXT,
    does: edit(() => act.$divideAt($end('delta'))),
    holds: (page) => dividerBetween(page, 'delta', 'eagle'),
  },
  'delete a range': {
    on: ANYWHERE,
    does: deletion(() => act.$deleteRange($end('cedar'), $end('delta'))),
    holds: (page) => !present(page, 'delta'),
  },
  'delete across two blocks': {
    on: ANYWHERE,
    does: deletion(() => act.$deleteRange($end('grape'), $end('kiosk'))),
    holds: (page) => !present(page, 'hazel') && !present(page, 'kiosk') && joined(page, 'grape', 'lemon'),
  },
  'delete the block': {
    on: ANYWHERE,
    does: deletion(() => act.$removeBlock($target())),
    holds: (page) => !present(page, 'hazel'),
  },
  'delete the neighbours': {
    on: ANYWHERE,
    does: deletion(() => {
      const blocks = [$neighbour(-1), $neighbour(1)];
      for (const block of blocks) act.$removeBlock(block);
    }),
    holds: (page) => !present(page, 'jolly') && !present(page, 'kiosk'),
  },
  'replace a range': {
    on: ANYWHERE,
    does: deletion((token) => act.$select($start('cedar'), $end('delta')).insertText(token)),
    holds: (page, token) => !present(page, 'cedar') && beside(page, 'birch ', token, ' eagle'),
  },
  'paste two paragraphs': {
    on: TEXT,
    does: edit((token) => act.$paste($end('birch'), [lineOf(token, '1'), lineOf(token, '2')])),
    holds: (page, token) =>
      page.some(
        ({ text }, at) =>
          text.includes(lineOf(token, '1')) &&
          page.slice(at + 1).some((later) => later.text.includes(lineOf(token, '2'))),
      ),
  },
  'undo typing': {
    on: ANYWHERE,
    before: $typeOwn,
    does: { kind: 'undo' },
    holds: (page, token) => !present(page, token),
  },
  'undo and redo typing': {
    on: ANYWHERE,
    before: $typeOwn,
    does: { kind: 'undo and redo' },
    holds: (page, token) => beside(page, 'birch', token, ' cedar'),
  },
  'undo a heading': {
    on: TEXT,
    before: () => act.$setType($target(), 'h2'),
    does: { kind: 'undo' },
    holds: (page) => target(page, ({ type }) => type !== 'h2'),
  },
  'undo bold': {
    on: TEXT,
    before: () => $mark('grape', 'grape', 'bold'),
    does: { kind: 'undo' },
    holds: (page) => runsOf(page, 'grape').every(({ format }) => (format & BOLD) === 0),
  },
  'undo a split': {
    on: TEXT,
    before: () => act.$enter($end('birch')),
    does: { kind: 'undo' },
    holds: (page) => joined(page, 'birch', 'cedar'),
  },
  'undo a join': {
    on: ANYWHERE,
    before: () => act.$join($neighbour(1), $last()),
    does: { kind: 'undo' },
    holds: (page) => apart(page, 'mango', 'raven'),
  },
  'undo a deletion': {
    on: ANYWHERE,
    before: (token) => act.$deleteRange($place(` ${spare(token)}`, 'start'), $end(spare(token))),
    does: { kind: 'undo' },
    holds: (page, token) => present(page, spare(token)) || !present(page, 'grape'),
  },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;
export const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];

/** The block behind the target's next neighbour. */
function $last(): ElementNode {
  const block = act.$textBlocks().at(-1);
  if (block === undefined) throw new Error($getRoot().getTextContent());
  return block;
}
