/** What a document shows, read from Yjs without an editor. */
import type * as Y from 'yjs';
import { NONE } from '../attributes.ts';
import { arrange, isArranged, isPlaced } from '../arrangement.ts';
import { isShown, makeFragment } from '../fragment.ts';
import type { Fragment } from '../fragment.ts';
import { BODY_ROOT, TITLE_ROOT } from '../layout.ts';
import { readBlocks } from '../read.ts';
import type { Block } from './block.ts';

/** The blocks on the page, in their order. */
export function readBody(doc: Y.Doc): readonly Block[] {
  const text = doc.getText(BODY_ROOT);
  const fragments = readBlocks(text._start, NONE, null).map(makeFragment);
  if (!fragments.some(isArranged)) return fragments.filter(isShown);
  const byMarker = new Map(fragments.map((fragment) => [fragment.marker as unknown, fragment]));
  const ofMarker = (marker: unknown): Fragment | undefined => (marker === null ? undefined : byMarker.get(marker));
  const places = new Map(fragments.map((fragment, at) => [fragment, at]));
  const before = (fragment: Fragment): Fragment | undefined => fragments[(places.get(fragment) ?? 0) - 1];
  return arrange({ text, fragments, placed: fragments.filter(isPlaced), ofMarker, before }).filter(isShown);
}

export function readTitle(doc: Y.Doc): string {
  return doc.getText(TITLE_ROOT).toJSON();
}
