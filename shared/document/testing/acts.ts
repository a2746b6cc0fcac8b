/** What a person does in an editor, by block and by characters. To be called in an update. */
import { $createCodeNode } from '@lexical/code-core';
import { $isLinkNode, $toggleLink } from '@lexical/link';
import { $insertList, $isListItemNode, $isListNode } from '@lexical/list';
import { $createHeadingNode, $createQuoteNode } from '@lexical/rich-text';
import { $setBlocksType } from '@lexical/selection';
import { $isTableRowNode } from '@lexical/table';
import { $insertNodeToNearestRoot } from '@lexical/utils';
import {
  $createParagraphNode,
  $createRangeSelection,
  $createTextNode,
  $getRoot,
  $isElementNode,
  $isLineBreakNode,
  $isTextNode,
  $setSelection,
  TEXT_TYPE_TO_FORMAT,
} from 'lexical';
import type { ElementNode, LexicalNode, PointType, RangeSelection, TextFormatType } from 'lexical';
import { unreachable } from '#shared/assert.ts';
import type { Chip } from '../chips.ts';
import {
  $createChipNode,
  $createContentsNode,
  $createDiagramNode,
  $createDividerNode,
  $createEmbedNode,
  $createFileNode,
  $createImageNode,
  $createFormulaNode,
  $createPageBreakNode,
  $isChipNode,
  $isEmbedNode,
} from '../nodes.ts';
import type { ChipNode } from '../nodes.ts';
import { $paint } from '../paint.ts';
import type { Paint } from '../paint.ts';
import { chipLabel } from './page.ts';
import { $isContainerNode, $isSectionNode } from '../section-nodes.ts';

/** A place on the page: so many characters into a block, a line break counting as one. */
export interface Place {
  readonly block: ElementNode;
  readonly at: number;
}

/** The blocks with text, in the order of the page; dividers are none of them. */
export function $textBlocks(): ElementNode[] {
  const blocks: ElementNode[] = [];
  const visit = (node: LexicalNode): void => {
    if (!$isElementNode(node)) return;
    if ($isListNode(node) || $isContainerPart(node)) node.getChildren().forEach(visit);
    else if ($isListItemNode(node) && $isListNode(node.getFirstChild())) node.getChildren().forEach(visit);
    else blocks.push(node);
  };
  $getRoot().getChildren().forEach(visit);
  return blocks;
}

/** The child of a section that a block is or lies in: of a list's items the list. */
export function $topOf(block: ElementNode): ElementNode {
  let top = block;
  for (;;) {
    const parent: ElementNode | null = top.getParent();
    if (parent === null || $isSectionNode(parent)) return top;
    top = parent;
  }
}

/** Does it hold blocks and no text? */
export function $isContainerPart(node: LexicalNode): boolean {
  return $isSectionNode(node) || $isContainerNode(node) || $isTableRowNode(node);
}

/** What stands in a block, in order: texts, breaks. */
function $leaves(block: ElementNode): LexicalNode[] {
  return block.getChildren().flatMap((node) => {
    if (!$isElementNode(node)) return [node];
    return $isListNode(node) ? [] : $leaves(node);
  });
}

const lengthOf = (leaf: LexicalNode): number => ($isTextNode(leaf) ? leaf.getTextContentSize() : 1);

/** The block with text that a node lies in, null for a divider and for what lies above blocks. */
export function $blockOf(node: LexicalNode): ElementNode | null {
  const blocks = new Set($textBlocks().map((block) => block.getKey()));
  for (let one: LexicalNode | null = node; one !== null; one = one.getParent()) {
    if ($isElementNode(one) && blocks.has(one.getKey())) return one;
  }
  return null;
}

/** How far into its block a node begins. */
export function $offsetOf(block: ElementNode, node: LexicalNode): number {
  let offset = 0;
  for (const leaf of $leaves(block)) {
    if (leaf.is(node) || node.isParentOf(leaf)) return offset;
    offset += lengthOf(leaf);
  }
  return offset;
}

/** The same for a place between the children of a block, or of an inline element in it. */
export function $offsetWithin(block: ElementNode, parent: ElementNode, children: number): number {
  const next = parent.getChildAtIndex(children);
  if (next !== null) return $offsetOf(block, next);
  const start = parent.is(block) ? 0 : $offsetOf(block, parent);
  return $leaves(parent).reduce((offset, leaf) => offset + lengthOf(leaf), start);
}

