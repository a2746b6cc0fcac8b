/** A document at one position of its log, and its page. */
import * as Y from 'yjs';
import { leadOf } from '../fragment.ts';
import type { Fragment } from '../fragment.ts';
import { BODY_ROOT, isPlainType } from '../layout.ts';
import { readFragments } from '../markdown/read-document.ts';
import { typeOf } from '../props.ts';
import type { LogRow } from './log-row.ts';

/** The document that these updates make. Its state alone counts: what was deleted need not be kept for a view. */
export function documentOf(rows: ReadonlyArray<Pick<LogRow, 'update'>>): Y.Doc {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const { update } of rows) Y.applyUpdate(doc, update);
  });
  return doc;
}

export interface PageAt {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  /** in the order of the text */
  readonly fragments: readonly Fragment[];
  /** those that are on the page, in its order */
  readonly page: readonly Fragment[];
}

export function pageAt(doc: Y.Doc): PageAt {
  const { fragments, page } = readFragments(doc);
  return { doc, text: doc.getText(BODY_ROOT), fragments, page };
}

/** Does a block show its characters alone, whatever formats somebody gave them? */
export function isBare(fragment: Fragment): boolean {
  return isPlainType(typeOf(leadOf(fragment).props));
}
