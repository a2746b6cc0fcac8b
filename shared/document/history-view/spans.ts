/** Text with what happened to it. */
import type { Attributes } from '../attributes.ts';
import { NONE } from '../attributes.ts';
import { runLength, sameRuns } from '../runs.ts';
import type { Run } from '../runs.ts';
import type { Touch } from './log-row.ts';

export interface ViewSpan {
  readonly kind: 'same' | 'inserted' | 'deleted' | 'formatted';
  /** as it is now; of what is deleted, as it was */
  readonly run: Run;
  /** of what got other formats: those that it had */
  readonly before: Attributes | null;
  /** the last who did it; null for what is the same, and where the log does not say */
  readonly touch: Touch | null;
}

/** Neighbours that look the same and that one person wrote in one sitting are one span. */
export function mergeSpans(spans: readonly ViewSpan[]): ViewSpan[] {
  const merged: ViewSpan[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last !== undefined && belongTogether(last, span) && last.run.kind === 'text' && span.run.kind === 'text') {
      const run: Run = { ...last.run, text: last.run.text + span.run.text };
      merged[merged.length - 1] = { ...last, run, touch: later(last.touch, span.touch) };
    } else merged.push(span);
  }
  return merged;
}

function belongTogether(a: ViewSpan, b: ViewSpan): boolean {
  return (
    a.kind === b.kind &&
    a.run.attributes === b.run.attributes &&
    a.before === b.before &&
    a.touch?.sitting === b.touch?.sitting
  );
}

export function later(a: Touch | null, b: Touch | null): Touch | null {
  if (a === null || b === null) return a ?? b;
  return a.seq > b.seq ? a : b;
}

/** Reads the runs of a text one stretch after the other. */
export class RunCursor {
  readonly #runs: readonly Run[];
  readonly #bare: boolean;
  #at = 0;
  #offset = 0;

  /** @param bare formats are not shown */
  constructor(runs: readonly Run[], bare: boolean) {
    this.#runs = runs;
    this.#bare = bare;
  }

  take(size: number): Run[] {
    const taken: Run[] = [];
    for (let left = size; left > 0;) {
      const run = this.#runs[this.#at];
      if (run === undefined) throw new RangeError('the text is shorter than its units');
      const length = Math.min(left, runLength(run) - this.#offset);
      const attributes = this.#bare ? NONE : run.attributes;
      if (run.kind === 'text') {
        taken.push({ kind: 'text', text: run.text.slice(this.#offset, this.#offset + length), attributes });
      } else taken.push({ ...run, attributes });
      left -= length;
      this.#offset += length;
      if (this.#offset === runLength(run)) {
        this.#at += 1;
        this.#offset = 0;
      }
    }
    return taken;
  }
}

/** What stays, as it was and as it is, cut where either changes its look. */
export function compareRuns(was: readonly Run[], is: readonly Run[]): ViewSpan[] {
  const old = new RunCursor(was, false);
  return is.flatMap(
    (run) =>
      old.take(runLength(run)).reduce<{ spans: ViewSpan[]; at: number }>(
        ({ spans, at }, before) => {
          const length = runLength(before);
          const part: Run = run.kind === 'text' ? { ...run, text: run.text.slice(at, at + length) } : run;
          const same = part.attributes === before.attributes && (part.kind === 'text' || sameRuns([part], [before]));
          spans.push({
            kind: same ? 'same' : 'formatted',
            run: part,
            before: same ? null : before.attributes,
            touch: null,
          });
          return { spans, at: at + length };
        },
        { spans: [], at: 0 },
      ).spans,
  );
}
