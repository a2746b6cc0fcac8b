import { $isLinkNode } from '@lexical/link';
import { $isElementNode, $isTextNode, type LexicalNode } from 'lexical';
import { readTextStyle, writeTextStyle } from '#shared/document/text-style.ts';
import { isSafeLink } from './safe-link.ts';

/** bold, italic, strikethrough, underline, code: the formats that a document holds. Lexical's other bits (highlight, case …) go. */
const KEPT_FORMATS = 1 | 2 | 4 | 8 | 16;

/**
 * Takes out of nodes that are about to be inserted what a document of ours does not hold: styles other than our colours, alignment, formats that nobody can see
 * or change, and links to unsafe addresses, whose words stay. Any page can put Lexical's own format on the clipboard, so that is trusted
 * no more than HTML. Gives what is to be inserted instead.
 */
export function $cleanNodes(nodes: readonly LexicalNode[]): LexicalNode[] {
  return nodes.flatMap($clean);
}

function $clean(node: LexicalNode): LexicalNode[] {
  if ($isTextNode(node)) {
    const { color, mark } = readTextStyle(node.getStyle());
    const style = writeTextStyle({ color, mark });
    if (style !== node.getStyle()) node.setStyle(style);
    const format = node.getFormat() & KEPT_FORMATS;
    if (format !== node.getFormat()) node.setFormat(format);
    return [node];
  }
  if (!$isElementNode(node)) return [node];
  if (node.getFormatType() !== '') node.setFormat('');
  if (node.getTextStyle() !== '') node.setTextStyle('');
  const children = node.getChildren();
  const cleaned = children.flatMap($clean);
  if ($isLinkNode(node)) {
    if (!isSafeLink(node.getURL())) {
      for (const child of cleaned) child.remove();
      return cleaned;
    }
    node.setTarget(null);
    node.setRel(null);
  }
  if (cleaned.length !== children.length || cleaned.some((child, i) => child !== children[i])) {
    node.splice(0, node.getChildrenSize(), cleaned);
  }
  return [node];
}
