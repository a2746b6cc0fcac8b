/** Which blocks were taken to another place of the page between two states, and by whom. */
import type { Fragment } from '../fragment.ts';
import { KEY_FOLLOWS, KEY_PLACE } from '../layout.ts';
import { longestInOrder } from '../reordered.ts';
import type { Authorship } from './authorship.ts';
import { keyOfFragment, touchOfKey } from './keys.ts';
import type { Touch } from './log-row.ts';
import type { PageAt } from './page-at.ts';

/** Marker key of the container that a block is in. */
const KEY_SECTION = 'in';

export interface Taken {
  /** the block that it stood behind, null at the start of the page */
  readonly behind: string | null;
  readonly touch: Touch | null;
}

interface Common {
  readonly fragment: Fragment;
  /** its place on the older page */
  readonly place: number;
  readonly touch: Touch | null;
  readonly hasOtherSection: boolean;
}

/** By the blocks of the newer page. Those that somebody moved, if the order is another by that, and no more than it takes of the others. */
export function findTaken(old: PageAt, now: PageAt, authorship: Authorship): Map<Fragment, Taken> {
  const places = new Map(old.page.map((fragment, at) => [keyOfFragment(fragment), at]));
  const common = now.page.flatMap((fragment): Common[] => {
    const key = keyOfFragment(fragment);
    const place = key === null ? undefined : places.get(key);
    if (place === undefined) return [];
    const hasOtherSection = sectionOf(old.page[place]) !== sectionOf(fragment);
    return [{ fragment, place, touch: touchOf(fragment, authorship), hasOtherSection }];
  });
  const isInOrder = common.every(({ place }, at) => place > (common[at - 1]?.place ?? -1));
  const moved = common.filter(({ hasOtherSection }) => hasOtherSection);
  if (!isInOrder) for (const one of outOfOrder(common)) if (!one.hasOtherSection) moved.push(one);
  return new Map(
    moved.map(({ fragment, place, touch }) => {
      let at = place - 1;
      while (at >= 0 && keyOfOld(old, at) === null) at -= 1;
      return [fragment, { behind: keyOfOld(old, at), touch }];
    }),
  );
}

function keyOfOld({ page }: PageAt, at: number): string | null {
  const fragment = page[at];
  return fragment === undefined ? null : keyOfFragment(fragment);
}

function outOfOrder(common: readonly Common[]): Common[] {
  const others = common.filter(({ touch }) => touch === null);
  const staying = longestInOrder(others, ({ place }) => place);
  // for each block the place of the next one behind it that stays
  const ends: number[] = [];
  let end = Number.POSITIVE_INFINITY;
  for (let at = common.length - 1; at >= 0; at -= 1) {
    const one = common[at];
    ends[at] = end;
    if (one !== undefined && staying.has(one)) end = one.place;
  }
  let last = -1;
  return common.filter((one, at) => {
    const stays = staying.has(one) || (one.touch !== null && one.place > last && one.place < (ends[at] ?? 0));
    if (stays) last = one.place;
    return !stays;
  });
}

/** Who moved it, or the block that it goes with. */
function touchOf(fragment: Fragment, authorship: Authorship): Touch | null {
  const touch = touchOfKey(fragment, KEY_PLACE, authorship) ?? touchOfKey(fragment, KEY_SECTION, authorship);
  if (touch !== null || fragment.tail === null) return touch;
  return touchOfKey(fragment.tail, KEY_PLACE, authorship) ?? touchOfKey(fragment, KEY_FOLLOWS, authorship);
}

function sectionOf(fragment: Fragment | undefined): unknown {
  return fragment?.marker?.get(KEY_SECTION) ?? '';
}
