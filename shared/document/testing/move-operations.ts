/** Blocks that are taken to another place of the page. */
import type { ElementNode } from 'lexical';
import * as act from './acts.ts';
import { $last, $neighbour, $target, CAPTION, edit, present } from './operation.ts';
import type { Operation, Page } from './operation.ts';
import type { MoveGoal } from './peers.ts';

/** Does the first word's block stand above the second's, or are they one? Whose text is gone stands nowhere. */
const above = (page: Page, first: string, second: string): boolean => {
  const at = (word: string): number => page.findIndex(({ text }) => text.includes(word));
  return !present(page, first) || !present(page, second) || at(first) <= at(second);
};
/** Both ends of the target, should somebody have split it. */
const targetAbove = (page: Page, word: string): boolean => above(page, 'amber', word) && above(page, 'hazel', word);
const targetBelow = (page: Page, word: string): boolean => above(page, word, 'amber') && above(page, word, 'hazel');

const move = ($block: () => ElementNode, to: MoveGoal): Operation['does'] => ({
  kind: 'move',
  moves: true,
  $block,
  to,
});

export const MOVE_OPERATIONS = {
  'move up': {
    on: CAPTION,
    does: move($target, 'up'),
    holds: (page) => targetAbove(page, 'ivory'),
  },
  'move down': {
    on: CAPTION,
    does: move($target, 'down'),
    // an item takes along what is nested in it, and so goes past the one behind
    holds: (page) => targetBelow(page, 'mango') || targetBelow(page, 'raven'),
  },
  'move to the end': {
    on: CAPTION,
    does: move($target, 'end'),
    holds: (page) => targetBelow(page, 'raven'),
  },
  'move the next one up': {
    on: CAPTION,
    does: move(() => $neighbour(1), 'up'),
    holds: (page) => targetBelow(page, 'mango'),
  },
  'reorder nodes': {
    on: CAPTION,
    does: { ...edit(() => act.$move($target(), 'down')), moves: true },
    holds: (page) => targetBelow(page, 'mango'),
  },
  'undo a move': {
    on: CAPTION,
    before: () => act.$move($last(), 'up'),
    does: { kind: 'undo', moves: true },
    holds: (page) => above(page, 'mango', 'raven'),
  },
} satisfies Record<string, Operation>;
