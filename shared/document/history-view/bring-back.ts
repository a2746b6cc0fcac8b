/** Some blocks of earlier states come back, as an edit of the document as it is now. */
import type * as Y from 'yjs';
import { leadOf, piecesOf } from '../fragment.ts';
import type { Fragment } from '../fragment.ts';
import { KEY_ID } from '../layout.ts';
import { readFragments } from '../markdown/read-document.ts';
import { cellOf, formOf } from '../sections.ts';
import { appendBlocks } from '../tree/write-tree.ts';
import { keyOfFragment, keysOf, TEXT_BEFORE } from './keys.ts';
import { readParts, wholeOf } from './read-parts.ts';
import { isEarlierState, restoreState } from './restore.ts';

export interface Wanted {
  /** a document in the earlier state */
  readonly old: Y.Doc;
  /** the blocks' keys in that state; with each comes what was in it, and for a row or column its table */
  readonly keys: ReadonlySet<string>;
}

/**
 * To be called in a transaction of the newer document. A block that is still there becomes what it was, one that was deleted comes back where
 * it lay, with the box around it where that is gone, too. Where the state is no earlier one of this document, as after a restored backup, a
 * copy of the blocks stands behind all others.
 * @param newName gives a name that no container of the document has
 */
export function bringBack(
  doc: Y.Doc,
  wanted: readonly Wanted[],
  transaction: Y.Transaction,
  newName: () => string,
): void {
  for (const { old, keys } of wanted) {
    if (isEarlierState(old, doc)) restoreState(doc, old, withSurroundings(doc, old, keys), transaction);
    else {
      const parts = readParts(old, { kind: 'blocks', keys });
      if (parts !== null) appendBlocks(doc, [...parts.values()].flat(), newName());
    }
  }
}

/** The keys of all blocks of the older text that have to be as they were for these to be shown. */
function withSurroundings(doc: Y.Doc, old: Y.Doc, keys: ReadonlySet<string>): Set<string> {
  const { fragments, page } = readFragments(old);
  const names = keysOf(fragments);
  const isThere = presence(doc);
  const columns = new Map(page.flatMap((one) => (formOf(one) === 'col' ? [[one.name, one] as const] : [])));
  const wanted = new Set(page.filter((fragment) => keys.has(names.get(fragment) ?? '')).map(wholeOf));
  for (const fragment of page) if (fragment.owner !== null && wanted.has(fragment.owner)) wanted.add(fragment);
  const around = new Set<Fragment>();
  const surround = (fragment: Fragment): void => {
    const column = columns.get(cellOf(fragment.section)?.column ?? '');
    for (const one of [fragment.owner, column ?? null]) {
      if (one === null || wanted.has(one) || around.has(one) || isThere(one)) continue;
      around.add(one);
      surround(one);
    }
  };
  for (const fragment of wanted) surround(fragment);
  // the text in front of a divider and the divider end with one marker
  return new Set(
    [...wanted, ...around]
      .flatMap((fragment) => piecesOf(leadOf(fragment)))
      .map((fragment) => (names.get(fragment) ?? '').replace(TEXT_BEFORE, '')),
  );
}

/** Tells whether a container is on the page, under this key or, after an undo, another. */
function presence(doc: Y.Doc): (fragment: Fragment) => boolean {
  const { page } = readFragments(doc);
  const known = new Set<unknown>(page.flatMap((one) => [keyOfFragment(one), one.props[KEY_ID] ?? null]));
  known.delete(null);
  return (fragment) => known.has(keyOfFragment(fragment)) || known.has(fragment.props[KEY_ID]);
}
