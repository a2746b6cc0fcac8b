/** A tree in place of whose images that have no address stands what is said of them. */
import { NONE } from '../attributes.ts';
import { leaf } from '../tree/block.ts';
import type { Block, Leaf } from '../tree/block.ts';
import { textProp } from '../tree/kinds.ts';
import { mapLeaves } from '../tree/map-leaves.ts';

/** @param pictures images that were in a page themselves, which a document does not hold */
export function withoutPictures(blocks: readonly Block[], pictures: ReadonlyMap<Leaf, unknown>): readonly Block[] {
  return pictures.size === 0 ? blocks : mapLeaves(blocks, (block) => (pictures.has(block) ? wordsOf(block) : [block]));
}

function wordsOf({ props, runs }: Leaf): Block[] {
  const alt = textProp(props, 'alt');
  return [
    ...(alt === undefined ? [] : [leaf(NONE, [{ kind: 'text', text: alt, attributes: NONE }])]),
    ...(runs.length === 0 ? [] : [leaf(NONE, runs)]),
  ];
}
