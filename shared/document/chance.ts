/** Letters that two texts have in common by chance: a word typed over another is a new word, though it may share a letter or two. */
import type { Pair } from './align.ts';

interface Stretch {
  readonly same: boolean;
  /** A block's end is among them. */
  readonly marker: boolean;
  readonly pairs: Pair[];
  readonly deleted: number;
  readonly inserted: number;
}

type Marks = ReadonlyArray<{ readonly mark: string; readonly kind?: string }>;

/**
 * Gives up matches between two changes that are no longer than both, where something was typed and something taken away. Matched blocks
 * stay matched: structure is never a chance.
 */
export function withoutChance(pairs: readonly Pair[], old: Marks, now: Marks): readonly Pair[] {
  if (!pairs.some(([o]) => o < 0) || !pairs.some(([, n]) => n < 0)) return pairs;
  const kept: Stretch[] = [];
  for (const stretch of stretchesOf(pairs, old, now)) {
    kept.push(stretch);
    for (let merged = mergeLast(kept); merged !== null; merged = mergeLast(kept)) kept.splice(-3, 3, merged);
  }
  return kept.flatMap((stretch) => stretch.pairs);
}

function stretchesOf(pairs: readonly Pair[], old: Marks, now: Marks): Stretch[] {
  const isMarker = ([o, n]: Pair): boolean => old[o]?.kind === 'marker' || now[n]?.kind === 'marker';
  const isSame = ([o, n]: Pair): boolean => o >= 0 && n >= 0;
  const stretches: Stretch[] = [];
  for (let from = 0; from < pairs.length;) {
    const first = pairs[from];
    if (first === undefined) break;
    let to = from + 1;
    for (let next = pairs[to]; next !== undefined && isSame(next) === isSame(first); next = pairs[to]) to += 1;
    stretches.push(makeStretch(pairs.slice(from, to), isSame(first), isMarker));
    from = to;
  }
  return stretches;
}

function makeStretch(pairs: Pair[], same: boolean, isMarker: (pair: Pair) => boolean): Stretch {
  return {
    same,
    marker: pairs.some(isMarker),
    pairs,
    deleted: pairs.filter(([, n]) => n < 0).length,
    inserted: pairs.filter(([o]) => o < 0).length,
  };
}

/** The last three, when they are a change, a match that is a chance, and a change. */
function mergeLast(stretches: readonly Stretch[]): Stretch | null {
  const [before, match, after] = stretches.slice(-3);
  if (before === undefined || match === undefined || after === undefined || before.same || !match.same) return null;
  if (before.marker || match.marker || after.marker) return null;
  const size = match.pairs.length;
  const deleted = before.deleted + after.deleted;
  const inserted = before.inserted + after.inserted;
  if (deleted === 0 || inserted === 0) return null;
  if (size > Math.max(before.deleted, before.inserted) || size > Math.max(after.deleted, after.inserted)) return null;
  const all = [...before.pairs, ...match.pairs, ...after.pairs];
  return {
    same: false,
    marker: false,
    pairs: [
      ...all.flatMap(([o]): Pair[] => (o < 0 ? [] : [[o, -1]])),
      ...all.flatMap(([, n]): Pair[] => (n < 0 ? [] : [[-1, n]])),
    ],
    deleted: deleted + size,
    inserted: inserted + size,
  };
}
