/** What one kind of block is: its names in the layout, its properties, the Lexical node that shows it. */
import type { Klass, LexicalNode } from 'lexical';
import type { Attributes } from '../attributes.ts';
import type { Parse } from './parse.ts';

/**
 * What a block has in front of its marker: `text` with formats and links; `plain` text, whose characters alone are shown, line breaks
 * among them; or, being `void`, nothing: characters that come to stand there are a paragraph of their own.
 */
export type BlockContent = 'text' | 'plain' | 'void';

/**
 * What a container takes up: a box takes blocks, columns take columns, a table takes rows and columns. A column of columns is a box; the
 * cells of a table are where a row and a column meet.
 */
export type ContainerForm = 'box' | 'columns' | 'column' | 'table' | 'row' | 'col';

export interface BlockKind<Type extends string = string, Node extends LexicalNode = LexicalNode> {
  /** The values that the marker's key `t` has for it. */
  readonly types: readonly [Type, ...Type[]];
  readonly content: BlockContent;
  /** Of a container what it takes up. */
  readonly form?: ContainerForm;
  /** Neighbours make one tree of lists, so that a block's level and start follow from where its node stands. */
  readonly isList?: boolean;
  /** It has characters, but is what it is by more than them: no other block becomes one, and joined with one it is gone. */
  readonly isFigure?: boolean;
  /** How each key of its marker is read; others are kept and mean nothing. */
  readonly props: Readonly<Record<string, Parse>>;
  /** The same for keys that begin so. */
  readonly propsByPrefix?: Readonly<Record<string, Parse>>;
  /** The nodes that show it. No other kind has them. */
  readonly nodes: readonly Klass<LexicalNode>[];
  /** Which of the types a node is, null where it is none; needed where there are several. */
  $typeOf?(node: Node): Type | null;
  $create(type: Type): Node;
  /** Properties beside those that every element has, as `props` may parse them. */
  $read?(node: Node): Readonly<Record<string, unknown>>;
  /** Gives a node the properties that `$read` reads; what is equal already is left alone. */
  $write?(node: Node, props: Attributes, type: Type): void;
}