export function $textOf(block: ElementNode): string {
  return $leaves(block)
    .map((leaf) => ($isLineBreakNode(leaf) ? '\n' : $isChipNode(leaf) ? $chipCharacter(leaf) : leaf.getTextContent()))
    .join('');
}

/** A chip is one position: its name, where that is one character. */
function $chipCharacter(node: ChipNode): string {
  const label = chipLabel(node.getChip());
  return label.length === 1 ? label : '\uFFFC';
}

/** Between two texts a place is the end of the first, or the start of the second where something is chosen from there on. */
function $setPoint(point: PointType, { block, at }: Place, side: 'left' | 'right' = 'left'): void {
  const leaves = $leaves(block);
  let left = at;
  for (const [index, leaf] of leaves.entries()) {
    const length = lengthOf(leaf);
    const inside = left < length || (left === length && (side === 'left' || !$isTextNode(leaves[index + 1])));
    if ($isTextNode(leaf) && inside) {
      point.set(leaf.getKey(), left, 'text');
      return;
    }
    if (left === 0 || (left === length && !$isTextNode(leaves[index + 1]))) {
      point.set(leaf.getParentOrThrow().getKey(), leaf.getIndexWithinParent() + left, 'element');
      return;
    }
    left -= length;
  }
  point.set(block.getKey(), 0, 'element');
}

export function $select(from: Place, to: Place = from): RangeSelection {
  const selection = $createRangeSelection();
  const chosen = !from.block.is(to.block) || from.at !== to.at;
  $setPoint(selection.anchor, from, chosen ? 'right' : 'left');
  $setPoint(selection.focus, to);
  // as a page does whenever the caret moves: what is typed looks like its surroundings
  const node = selection.anchor.getNode();
  if ($isTextNode(node)) {
    selection.setFormat(node.getFormat());
    selection.setStyle(node.getStyle());
  }
  $setSelection(selection);
  return selection;
}

export const $startOf = (block: ElementNode): Place => ({ block, at: 0 });
export const $endOf = (block: ElementNode): Place => ({ block, at: $textOf(block).length });

export function $type(at: Place, text: string): void {
  $select(at).insertText(text);
}

/** With all formats and colours turned off. */
export function $typePlain(at: Place, text: string): void {
  const selection = $select(at);
  selection.setFormat(0);
  selection.setStyle('');
  selection.insertText(text);
}

export function $format(from: Place, to: Place, format: TextFormatType, on: boolean): void {
  const selection = $select(from, to);
  // the command turns the selection's own format over
  selection.setFormat(on ? 0 : (TEXT_TYPE_TO_FORMAT[format] ?? 0));
  selection.formatText(format);
}

export function $color(from: Place, to: Place, paint: Paint): void {
  $select(from, to);
  $paint(paint);
}

export function $insertChip(at: Place, chip: Chip): void {
  $select(at).insertNodes([$createChipNode(chip)]);
}

/** Right behind a chip; null where none is called so. */
export function $behindChip(block: ElementNode, label: string): Place | null {
  const chip = $leaves(block).find((leaf) => $isChipNode(leaf) && chipLabel(leaf.getChip()) === label);
  return chip === undefined ? null : { block, at: $offsetOf(block, chip) + 1 };
}

/** Puts another chip in the place of one, as an edit of a date or a formula does. */
export function $replaceChips(block: ElementNode, change: (chip: Chip) => Chip | null): void {
  for (const leaf of $leaves(block)) {
    const chip = $isChipNode(leaf) ? change(leaf.getChip()) : null;
    if (chip !== null) leaf.replace($createChipNode(chip));
  }
}

export function $removeChip(block: ElementNode, label: string): void {
  for (const leaf of $leaves(block)) if ($isChipNode(leaf) && chipLabel(leaf.getChip()) === label) leaf.remove(true);
}

export function $deleteRange(from: Place, to: Place): void {
  $select(from, to).removeText();
}

/** Backspace at the start of the second block, Delete at the end of the first. */
export function $join(first: ElementNode, second: ElementNode): void {
  $deleteRange($endOf(first), $startOf(second));
}

/** As Enter does, and then types, unless there is nothing to type. */
export function $enter(at: Place, text = ''): void {
  const selection = $select(at);
  selection.insertParagraph();
  if (text !== '') selection.insertText(text);
}

export function $paste(at: Place, paragraphs: readonly string[]): void {
  $select(at).insertNodes(paragraphs.map((text) => $createParagraphNode().append($createTextNode(text))));
}

