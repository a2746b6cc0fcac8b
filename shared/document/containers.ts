/** Containers on the page: where what is in them stands, and whether their nodes have the shape that they are rendered in. */
import { $isTableNode, $isTableRowNode } from '@lexical/table';
import { $getNodeByKey, $getRoot, $isElementNode } from 'lexical';
import type { ElementNode, LexicalNode } from 'lexical';
import { $blockType, $isBare } from './block-nodes.ts';
import type { BlockIndex } from './block-index.ts';
import { isShown } from './fragment.ts';
import type { Fragment } from './fragment.ts';
import { isPartForm } from './layout.ts';
import { $isFoldNode } from './nodes/fold.ts';
import { typeOf } from './props.ts';
import { $insideOf } from './section-nodes.ts';
import { cellOf, formOf, ROOT_SECTION } from './sections.ts';
import { $cellNode, $isTableRight } from './tables.ts';

/** The node whose children are the blocks of a section; null where it is not shown. */
export function $sectionNode(index: BlockIndex, section: string): ElementNode | null {
  if (section === ROOT_SECTION) return $getRoot();
  const owner = index.ownerOf(section);
  const node = owner?.top == null ? null : $getNodeByKey(owner.top);
  const cell = cellOf(section);
  if (cell === null) return $insideOf(node);
  return $isTableRowNode(node) ? $cellNode(node, cell.column) : null;
}

/** Is a node a child of the one that shows this section? */
export function $isIn(index: BlockIndex, node: LexicalNode, section: string): boolean {
  const parent = $sectionNode(index, section);
  return parent !== null && parent.is(node.getParent());
}

/**
 * What has to be rendered so that a block is shown or hidden: itself, or the outermost container that comes or goes with it. Rows, columns and
 * cells are rendered with their container. Null for a part of none.
 */
export function renderTarget(index: BlockIndex, fragment: Fragment): Fragment | null {
  let target = fragment;
  for (let at: Fragment = fragment; ;) {
    const { owner } = at;
    if (isPart(at) && (at === target || isOff(at))) {
      if (owner === null) return null;
      target = owner;
    }
    if (owner === null) return target;
    const cell = cellOf(at.section);
    const column = cell === null ? undefined : index.ofName(cell.column);
    if (isOff(owner) || (column !== undefined && isOff(column))) target = owner;
    at = owner;
  }
}

function isPart(fragment: Fragment): boolean {
  const form = formOf(fragment);
  return form !== null && isPartForm(form);
}

/** Is it shown and should not be, or the other way round? */
function isOff(fragment: Fragment): boolean {
  return (fragment.key !== null) !== isShown(fragment);
}

/** Has the node of a container, or of the one that this is a part of, the shape that it is rendered in? */
export function $isContainerRight(index: BlockIndex, fragment: Fragment): boolean {
  const form = formOf(fragment);
  if (form === null) return true;
  if (isPartForm(form) && fragment.owner === null) return true;
  if (isPartForm(form) && form !== 'column') return fragment.owner === null || $isContainerRight(index, fragment.owner);
  const node = fragment.top === null ? null : $getNodeByKey(fragment.top);
  if (!$isElementNode(node) || !$isIn(index, node, fragment.section)) return false;
  if ($blockType(node) !== typeOf(fragment.props)) return false;
  if ($isTableNode(node)) return $isTableRight(index, fragment, node);
  if ($isFoldNode(node)) {
    const title = node.getTitle();
    if (node.getChildrenSize() !== 2 || title === null || !$isBare(title)) return false;
  }
  const inside = $insideOf(node);
  if (inside === null || inside.isEmpty()) return false;
  if (form !== 'columns') return true;
  const shown = [...index.pageOf(fragment.name)].filter(isShown);
  return (
    inside.getChildrenSize() === shown.length &&
    inside.getChildren().every((one, at) => one.getKey() === shown[at]?.key)
  );
}
