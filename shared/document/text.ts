/** Documents as plain text. */
import type * as Y from 'yjs';
import { treeToText } from './text/to-text.ts';
import { readTree } from './tree/read-tree.ts';

/** The title, unless the first line repeats it, and each block on lines of its own. */
export function documentToText(doc: Y.Doc): string {
  return treeToText(readTree(doc));
}
