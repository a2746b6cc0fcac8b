/** Where a small toolbar goes beside selected words: over none of them, over nobody's caret, inside of the page. Pure; all in px of the window. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Beside {
  /** the first and the last line of what is selected */
  readonly first: Box;
  readonly last: Box;
  readonly width: number;
  readonly height: number;
  /** where it may be */
  readonly bounds: Box;
  /** what it must not cover, where there is another place */
  readonly keepFree: readonly Box[];
}

const GAP_PX = 8;
/** from a caret or a flag that it makes room for */
const ROOM_PX = 4;

/** Null where there is no room above the words nor below: they fill the page. */
export function placeBeside(wanted: Beside): { left: number; top: number } | null {
  const { first, last, width, height, bounds } = wanted;
  const rows = [
    { top: first.top - GAP_PX - height, middle: (first.left + first.right) / 2 },
    { top: last.bottom + GAP_PX, middle: (last.left + last.right) / 2 },
  ].filter(({ top }) => top >= bounds.top && top + height <= bounds.bottom);
  const places = rows.flatMap(({ top, middle }, row) => {
    const wish = middle - width / 2;
    // no further aside than it must
    const beside = wanted.keepFree.flatMap((box) => [box.right + ROOM_PX, box.left - ROOM_PX - width]);
    return [wish, ...beside].map((left) => {
      const within = clamp(left, bounds.left, bounds.right - width);
      return { row, top, left: within, aside: Math.abs(within - clamp(wish, bounds.left, bounds.right - width)) };
    });
  });
  // over or under the words is better than far beside them
  const far = ({ aside }: { aside: number }): number => Number(aside > width / 2);
  places.sort((a, b) => far(a) - far(b) || a.row - b.row || a.aside - b.aside);
  const covers = ({ left, top }: { left: number; top: number }): boolean =>
    wanted.keepFree.some((box) => overlap(box, { left, top, right: left + width, bottom: top + height }));
  const found = places.find((place) => place.aside <= width && !covers(place)) ?? places[0];
  return found === undefined ? null : { left: found.left, top: found.top };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}
