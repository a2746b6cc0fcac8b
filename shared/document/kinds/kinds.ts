/** All kinds of blocks that the layout has, by type and by node. Whatever depends on the kind of a block asks here. */
import type { Klass, LexicalNode } from 'lexical';
import { CODE } from './code.ts';
import { CALLOUT, COL, COLUMN, COLUMNS, FOLD, ROW, TABLE } from './containers.ts';
import { CONTENTS } from './contents.ts';
import { DIAGRAM } from './diagram.ts';
import { DIVIDER } from './divider.ts';
import { EMBED } from './embed.ts';
import { FORMULA } from './formula.ts';
import { FILE, IMAGE } from './files.ts';
import { HEADING } from './heading.ts';
import type { BlockContent, BlockKind, ContainerForm } from './kind.ts';
import { LIST_ITEM } from './list-item.ts';
import type { ListBlockType } from './list-item.ts';
import { PAGE_BREAK } from './page-break.ts';
import { PARAGRAPH } from './paragraph.ts';
import { QUOTE } from './quote.ts';

const KINDS = [
  PARAGRAPH,
  HEADING,
  QUOTE,
  LIST_ITEM,
  CODE,
  FORMULA,
  DIAGRAM,
  DIVIDER,
  PAGE_BREAK,
  EMBED,
  CONTENTS,
  IMAGE,
  FILE,
  CALLOUT,
  FOLD,
  COLUMNS,
  COLUMN,
  TABLE,
  ROW,
  COL,
] as const;

/** A block's type, the value of the marker's key `t`. */
export type BlockType = (typeof KINDS)[number]['types'][number];

const ALL: readonly BlockKind[] = KINDS;
const BY_TYPE: ReadonlyMap<string, BlockKind> = new Map(
  ALL.flatMap((kind) => kind.types.map((type): [string, BlockKind] => [type, kind])),
);
const BY_NODE: ReadonlyMap<string, BlockKind> = new Map(
  ALL.flatMap((kind) => kind.nodes.map((node): [string, BlockKind] => [node.getType(), kind])),
);

/** The nodes that show blocks. */
export const BLOCK_NODES: ReadonlyArray<Klass<LexicalNode>> = ALL.flatMap(({ nodes }) => nodes);

export function kindOf(type: BlockType): BlockKind {
  return BY_TYPE.get(type) ?? PARAGRAPH;
}

/** The kind that a node shows, undefined for one that shows no block. */
export function $kindOfNode(node: LexicalNode): BlockKind | undefined {
  return BY_NODE.get(node.getType());
}

export function isBlockType(value: unknown): value is BlockType {
  return typeof value === 'string' && BY_TYPE.has(value);
}

export function isListType(type: string): type is ListBlockType {
  return BY_TYPE.get(type)?.isList === true;
}

const hasContent = (type: string, content: BlockContent): boolean => BY_TYPE.get(type)?.content === content;

/** A void block has a marker and no characters: text that comes to stand before its marker is a paragraph of its own. */
export function isVoidType(type: string): boolean {
  return hasContent(type, 'void');
}

/** A block that no other becomes, with characters or without. */
export function isFigureType(type: string): boolean {
  return isVoidType(type) || BY_TYPE.get(type)?.isFigure === true;
}

/** A plain block shows its characters alone, line breaks among them; formats that somebody gave them stay in the document. */
export function isPlainType(type: string): boolean {
  return hasContent(type, 'plain');
}

/** Null for a block that is no container. */
export function containerForm(type: string): ContainerForm | null {
  return BY_TYPE.get(type)?.form ?? null;
}

/** Is it only ever a part of a container? */
export function isPartForm(form: ContainerForm): form is 'column' | 'row' | 'col' {
  return form === 'column' || form === 'row' || form === 'col';
}
