/** The documents that pairs of operations start from: a target between its neighbours. */
import { $createCodeNode } from '@lexical/code-core';
import { $createListItemNode, $createListNode } from '@lexical/list';
import { $createParagraphNode, $createTextNode, $getRoot } from 'lexical';
import * as Y from 'yjs';
import type { BindingKind } from './bindings.ts';
import { Peer } from './peers.ts';

/** Each word stands on the page once, and none is part of another. */
const BEFORE = 'ivory jolly';
const TARGET = 'amber iris jasmine birch cedar delta eagle finch grape hazel';
const AFTER = 'kiosk lemon mango';
const LAST = 'raven';
export const BASE_WORDS: readonly string[] = [BEFORE, TARGET, AFTER, LAST].join(' ').split(' ');
/** Those outside the target. */
export const OTHER_WORDS: readonly string[] = [BEFORE, AFTER, LAST].join(' ').split(' ');

export const BASES = {
  /** a paragraph between paragraphs */
  paragraph: () => {
    for (const text of [BEFORE, TARGET, AFTER, LAST]) $getRoot().append($paragraph(text));
  },
  /** an item of a check list whose next item is nested below it */
  item: () => {
    const nested = $createListItemNode().append($createListNode('check').append($item(AFTER)));
    $getRoot().append($createListNode('check').append($item(BEFORE), $item(TARGET), nested, $item(LAST)));
  },
  /** a code block between paragraphs */
  code: () => {
    const code = $createCodeNode().append($createTextNode(TARGET));
    $getRoot().append($paragraph(BEFORE), code, $paragraph(AFTER), $paragraph(LAST));
  },
} satisfies Record<string, () => void>;
export type BaseName = keyof typeof BASES;

const $paragraph = (text: string): ReturnType<typeof $createParagraphNode> =>
  $createParagraphNode().append($createTextNode(text));
const $item = (text: string): ReturnType<typeof $createListItemNode> =>
  $createListItemNode().append($createTextNode(text));

const AUTHOR_ID = 50;

/** A document of somebody who then left: nobody can take it back. */
export async function writeBase(kind: BindingKind, $write: () => void): Promise<Uint8Array> {
  const author = new Peer(kind, { clientId: AUTHOR_ID });
  await author.edit(() => {
    $getRoot().clear();
    $write();
  });
  author.bound.stop();
  return Y.encodeStateAsUpdate(author.doc);
}
