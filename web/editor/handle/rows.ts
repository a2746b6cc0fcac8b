/** Where a block that is dragged may go, of the places that can be seen. Pure; heights in px from the top of anything, the same for all. */

/** A block as it lies on the page. What is nested in a list item is no part of it but rows of their own. */
export interface Row {
  readonly key: string;
  readonly top: number;
  readonly bottom: number;
  /** of a list item, 0 for the first level; null for any other block */
  readonly depth: number | null;
}

/** Some rows that follow one another. */
export interface Rows {
  readonly rows: readonly Row[];
  /** whether the first of them is the first of the document, and the last its last */
  readonly first: boolean;
  readonly last: boolean;
}

/** A place between two rows. */
export interface Gap {
  /** the block behind it; null for the end of the document */
  readonly before: string | null;
  /** where a line through it lies */
  readonly at: number;
}

/** From the first row up and from the last one down to their gaps. */
const EDGE_PX = 8;

/** These rows, and what is nested in them. */
export function withNested(rows: readonly Row[], keys: ReadonlySet<string>): Set<string> {
  const taken = new Set<string>();
  let depth: number | null = null;
  for (const row of rows) {
    const nested = depth !== null && row.depth !== null && row.depth > depth;
    if (!nested) depth = keys.has(row.key) ? row.depth : null;
    if (nested || keys.has(row.key)) taken.add(row.key);
  }
  return taken;
}

/**
 * The gap nearest to a height, for blocks of which the outermost has a depth (0 for other blocks than list items); null where they are
 * already. A list item is not parted from what is nested in it.
 */
export function gapAt({ rows, first, last }: Rows, at: number, taken: ReadonlySet<string>, depth: number): Gap | null {
  let nearest: Gap | null = null;
  let stays = false;
  for (let i = first ? 0 : 1; i < rows.length + (last ? 1 : 0); i++) {
    const [above, below] = [rows[i - 1], rows[i]];
    if (below !== undefined && above !== undefined && parts(above, below, depth)) continue;
    const gap = { before: below?.key ?? null, at: lineBetween(above, below) };
    if (nearest !== null && Math.abs(gap.at - at) >= Math.abs(nearest.at - at)) continue;
    nearest = gap;
    stays = [above, below].some((row) => row !== undefined && taken.has(row.key));
  }
  return stays ? null : nearest;
}

function parts(above: Row, below: Row, depth: number): boolean {
  return above.depth !== null && below.depth !== null && below.depth > depth;
}

function lineBetween(above: Row | undefined, below: Row | undefined): number {
  if (above === undefined) return below === undefined ? 0 : below.top - EDGE_PX;
  return below === undefined ? above.bottom + EDGE_PX : (above.bottom + below.top) / 2;
}

/** Nearer than this to the edge of what scrolls, it scrolls while blocks are dragged. */
const SCROLL_EDGE_PX = 56;
/** a frame, at the edge itself */
const SCROLL_MOST_PX = 14;

/** How far to scroll in this frame, in px downwards, with the pointer at a height. */
export function scrollStep({ top, bottom }: { top: number; bottom: number }, at: number): number {
  const into = Math.max(top + SCROLL_EDGE_PX - at, 0) - Math.max(at - bottom + SCROLL_EDGE_PX, 0);
  return 0 - Math.sign(into) * Math.ceil(Math.min(Math.abs(into) / SCROLL_EDGE_PX, 1) * SCROLL_MOST_PX);
}
