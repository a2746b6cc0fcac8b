import { $createNodeSelection, $setSelection } from 'lexical';
import type { NodeKey } from 'lexical';

/** Selects a node as a whole, not what is written in it. */
export function $selectWhole(key: NodeKey): void {
  const selection = $createNodeSelection();
  selection.add(key);
  $setSelection(selection);
}
