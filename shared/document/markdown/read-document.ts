/** What a document shows, read from Yjs without an editor. */
import type * as Y from 'yjs';
import { NONE } from '../attributes.ts';
import { isShown } from '../fragment.ts';
import { BODY_ROOT, TITLE_ROOT } from '../layout.ts';
import { readBlocks } from '../read.ts';
import type { Block } from './block.ts';

/** The blocks on the page, in their order. */
export function readBody(doc: Y.Doc): readonly Block[] {
  return readBlocks(doc.getText(BODY_ROOT)._start, NONE, null).filter(isShown);
}

export function readTitle(doc: Y.Doc): string {
  return doc.getText(TITLE_ROOT).toJSON();
}
