import { $getSelection, $isElementNode, $isRangeSelection, $isTextNode, type PointType } from 'lexical';
import type { Chip } from '#shared/document/chips.ts';
import { $createChipNode } from '#shared/document/nodes.ts';

/** Puts a chip at the caret, in place of what is selected, and a space behind it where a word would follow at once. To be called in an update. */
export function $insertChip(chip: Chip): void {
  const selection = $getSelection();
  if (!$isRangeSelection(selection)) return;
  selection.insertNodes([$createChipNode(chip)]);
  const after = $getSelection();
  if ($isRangeSelection(after) && !/^[\s\p{P}]/u.test($textBehind(after.anchor))) after.insertText(' ');
}

/** The text right behind a point, up to the end of its node. */
function $textBehind(point: PointType): string {
  const node = point.getNode();
  if ($isTextNode(node)) return node.getTextContent().slice(point.offset);
  const next = $isElementNode(node) ? node.getChildAtIndex(point.offset) : null;
  return $isTextNode(next) ? next.getTextContent() : '';
}
