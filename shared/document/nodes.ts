/** The Lexical nodes that an editor of our documents must know. */
import { CodeHighlightNode, CodeNode } from '@lexical/code-core';
import { AutoLinkNode, LinkNode } from '@lexical/link';
import { ListItemNode, ListNode } from '@lexical/list';
import { HeadingNode, QuoteNode } from '@lexical/rich-text';
import type { Klass, LexicalNode } from 'lexical';
import { DividerNode } from './nodes/divider.ts';
import { UnknownBlockNode } from './nodes/unknown-block.ts';
import { UnknownInlineNode } from './nodes/unknown-inline.ts';

export const DOCUMENT_NODES: ReadonlyArray<Klass<LexicalNode>> = [
  HeadingNode,
  QuoteNode,
  ListNode,
  ListItemNode,
  LinkNode,
  AutoLinkNode,
  CodeNode,
  CodeHighlightNode,
  DividerNode,
  UnknownBlockNode,
  UnknownInlineNode,
];

export { $createDividerNode, $isDividerNode, DividerNode } from './nodes/divider.ts';
