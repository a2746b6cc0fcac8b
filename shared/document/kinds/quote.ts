import { $createQuoteNode, QuoteNode } from '@lexical/rich-text';
import type { BlockKind } from './kind.ts';
import { TEXT } from './parse.ts';

export const QUOTE: BlockKind<'quote', QuoteNode> = {
  types: ['quote'],
  content: 'text',
  props: TEXT,
  nodes: [QuoteNode],
  $create: () => $createQuoteNode(),
};
