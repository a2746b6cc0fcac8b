/** The documents that pairs of operations start from: a target between its neighbours. */
import { $createCodeNode } from '@lexical/code-core';
import { $createListItemNode, $createListNode } from '@lexical/list';
import { $createTableCellNode, $createTableNode, $createTableRowNode, $isTableNode } from '@lexical/table';
import type { TableCellNode } from '@lexical/table';
import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import type { ElementNode } from 'lexical';
import * as Y from 'yjs';
import { $createFormulaNode, $createImageNode } from '../nodes.ts';
import { $createCalloutNode } from '../nodes/callout.ts';
import { $mergeCells } from '../table-edits.ts';
import { $createFoldNode } from '../nodes/fold.ts';
import type { BindingKind } from './bindings.ts';
import { $textBlocks, $textOf } from './acts.ts';
import { Peer } from './peers.ts';
import type { MoveGoal } from './peers.ts';

/** Each word stands on the page once, and none is part of another. */
const BEFORE = 'ivory jolly';
const TARGET = 'amber iris jasmine birch cedar delta eagle finch grape hazel';
const AFTER = 'kiosk lemon mango';
const LAST = 'raven';
export const BASE_WORDS: readonly string[] = [BEFORE, TARGET, AFTER, LAST].join(' ').split(' ');
/** Those outside the target. */
export const OTHER_WORDS: readonly string[] = [BEFORE, AFTER, LAST].join(' ').split(' ');

export interface Base {
  readonly $write: () => void;
  /** in an edit of its own */
  readonly $then?: () => void;
  /** blocks that are then moved, by a word of each: the text lies in another order than the page has it */
  readonly moves?: ReadonlyArray<readonly [word: string, to: MoveGoal]>;
}

export const BASES = {
  /** a paragraph between paragraphs */
  paragraph: {
    $write: () => $paragraphs(BEFORE, TARGET, AFTER, LAST),
  },
  /** the same, with the target's text behind all others */
  'moved paragraph': {
    $write: () => $paragraphs(BEFORE, AFTER, LAST, TARGET),
    moves: [
      ['hazel', 'up'],
      ['hazel', 'up'],
    ],
  },
  /** the same, with the texts around it elsewhere */
  'paragraph between moved ones': {
    $write: () => $paragraphs(AFTER, TARGET, LAST, BEFORE),
    moves: [
      ['ivory', 'up'],
      ['ivory', 'up'],
      ['kiosk', 'down'],
      ['kiosk', 'down'],
      ['ivory', 'up'],
      ['raven', 'end'],
    ],
  },
  /** a paragraph between paragraphs in a callout */
  box: {
    $write: () => {
      const callout = $createCalloutNode();
      callout.append($paragraph(BEFORE), $paragraph(TARGET), $paragraph(AFTER));
      $getRoot().append(callout, $paragraph(LAST));
    },
  },
  /** the only paragraph of a callout that stands between paragraphs */
  'box alone': {
    $write: () => {
      $getRoot().append($paragraph(BEFORE), $createCalloutNode().append($paragraph(TARGET)));
      $getRoot().append($paragraph(AFTER), $paragraph(LAST));
    },
  },
  /** a paragraph between paragraphs in the first of four cells */
  cell: {
    $write: () => {
      const cell = $cell(BEFORE, TARGET, AFTER);
      const rows = [
        $createTableRowNode().append(cell, $cell('sorrel')),
        $createTableRowNode().append($cell('tansy'), $cell()),
      ];
      $getRoot().append($createTableNode().append(...rows), $paragraph(LAST));
    },
  },
  /** a paragraph between paragraphs in two cells, one below the other, that are merged */
  'merged cell': {
    $write: () => {
      const rows = [
        $createTableRowNode().append($cell(BEFORE), $cell('sorrel')),
        $createTableRowNode().append($cell(TARGET, AFTER), $cell('tansy')),
      ];
      $getRoot().append($createTableNode().append(...rows), $paragraph(LAST));
    },
    $then: () => {
      const table = $getRoot().getFirstChild();
      if ($isTableNode(table)) $mergeCells(table, { top: 0, bottom: 1, left: 0, right: 0 });
    },
  },
  /** an item of a check list whose next item is nested below it */
  item: {
    $write: () => {
      const nested = $createListItemNode().append($createListNode('check').append($item(AFTER)));
      $getRoot().append($createListNode('check').append($item(BEFORE), $item(TARGET), nested, $item(LAST)));
    },
  },
  /** a formula between paragraphs */
  formula: {
    $write: () => {
      const formula = $createFormulaNode().append($createTextNode(TARGET));
      $getRoot().append($paragraph(BEFORE), formula, $paragraph(AFTER), $paragraph(LAST));
    },
  },
  /** a code block between paragraphs */
  code: {
    $write: () => {
      const code = $createCodeNode().append($createTextNode(TARGET));
      $getRoot().append($paragraph(BEFORE), code, $paragraph(AFTER), $paragraph(LAST));
    },
  },
  /** the title of a fold that has a paragraph in it, between paragraphs */
  title: {
    $write: () => {
      const fold = $createFoldNode();
      fold.getTitle()?.append($createTextNode(TARGET));
      fold.getBody()?.append($paragraph(AFTER));
      $getRoot().append($paragraph(BEFORE), fold, $paragraph(LAST));
    },
  },
  /** an image, whose caption the target is, between paragraphs */
  image: {
    $write: () => {
      const image = $createImageNode({ src: 'https://pictures.example/one.png' }).append($createTextNode(TARGET));
      $getRoot().append($paragraph(BEFORE), image, $paragraph(AFTER), $paragraph(LAST));
    },
  },
} satisfies Record<string, Base>;
export type BaseName = keyof typeof BASES;

const $paragraph = (text: string): ReturnType<typeof $createParagraphNode> =>
  $createParagraphNode().append($createTextNode(text));
const $paragraphs = (...texts: string[]): void => {
  for (const text of texts) $getRoot().append($paragraph(text));
};
const $item = (text: string): ReturnType<typeof $createListItemNode> =>
  $createListItemNode().append($createTextNode(text));

const $cell = (...texts: string[]): TableCellNode =>
  $createTableCellNode().append(...(texts.length === 0 ? [$createParagraphNode()] : texts.map($paragraph)));

function $blockWith(word: string): ElementNode {
  const block = $textBlocks().find((one) => $textOf(one).includes(word));
  if (block === undefined) throw new Error(`${word} is not on the page`);
  return block;
}

const AUTHOR_ID = 50;

/** A document of somebody who then left: nobody can take it back. */
export async function writeBase(kind: BindingKind, { $write, $then, moves = [] }: Base): Promise<Uint8Array> {
  const author = new Peer(kind, { clientId: AUTHOR_ID });
  await author.edit(() => {
    $getRoot().clear();
    $write();
  });
  if ($then !== undefined) await author.edit($then);
  for (const [word, to] of moves) await author.move(() => $blockWith(word), to);
  author.bound.stop();
  return Y.encodeStateAsUpdate(author.doc);
}
