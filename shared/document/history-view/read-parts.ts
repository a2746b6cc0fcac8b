/** Some blocks of a document, by the keys that views and lists of changes call them by, with all that is in them. */
import type * as Y from 'yjs';
import type { Fragment } from '../fragment.ts';
import { readFragments } from '../markdown/read-document.ts';
import { formOf } from '../sections.ts';
import type { Block } from '../tree/block.ts';
import { treesOf } from '../tree/read-tree.ts';
import { keysOf } from './keys.ts';

/** Blocks by their keys, or all from one to another in the order of the page. */
export type Part =
  | { readonly kind: 'blocks'; readonly keys: ReadonlySet<string> }
  | { readonly kind: 'range'; readonly first: string; readonly last: string };

/**
 * In the order of the page, by the key of each block that is wanted for itself: what is in another that is wanted is in that. For a row or a
 * column comes its table. Null where a block that is asked for is not on the page.
 */
export function readParts(doc: Y.Doc, part: Part): ReadonlyMap<string, readonly Block[]> | null {
  const { fragments, page } = readFragments(doc);
  const keys = keysOf(fragments);
  const chosen = part.kind === 'blocks' ? byKeys(page, keys, part.keys) : inRange(page, keys, part);
  if (chosen === null) return null;
  const wanted = new Set(chosen.map(wholeOf));
  const taken: Fragment[] = [];
  for (const fragment of page) {
    // a container comes before what is in it
    if (fragment.owner !== null && wanted.has(fragment.owner)) wanted.add(fragment);
    if (wanted.has(fragment)) taken.push(fragment);
  }
  return new Map([...treesOf(taken)].map(([fragment, blocks]) => [keys.get(fragment) ?? '', blocks]));
}

type Keys = ReadonlyMap<Fragment, string>;

function byKeys(page: readonly Fragment[], keys: Keys, wanted: ReadonlySet<string>): Fragment[] | null {
  const found = page.filter((fragment) => wanted.has(keys.get(fragment) ?? ''));
  return found.length === wanted.size ? found : null;
}

function inRange(
  page: readonly Fragment[],
  keys: Keys,
  { first, last }: Extract<Part, { readonly kind: 'range' }>,
): Fragment[] | null {
  const [from, to] = [first, last].map((key) => page.findIndex((fragment) => keys.get(fragment) === key));
  return from === undefined || to === undefined || from < 0 || to < from ? null : page.slice(from, to + 1);
}

/** The table of a row or a column, any other block itself. */
export function wholeOf(fragment: Fragment): Fragment {
  const form = formOf(fragment);
  return (form === 'row' || form === 'col') && fragment.owner !== null ? fragment.owner : fragment;
}