export const BLOCK_CHOICES = ['p', 'h2', 'quote', 'code', 'formula', 'diagram', 'bullet', 'number', 'check'] as const;
export type BlockChoice = (typeof BLOCK_CHOICES)[number];

export function $setType(block: ElementNode, type: BlockChoice): void {
  const selection = $select($startOf(block));
  switch (type) {
    case 'bullet':
    case 'number':
    case 'check':
      $insertList(type);
      break;
    case 'p':
      $setBlocksType(selection, () => $createParagraphNode());
      break;
    case 'h2':
      $setBlocksType(selection, () => $createHeadingNode('h2'));
      break;
    case 'quote':
      $setBlocksType(selection, () => $createQuoteNode());
      break;
    case 'formula':
      $setBlocksType(selection, $createFormulaNode);
      break;
    case 'diagram':
      $setBlocksType(selection, $createDiagramNode);
      break;
    case 'code':
      $setBlocksType(selection, () => $createCodeNode());
      break;
    default:
      unreachable(type);
  }
}

export function $setChecked(block: ElementNode, checked: boolean): void {
  if ($isListItemNode(block)) block.setChecked(checked);
}

export function $setIndent(block: ElementNode, level: number): void {
  block.setIndent(level);
}

/** Null takes a link off. */
export function $link(from: Place, to: Place, url: string | null): void {
  $select(from, to);
  $toggleLink(url);
}

/** Gives the links of a block that lie within these places another address. */
export function $setUrl({ block, at }: Place, url: string): void {
  let before = 0;
  for (const leaf of $leaves(block)) {
    before += lengthOf(leaf);
    if (before <= at) continue;
    const parent = leaf.getParent();
    if ($isLinkNode(parent)) parent.setURL(url);
    return;
  }
}

export function $breakLine(at: Place): void {
  $select(at).insertLineBreak();
}

const VOIDS = {
  hr: $createDividerNode,
  break: $createPageBreakNode,
  toc: $createContentsNode,
  embed: () => $createEmbedNode('https://first.example/'),
  file: () => $createFileNode({ src: 'https://first.example/notes.txt' }),
  image: () => $createImageNode({ src: 'https://first.example/boat.png' }),
};
export type VoidType = keyof typeof VOIDS;
export const VOID_TYPES = ['hr', 'break', 'toc', 'embed', 'file', 'image'] as const satisfies readonly VoidType[];

export function $insertVoid(block: ElementNode, side: 'before' | 'after', type: VoidType): void {
  const top = block.getTopLevelElementOrThrow();
  if (side === 'before') top.insertBefore(VOIDS[type]());
  else top.insertAfter(VOIDS[type]());
}

export function $insertDivider(block: ElementNode, side: 'before' | 'after'): void {
  $insertVoid(block, side, 'hr');
}

export function $insertEmbed(block: ElementNode, url: string): void {
  block.getTopLevelElementOrThrow().insertAfter($createEmbedNode(url));
}

/** Gives the first embed with this address another one. */
export function $setEmbedUrl(from: string, url: string): void {
  const $all = (node: LexicalNode): LexicalNode[] =>
    $isElementNode(node) ? node.getChildren().flatMap((child) => [child, ...$all(child)]) : [];
  const embeds = $all($getRoot()).filter($isEmbedNode);
  embeds.find((embed) => embed.getUrl() === from)?.setUrl(url);
}

/** As the editor's menu does: the block is divided where the caret stands. */
export function $divideAt(at: Place): void {
  $select(at);
  $insertNodeToNearestRoot($createDividerNode());
}

/** Takes a block away with all that is in it, and lists that are left empty. */
export function $removeBlock(block: LexicalNode): void {
  $setSelection(null);
  let node: LexicalNode | null = block;
  while (node !== null && !node.is($getRoot())) {
    const parent: ElementNode | null = node.getParent();
    node.remove(true);
    if (parent === null || !parent.isEmpty()) return;
    node = parent;
  }
}

/** Takes a block's node past its neighbour, or to the end of its list or the page. */
export function $move(block: ElementNode, to: 'up' | 'down' | 'end'): void {
  const top = $isListItemNode(block) ? block : block.getTopLevelElementOrThrow();
  const parent = top.getParentOrThrow();
  const other =
    to === 'up' ? top.getPreviousSibling() : to === 'down' ? top.getNextSibling() : (parent.getLastChild() ?? top);
  if (other === null || other.is(top)) return;
  $setSelection(null);
  if (to === 'up') other.insertBefore(top, false);
  else other.insertAfter(top, false);
}
