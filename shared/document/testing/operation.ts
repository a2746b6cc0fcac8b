/** What an operation is, where on the page it is done, and how its postconditions are put. */
import { $getRoot } from 'lexical';
import type { ElementNode } from 'lexical';
import * as act from './acts.ts';
import type { BaseName } from './bases.ts';
import { blockWith, runsOf } from './page.ts';
import type { PageBlock } from './page.ts';
import type { MoveGoal } from './peers.ts';

export type Page = readonly PageBlock[];

export interface EditDone {
  readonly kind: 'edit';
  readonly $run: (token: string) => void;
  readonly deletes?: true;
  readonly moves?: true;
  /** chooses what it is done to, in an update of its own as in a page */
  readonly $choose?: () => void;
  /** done in an update of its own, as a step of its own */
  readonly $then?: (token: string) => void;
  /** is a word, or a token, one that it takes away and puts in anew elsewhere? */
  readonly copies?: (word: string) => boolean;
}

/** A block is taken elsewhere, as an editor's own command does. */
export interface MoveDone {
  readonly kind: 'move';
  readonly moves: true;
  readonly $block: () => ElementNode;
  readonly to: MoveGoal;
}

export interface Operation {
  /** the documents that it can be done in */
  readonly on: readonly BaseName[];
  /** done and shared before, as an undo step of its own: what there is to take back */
  readonly before?: (token: string) => void;
  readonly does:
    | EditDone
    | MoveDone
    | { readonly kind: 'undo'; readonly moves?: true }
    | { readonly kind: 'undo and redo' };
  /** its postcondition, on the page of any replica; what the other deleted is nobody's to keep */
  readonly holds: (page: Page, token: string) => boolean;
}

/** What an operation types: a word that nobody else types. */
export const tokenOf = (name: string): string => `«${name}»`;
/** The same, where it makes a paragraph of its own. */
export const lineOf = (token: string, number = ''): string => token.replace('«', `«line${number}`);
/** Any of them. */
export const TOKEN = /«\w+»/gu;
/** What others may have typed in between, lines aside. */
export const TYPED = '(?:«(?!line)\\w+»)*';

export const BOXED: readonly BaseName[] = ['box', 'cell', 'merged cell'];
export const PARAGRAPHS: readonly BaseName[] = [
  'paragraph',
  'moved paragraph',
  'paragraph between moved ones',
  ...BOXED,
];
export const ANYWHERE: readonly BaseName[] = [...PARAGRAPHS, 'item', 'code', 'formula'];
/** Those, and a box that has nothing but the target. */
export const EVERYWHERE: readonly BaseName[] = [...ANYWHERE, 'box alone'];
/** Text that is part of something: no other block becomes it. */
export const LABELS: readonly BaseName[] = ['image', 'title'];
/** Where it makes no difference that the block is one that no other becomes. */
export const CAPTION: readonly BaseName[] = [...ANYWHERE, 'image'];
export const TEXT: readonly BaseName[] = [...PARAGRAPHS, 'item'];

// ---- where

export function $place(word: string, side: 'start' | 'end'): act.Place {
  for (const block of act.$textBlocks()) {
    const at = act.$textOf(block).indexOf(word);
    if (at >= 0) return { block, at: side === 'start' ? at : at + word.length };
  }
  throw new Error(`${word} is not on the page`);
}
export const $start = (word: string): act.Place => $place(word, 'start');
export const $end = (word: string): act.Place => $place(word, 'end');

/** The target: the block that its last word stands in. */
export const $target = (): ElementNode => $end('hazel').block;

export function $neighbour(step: 1 | -1): ElementNode {
  const blocks = act.$textBlocks();
  const word = step === 1 ? 'hazel' : 'amber';
  const block = blocks[blocks.findIndex((one) => act.$textOf(one).includes(word)) + step];
  if (block === undefined) throw new Error('the target has no neighbour');
  return block;
}

// ---- what holds

export const matches = (page: Page, pattern: string): boolean =>
  page.some(({ text }) => new RegExp(pattern, 'u').test(text));
