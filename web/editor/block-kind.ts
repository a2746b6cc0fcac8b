import { $createCodeNode, $isCodeNode } from '@lexical/code-core';
import { $insertList, ListNode, type ListType } from '@lexical/list';
import { $createHeadingNode, $createQuoteNode, $isHeadingNode, $isQuoteNode } from '@lexical/rich-text';
import { $setBlocksType } from '@lexical/selection';
import { $getNearestNodeOfType } from '@lexical/utils';
import {
  $createParagraphNode,
  $findMatchingParent,
  $getSelection,
  $isRangeSelection,
  $isRootNode,
  $isRootOrShadowRoot,
  type ElementNode,
  type LexicalNode,
  type RangeSelection,
} from 'lexical';
import { unreachable } from '#shared/assert.ts';
import { $createDiagramNode, $createFormulaNode, $isDiagramNode, $isFormulaNode } from '#shared/document/nodes.ts';
import { $isFoldTitleNode } from '#shared/document/nodes/fold.ts';
import { $isImageNode } from '#shared/document/nodes/image.ts';

export const BLOCK_KINDS = [
  'text',
  'h1',
  'h2',
  'h3',
  'quote',
  'code',
  'formula',
  'diagram',
  'bullet',
  'number',
  'check',
] as const;
/** The kinds of block that a person can choose. Deeper headings and unknown blocks may be in a document; they are shown as `other`. */
export type BlockKind = (typeof BLOCK_KINDS)[number];

const LISTS: readonly ListType[] = ['bullet', 'number', 'check'];

function isList(kind: BlockKind): kind is 'bullet' | 'number' | 'check' {
  return (LISTS as readonly string[]).includes(kind);
}

/** Kinds whose characters alone are shown: a list item or a heading with such lines in it would be none. */
const PLAIN = { code: () => $createCodeNode(), formula: $createFormulaNode, diagram: $createDiagramNode };
type PlainKind = keyof typeof PLAIN;

function isPlain(kind: BlockKind | 'other'): kind is PlainKind {
  return kind in PLAIN;
}

/** The kind of the block that a selection starts in. */
export function $blockKind(selection: RangeSelection): BlockKind | 'other' {
  const anchor = selection.anchor.getNode();
  const list = $getNearestNodeOfType(anchor, ListNode);
  if (list !== null) return list.getListType();
  // everything chosen may be the root from its first block to its last
  let block: LexicalNode | null = $isRootNode(anchor) ? anchor.getChildAtIndex(selection.anchor.offset) : anchor;
  while (block !== null && !$isRootOrShadowRoot(block.getParent())) block = block.getParent();
  if ($isHeadingNode(block)) {
    const tag = block.getTag();
    return tag === 'h1' || tag === 'h2' || tag === 'h3' ? tag : 'other';
  }
  if ($isQuoteNode(block)) return 'quote';
  if ($isCodeNode(block)) return 'code';
  if ($isFormulaNode(block)) return 'formula';
  if ($isDiagramNode(block)) return 'diagram';
  return block?.getType() === 'paragraph' || block === null ? 'text' : 'other';
}

/** Changes the chosen blocks and no other, items of a list among them; choosing the kind that they have already makes text of them. */
export function $setBlockKind(kind: BlockKind): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  // the title of a fold is a title whatever else it is asked to be, and an image would be gone with its caption
  const $stays = (node: LexicalNode): boolean =>
    $findMatchingParent(node, (one) => $isFoldTitleNode(one) || $isImageNode(one)) !== null;
  if (selection.getNodes().some($stays)) return;
  const current = $blockKind(selection);
  const next = current === kind ? 'text' : kind;
  if (isList(next)) {
    // a code block's lines or a quote would land in one item whole
    if (isPlain(current) || current === 'quote') $setBlocksType(selection, () => $createParagraphNode());
    $insertList(next);
    return;
  }
  if (isPlain(next)) {
    $makePlain(selection, PLAIN[next]);
    return;
  }
  $setBlocksType(selection, () => {
    switch (next) {
      case 'text':
        return $createParagraphNode();
      case 'quote':
        return $createQuoteNode();
      case 'h1':
      case 'h2':
      case 'h3':
        return $createHeadingNode(next);
      default:
        return unreachable(next);
    }
  });
}

/** One block stays one block; several become the lines of one. */
function $makePlain(selection: RangeSelection, $create: () => ElementNode): void {
  if (selection.isCollapsed()) {
    $setBlocksType(selection, $create);
    return;
  }
  const text = selection.getTextContent();
  const code = $create();
  selection.insertNodes([code]);
  const inside = $getSelection();
  if ($isRangeSelection(inside)) {
    code.selectEnd();
    const end = $getSelection();
    if ($isRangeSelection(end)) end.insertRawText(text);
  }
}
