/** The Lexical nodes that an editor of our documents must know. */
import { CodeHighlightNode } from '@lexical/code-core';
import { AutoLinkNode, LinkNode } from '@lexical/link';
import { ListNode } from '@lexical/list';
import type { Klass, LexicalNode } from 'lexical';
import { BLOCK_NODES } from './kinds/kinds.ts';
import { ChipNode } from './nodes/chip.ts';
import { UnknownBlockNode } from './nodes/unknown-block.ts';
import { UnknownInlineNode } from './nodes/unknown-inline.ts';

export const DOCUMENT_NODES: ReadonlyArray<Klass<LexicalNode>> = [
  ...BLOCK_NODES,
  ListNode,
  LinkNode,
  AutoLinkNode,
  CodeHighlightNode,
  ChipNode,
  UnknownBlockNode,
  UnknownInlineNode,
];

export { $createChipNode, $isChipNode, ChipNode } from './nodes/chip.ts';
export { $createContentsNode, ContentsNode } from './nodes/contents.ts';
export { $createEmbedNode, $isEmbedNode, EmbedNode } from './nodes/embed.ts';
export { $createPageBreakNode } from './nodes/page-break.ts';
export {
  $createDiagramNode,
  $createFormulaNode,
  $isDiagramNode,
  $isFormulaNode,
  $isSourceNode,
  DiagramNode,
  FormulaNode,
  PICTURE_PART,
  SourceNode,
} from './nodes/source.ts';
export { $createFileNode, $isFileNode, FileNode } from './nodes/file.ts';
export { $createImageNode, $isImageNode, ImageNode } from './nodes/image.ts';
export { $createDividerNode, $isDividerNode, DividerNode } from './nodes/divider.ts';
