/** Block types ↔ Lexical's block nodes, and a block's properties on them. */
import { $isElementNode } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import { $kindOfNode, kindOf } from './kinds/kinds.ts';
import type { BlockType } from './kinds/kinds.ts';
import { levelOf, makeProps, typeOf } from './props.ts';
import type { BlockProps } from './props.ts';

/** The type of a block node that the layout has, null for any other node. */
export function $blockType(node: LexicalNode): BlockType | null {
  const kind = $kindOfNode(node);
  if (kind === undefined) return null;
  return (kind.$typeOf === undefined ? kind.types[0] : kind.$typeOf(node)) as BlockType | null;
}

/** Does a block show its characters alone? */
export function $isPlainBlock(node: LexicalNode): node is ElementNode {
  return $kindOfNode(node)?.content === 'plain';
}

export function $createBlockNode(props: BlockProps): LexicalNode {
  const type = typeOf(props);
  return kindOf(type).$create(type);
}

/**
 * A node's properties.
 * @param type what the layout calls the node; a node that it does not have counts as a paragraph
 * @param given what does not stand in the node: level and start of a list item follow from the tree
 */
export function $readProps(node: LexicalNode, type: BlockType, given?: Readonly<Record<string, unknown>>): BlockProps {
  const kind = $kindOfNode(node);
  const look = $isElementNode(node)
    ? {
        level: node.getIndent(),
        align: node.getFormatType(),
        dir: node.getDirection(),
        style: node.getStyle(),
        textFormat: node.getTextFormat(),
        textStyle: node.getTextStyle(),
      }
    : {};
  return makeProps(type, { ...look, ...kind?.$read?.(node), ...given });
}

/** Gives a node the properties of its block; what is equal already is left alone. */
export function $writeProps(node: LexicalNode, props: BlockProps): void {
  const kind = $kindOfNode(node);
  if ($isElementNode(node)) {
    const is = <T>(key: string, fallback: T): T => (props[key] as T | undefined) ?? fallback;
    $writeElement(node, {
      level: kind?.isList === true ? 0 : levelOf(props),
      align: is('align', ''),
      dir: is<'ltr' | 'rtl' | null>('dir', null),
      style: is('style', ''),
      textFormat: is('textFormat', 0),
      textStyle: is('textStyle', ''),
    });
  }
  kind?.$write?.(node, props, typeOf(props));
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
