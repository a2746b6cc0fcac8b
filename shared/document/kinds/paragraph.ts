import { $createParagraphNode, ParagraphNode } from 'lexical';
import type { BlockKind } from './kind.ts';
import { TEXT } from './parse.ts';

export const PARAGRAPH: BlockKind<'p', ParagraphNode> = {
  types: ['p'],
  content: 'text',
  props: TEXT,
  nodes: [ParagraphNode],
  $create: $createParagraphNode,
};
