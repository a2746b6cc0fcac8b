/** What is done to the fold whose title the target is. */
import type { LexicalNode } from 'lexical';
import { $isFoldNode } from '../nodes/fold.ts';
import type { FoldNode } from '../nodes/fold.ts';
import { $neighbour, $target, deletion, edit, present, target } from './operation.ts';
import type { Operation, Page } from './operation.ts';
import { blockWith } from './page.ts';

function $fold(): FoldNode {
  for (let node: LexicalNode | null = $target(); node !== null; node = node.getParent())
    if ($isFoldNode(node)) return node;
  throw new Error('the target is not the title of a fold');
}

const isClosed = (page: Page): boolean => target(page, ({ within }) => within.at(-1) === 'fold closed');
const isInFold = (page: Page, word: string): boolean =>
  blockWith(page, word)?.within.some((one) => one.startsWith('fold')) === true;

export const FOLD_OPERATIONS = {
  'fold it': {
    on: ['title'],
    does: edit(() => void $fold().setClosed(true)),
    holds: isClosed,
  },
  'open it': {
    on: ['title'],
    before: () => void $fold().setClosed(true),
    does: edit(() => void $fold().setClosed(false)),
    holds: (page) => target(page, ({ within }) => within.at(-1) !== 'fold closed'),
  },
  'undo folding': {
    on: ['title'],
    before: () => void $fold().setClosed(true),
    does: { kind: 'undo' },
    holds: (page) => target(page, ({ within }) => within.at(-1) !== 'fold closed'),
  },
  'type into the fold': {
    on: ['title'],
    does: edit((token) => $neighbour(1).selectEnd().insertText(token)),
    holds: (page, token) => present(page, token),
  },
  'take out of the fold': {
    on: ['title'],
    does: { ...edit(() => void $fold().insertAfter($neighbour(1))), moves: true },
    holds: (page) => !present(page, 'kiosk') || !isInFold(page, 'kiosk'),
  },
  'delete the fold': {
    on: ['title'],
    does: deletion(() => $fold().remove()),
    holds: (page) => !present(page, 'hazel') && !present(page, 'kiosk'),
  },
  'move the fold': {
    on: ['title'],
    does: { ...edit(() => void $fold().getNextSibling()?.insertAfter($fold())), moves: true },
    holds: (page) => {
      const at = (word: string): number => page.findIndex(({ text }) => text.includes(word));
      return !present(page, 'raven') || !present(page, 'hazel') || at('raven') < at('hazel');
    },
  },
} satisfies Record<string, Operation>;
