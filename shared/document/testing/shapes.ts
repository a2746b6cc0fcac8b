/** Pages with boxes in one line each, and people who have them open. */
import { $createParagraphNode, $createTextNode, $getRoot, $isElementNode } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import { expect } from 'vitest';
import * as Y from 'yjs';
import { $textBlocks, $textOf } from './acts.ts';
import { OURS } from './ours.ts';
import { Peer } from './peers.ts';

export const $p = (text = ''): ElementNode => {
  const paragraph = $createParagraphNode();
  return text === '' ? paragraph : paragraph.append($createTextNode(text));
};
export const $block = (text: string): ElementNode => {
  const block = $textBlocks().find((one) => $textOf(one).includes(text));
  if (block === undefined) throw new Error(`${text} is not on the page`);
  return block;
};
export const $find = <T extends LexicalNode>(is: (node: LexicalNode) => node is T): T => {
  const visit = (node: LexicalNode): T | null => {
    if (is(node)) return node;
    for (const child of $isElementNode(node) ? node.getChildren() : []) {
      const found = visit(child);
      if (found !== null) return found;
    }
    return null;
  };
  const found = visit($getRoot());
  if (found === null) throw new Error('not found');
  return found;
};

/** The page in one line: `callout(a b) c`; an empty paragraph is `_`. */
export function shape(peer: Peer): string {
  const show = (node: LexicalNode): string => {
    if (!$isElementNode(node)) return node.getType();
    const blocks = node.getChildren().filter((child) => $isElementNode(child) && !child.isInline());
    if (blocks.length === 0) return node.getTextContent() || (node.getType() === 'paragraph' ? '_' : node.getType());
    const name = node.getType();
    return `${name}(${blocks.map(show).join(' ')})`;
  };
  return peer.editor.read(() => $getRoot().getChildren().map(show).join(' '));
}

/** Somebody who has written these paragraphs. */
export async function open(...texts: readonly string[]): Promise<Peer> {
  const peer = new Peer(OURS, { clientId: 1 });
  await peer.edit(() => {
    $getRoot()
      .clear()
      .append(...texts.map((text) => $p(text)));
  });
  return peer;
}
/** Somebody else who opens the same document. */
export const join = (from: Peer, clientId: number): Peer =>
  new Peer(OURS, { clientId, document: Y.encodeStateAsUpdate(from.doc) });

/** All hear of everything: they, and who opens the document then, see the same. */
export async function exchange(...peers: readonly Peer[]): Promise<string> {
  const updates = peers.map(({ doc }) => Y.encodeStateAsUpdate(doc));
  for (const peer of peers) for (const update of updates) await peer.receive(update);
  const [first] = peers;
  if (first === undefined) return '';
  const fresh = join(first, 99);
  for (const peer of [...peers, fresh]) {
    expect(peer.errors).toEqual([]);
    expect(peer.refusals).toEqual([]);
    expect(peer.json()).toBe(first.json());
  }
  return shape(first);
}
