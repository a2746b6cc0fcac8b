import type { LexicalNode } from 'lexical';
import { $isPlainBlock } from '#shared/document/block-nodes.ts';

/** Does a node stand in a block whose characters alone are shown, or is it one? Nothing is made of what is typed there. */
export function $inPlainBlock(node: LexicalNode): boolean {
  for (let at: LexicalNode | null = node; at !== null; at = at.getParent()) if ($isPlainBlock(at)) return true;
  return false;
}