export const present = (page: Page, word: string): boolean => blockWith(page, word) !== undefined;
/** Right behind one word or right before the other, with nothing between but what others typed. */
export const beside = (page: Page, before: string | null, what: string, after: string | null): boolean => {
  if (!present(page, what)) return false;
  const known = [before, after].filter((word) => word !== null && present(page, word.trim()));
  return (
    known.length === 0 ||
    (before !== null && matches(page, `${before}${TYPED}${what}`)) ||
    (after !== null && matches(page, `${what}${TYPED}${after}`))
  );
};
export const starts = (page: Page, what: string): boolean => matches(page, `^${TYPED}${what}`);
export const ends = (page: Page, word: string): boolean => matches(page, `${word}${TYPED}$`);
/** Nothing parts the two words' blocks; whose text is gone cannot be joined. */
export const joined = (page: Page, first: string, second: string): boolean =>
  !present(page, first) || !present(page, second) || !ends(page, first);
export const distance = (page: Page, first: string, second: string): number =>
  page.findIndex(({ text }) => text.includes(second)) - page.findIndex(({ text }) => text.includes(first));
export const apart = (page: Page, first: string, second: string): boolean =>
  !present(page, first) || !present(page, second) || blockWith(page, first) !== blockWith(page, second);
/** The target's end, where the block's marker stands, is what is asked for. */
export const target = (page: Page, is: (block: PageBlock) => boolean): boolean => {
  const block = blockWith(page, 'hazel');
  return block === undefined || is(block);
};
export const BOLD = 1;
export const ITALIC = 2;
export const formatted = (page: Page, format: number, ...words: string[]): boolean =>
  runsOf(page, ...words).every((run) => (run.format & format) !== 0);
export const linked = (page: Page, url: string | null, ...words: string[]): boolean =>
  runsOf(page, ...words).every((run) => run.url === url);
export const blockBetween = (page: Page, type: string, first: string, second: string): boolean => {
  const from = page.findIndex(({ text }) => text.includes(first));
  const to = page.findIndex(({ text }) => text.includes(second));
  return (from < 0 || to < 0 ? page : page.slice(from, to)).some((block) => block.type === type);
};
/** Is one of the blocks behind all text, or in front of it, of this type? */
export const blockAtEdge = (page: Page, type: string, edge: 'start' | 'end'): boolean => {
  const blocks = edge === 'start' ? page : page.toReversed();
  const text = blocks.findIndex((block) => block.text !== '');
  return blocks.slice(0, Math.max(0, text)).some((block) => block.type === type);
};
export const dividerBetween = (page: Page, first: string, second: string): boolean =>
  blockBetween(page, 'hr', first, second);

export const edit = ($run: (token: string) => void): EditDone => ({ kind: 'edit', $run });
export const deletion = ($run: (token: string) => void): EditDone => ({ kind: 'edit', $run, deletes: true });
export const $mark = (from: string, to: string, format: 'bold' | 'italic', on = true): void =>
  act.$format($start(from), $end(to), format, on);
export const $linkWords = (from: string, to: string, url: string | null): void =>
  act.$link($start(from), $end(to), url);
export const toType = (type: act.BlockChoice, on: readonly BaseName[] = TEXT): Operation & { does: EditDone } => ({
  on,
  does: edit(() => act.$setType($target(), type)),
  holds: (page) => target(page, (block) => block.type === type),
});
export const URL_BEFORE = 'https://before.example/';
export const urlOf = (token: string): string => `https://${token.slice(1, -1).toLowerCase()}.example/`;
export const $typeOwn = (token: string): void => act.$type($end('birch'), token);
/** A word of the target that this side alone takes away. */
export const spare = (token: string): string => (token.endsWith('1»') ? 'iris' : 'jasmine');

/** The block behind the target's next neighbour. */
export function $last(): ElementNode {
  const block = act.$textBlocks().at(-1);
  if (block === undefined) throw new Error($getRoot().getTextContent());
  return block;
}
