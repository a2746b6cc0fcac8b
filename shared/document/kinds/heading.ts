import { $createHeadingNode, HeadingNode } from '@lexical/rich-text';
import type { BlockKind } from './kind.ts';
import { TEXT } from './parse.ts';

export const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'] as const;

export const HEADING: BlockKind<(typeof HEADINGS)[number], HeadingNode> = {
  types: HEADINGS,
  content: 'text',
  props: TEXT,
  nodes: [HeadingNode],
  $typeOf: (node) => node.getTag(),
  $create: (type) => $createHeadingNode(type),
};
