/**
 * Edits of the editor that nobody has read yet when a transaction of somebody else begins: planned against the document before it,
 * carried out on the document after it. In between they hold on to the ids of the characters they stand at.
 */
import type { BlockIndex } from './block-index.ts';
import { idsOf, stretchesOf } from './places.ts';
import type { IdRange } from './places.ts';
import { letterEdge } from './clusters.ts';
import { inTextOrder } from './edits.ts';
import type { Edit, Plan } from './edits.ts';
import { partBehind } from './plan.ts';

interface HeldEdit {
  readonly edit: Edit;
  /** what it deletes or formats; of an insertion the character in front of it, none at the start of the text */
  readonly held: readonly IdRange[];
}

export interface HeldPlan {
  readonly edits: readonly HeldEdit[];
  readonly first: Plan['first'];
  readonly after: Plan['after'];
}

/** To be called while index and document are still the same. */
export function holdPlan(index: BlockIndex, { first, edits, after }: Plan): HeldPlan {
  return {
    edits: edits.map((edit) => ({
      edit,
      held:
        edit.kind === 'insert' || edit.kind === 'embed'
          ? idsOf(index, edit.at - 1, edit.at > 0 ? 1 : 0)
          : edit.kind === 'part'
            ? []
            : idsOf(index, edit.at, edit.size),
    })),
    first,
    after,
  };
}

/** Somebody else may have put a mark onto the letter in front of a place: what comes to that place comes behind the mark. */
function behindLetter(index: BlockIndex, at: number): number {
  const place = index.sequence.locate(at);
  return place === null ? at : at - place.offset + letterEdge(place.fragment.own, place.offset, 'end');
}

/** The plan for the document as it is now. */
export function releasePlan(index: BlockIndex, { first, edits, after }: HeldPlan): Plan {
  const released = edits.flatMap(({ edit, held }): Edit[] => {
    // formats may have changed since, and so what of them is to be parted
    if (edit.kind === 'part') return partBehind(index, index.ofMarker(edit.marker));
    const stretches = held.flatMap((range) => stretchesOf(index, range));
    if (edit.kind === 'insert' || edit.kind === 'embed') {
      const [left] = stretches;
      const at = left === undefined ? 0 : behindLetter(index, left.at + left.size);
      // what stands there now may look otherwise than what the text was to inherit from
      return [edit.kind === 'insert' ? { ...edit, at, inherits: false } : { ...edit, at }];
    }
    return stretches.filter(({ size }) => size > 0).map(({ at, size }) => ({ ...edit, at, size }));
  });
  return { first, edits: inTextOrder(released), after };
}
