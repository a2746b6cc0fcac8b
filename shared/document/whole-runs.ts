/**
 * Texts that need not be looked at letter by letter to find what changed: of formats, types and levels that change, and of what is deleted
 * altogether. A letter costs as much as a stretch of text, so this is what makes a change of the whole document quick.
 */
import type { FlatBlock } from './flatten.ts';
import type { Fragment } from './fragment.ts';
import { runLength } from './runs.ts';
import type { Run } from './runs.ts';

/** For blocks, old or new, the stretches that are matched as they are. */
export type WholeRuns = ReadonlyMap<Fragment | FlatBlock, readonly Run[]>;

/** Null where letters have to be compared. */
export function findWholeRuns(old: readonly Fragment[], now: readonly FlatBlock[]): WholeRuns | null {
  if (now.every(({ runs }) => runs.length === 0)) return new Map(old.map((block) => [block, block.runs]));
  if (old.length !== now.length) return null;
  const whole = new Map<Fragment | FlatBlock, readonly Run[]>();
  for (const [at, block] of old.entries()) {
    const other = now[at];
    const cut = other === undefined || block.heads.length > 0 ? null : cutAlike(block.runs, other.runs);
    if (cut === null || other === undefined) return null;
    whole.set(block, cut.old).set(other, cut.now);
  }
  return whole;
}

/** The same text twice, cut into the same stretches; null where it is not the same. */
function cutAlike(old: readonly Run[], now: readonly Run[]): { old: Run[]; now: Run[] } | null {
  const cut: { old: Run[]; now: Run[] } = { old: [], now: [] };
  const [left, right] = [new Cutter(old), new Cutter(now)];
  for (let size = Math.min(left.rest, right.rest); size > 0; size = Math.min(left.rest, right.rest)) {
    const [one, other] = [left.take(size), right.take(size)];
    if (!isAlike(one, other)) return null;
    cut.old.push(one);
    cut.now.push(other);
  }
  return left.rest === 0 && right.rest === 0 ? cut : null;
}

function isAlike(one: Run, other: Run): boolean {
  if (one.kind === 'text') return other.kind === 'text' && one.text === other.text;
  return other.kind === 'embed' && JSON.stringify(one.embed) === JSON.stringify(other.embed);
}

class Cutter {
  readonly #runs: readonly Run[];
  #at = 0;
  #offset = 0;

  constructor(runs: readonly Run[]) {
    this.#runs = runs;
  }

  /** Positions up to where the attributes change, 0 at the end. */
  get rest(): number {
    const run = this.#runs[this.#at];
    return run === undefined ? 0 : runLength(run) - this.#offset;
  }

  take(size: number): Run {
    const run = this.#runs[this.#at];
    if (run === undefined) throw new RangeError('nothing is left');
    const from = this.#offset;
    const length = runLength(run);
    this.#offset = from + size === length ? 0 : from + size;
    if (this.#offset === 0) this.#at += 1;
    return run.kind === 'embed' || size === length ? run : { ...run, text: run.text.slice(from, from + size) };
  }
}
