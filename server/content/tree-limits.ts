/** How large a document may be that comes in as JSON or HTML. What is larger could not be exported any more, nor shown. */
import { walk } from '#shared/document/tree/block.ts';
import type { Block } from '#shared/document/tree/block.ts';
import { MAX_IMPORTED_PARTS } from './limits.ts';

/** A sentence for whoever sent it; null for what may come in. A table has a cell at every place, however few are written. */
export function treeAboveLimit(blocks: readonly Block[]): string | null {
  let parts = 0;
  for (const block of walk(blocks)) {
    parts += 1;
    if (block.kind === 'table') parts += block.rows.length * block.columns.length;
    if (parts > MAX_IMPORTED_PARTS) return `a document may have ${MAX_IMPORTED_PARTS} blocks and cells`;
  }
  return null;
}
