/** Block types ↔ Lexical's block nodes, and a block's properties on them. */
import { $createCodeNode, $isCodeNode } from '@lexical/code-core';
import { $createListItemNode, $isListItemNode, $isListNode } from '@lexical/list';
import { $createHeadingNode, $createQuoteNode, $isHeadingNode, $isQuoteNode } from '@lexical/rich-text';
import { $createParagraphNode, $isElementNode, $isParagraphNode } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import { unreachable } from '#shared/assert.ts';
import type { BlockType } from './layout.ts';
import { isListType } from './layout.ts';
import { $createDividerNode, $isDividerNode } from './nodes/divider.ts';
import { levelOf, makeProps, typeOf } from './props.ts';
import type { BlockProps } from './props.ts';

/** The type of a block node that the layout has, null for any other node. */
export function $blockType(node: LexicalNode): BlockType | null {
  if ($isParagraphNode(node)) return 'p';
  if ($isHeadingNode(node)) return node.getTag();
  if ($isQuoteNode(node)) return 'quote';
  if ($isCodeNode(node)) return 'code';
  if ($isDividerNode(node)) return 'hr';
  if ($isListItemNode(node)) {
    const list = node.getParent();
    return $isListNode(list) ? list.getListType() : null;
  }
  return null;
}

export function $createBlockNode(props: BlockProps): LexicalNode {
  const type = typeOf(props);
  if (isListType(type)) return $createListItemNode();
  switch (type) {
    case 'p':
      return $createParagraphNode();
    case 'quote':
      return $createQuoteNode();
    case 'code':
      return $createCodeNode();
    case 'hr':
      return $createDividerNode();
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return $createHeadingNode(type);
    default:
      return unreachable(type);
  }
}

/**
 * A node's properties. Lists give level and start themselves, as both follow from the tree.
 * @param type what the layout calls the node; a node that it does not have counts as a paragraph
 */
export function $readProps(node: LexicalNode, type: BlockType, list?: { level: number; start: number }): BlockProps {
  if (!$isElementNode(node)) return makeProps(type, {});
  return makeProps(type, {
    level: list?.level ?? node.getIndent(),
    align: node.getFormatType(),
    dir: node.getDirection(),
    style: node.getStyle(),
    textFormat: node.getTextFormat(),
    textStyle: node.getTextStyle(),
    checked: $isListItemNode(node) ? node.getChecked() : undefined,
    start: list?.start,
    language: $isCodeNode(node) ? node.getLanguage() : undefined,
    theme: $isCodeNode(node) ? node.getTheme() : undefined,
  });
}

/** Gives a node the properties of its block; what is equal already is left alone. */
export function $writeProps(node: LexicalNode, props: BlockProps): void {
  if (!$isElementNode(node)) return;
  const is = <T>(key: string, fallback: T): T => (props[key] as T | undefined) ?? fallback;
  $writeElement(node, {
    level: $isListItemNode(node) ? 0 : levelOf(props),
    align: is('align', ''),
    dir: is<'ltr' | 'rtl' | null>('dir', null),
    style: is('style', ''),
    textFormat: is('textFormat', 0),
    textStyle: is('textStyle', ''),
  });
  if ($isListItemNode(node)) {
    const checked = typeOf(props) === 'check' ? is('checked', false) : undefined;
    if (node.getLatest().__checked !== checked) node.setChecked(checked);
  } else if ($isCodeNode(node)) {
    const language = is<string | undefined>('language', undefined);
    if ((node.getLanguage() ?? undefined) !== language) node.setLanguage(language);
    const theme = is<string | undefined>('theme', undefined);
    if (node.getTheme() !== theme) node.setTheme(theme);
  }
}

interface ElementLook {
  readonly level: number;
  readonly align: string;
  readonly dir: 'ltr' | 'rtl' | null;
  readonly style: string;
  readonly textFormat: number;
  readonly textStyle: string;
}

/** What a node has that shows nothing of its own, such as a list: everything at its default. */
const BARE: ElementLook = { level: 0, align: '', dir: null, style: '', textFormat: 0, textStyle: '' };

/** Takes everything off a node that belongs to the tree of lists and not to a block. */
export function $writeBare(node: ElementNode): void {
  $writeElement(node, BARE);
}

export function $isBare(node: ElementNode): boolean {
  const self = node.getLatest();
  return (
    self.__indent === 0 &&
    self.__format === 0 &&
    self.__dir === null &&
    self.__style === '' &&
    self.__textFormat === 0 &&
    self.__textStyle === ''
  );
}

function $writeElement(node: ElementNode, look: ElementLook): void {
  const self = node.getLatest();
  // A list item's indent is its place in the tree: its setter would move it, so the field alone is set.
  if (self.__indent !== look.level) node.getWritable().__indent = look.level;
  if (node.getFormatType() !== look.align) node.setFormat(look.align as ReturnType<ElementNode['getFormatType']>);
  if (node.getDirection() !== look.dir) node.setDirection(look.dir);
  if (node.getStyle() !== look.style) node.setStyle(look.style);
  if (node.getTextFormat() !== look.textFormat) node.setTextFormat(look.textFormat);
  if (node.getTextStyle() !== look.textStyle) node.setTextStyle(look.textStyle);
}
