import { $createContentsNode, ContentsNode } from '../nodes/contents.ts';
import type { BlockKind } from './kind.ts';

/** A table of contents: the headings are the document's, the list of them is derived. */
export const CONTENTS: BlockKind<'toc', ContentsNode> = {
  types: ['toc'],
  content: 'void',
  props: {},
  nodes: [ContentsNode],
  $create: $createContentsNode,
};
