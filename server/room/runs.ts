import type { UpdateScan } from '#shared/update/scan.ts';
import { spliceUpdates } from '#shared/update/splice.ts';
import { MAX_RUN_BYTES } from './limits.ts';

/** An update that was judged, with what was read of it. */
export interface Judged {
  readonly update: Uint8Array;
  readonly scan: UpdateScan;
  readonly author: string;
}

export interface Run {
  readonly update: Uint8Array;
  readonly author: string;
}

/**
 * What one author sent in a row becomes one update: one row of the log, and for its readers one transaction. The order stays, so each
 * prefix of the log still builds on nothing but itself.
 */
export function joinRuns(judged: readonly Judged[]): Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < judged.length;) {
    const to = endOfRun(judged, from);
    const author = judged[from]?.author ?? '';
    const parts = judged.slice(from, to);
    const spliced = parts.length > 1 ? spliceUpdates(parts) : null;
    if (spliced !== null) runs.push({ update: spliced, author });
    else for (const { update } of parts) runs.push({ update, author });
    from = to;
  }
  return runs;
}

function endOfRun(judged: readonly Judged[], from: number): number {
  let bytes = 0;
  let to = from;
  for (; to < judged.length; to++) {
    const next = judged[to];
    bytes += next?.update.length ?? 0;
    if (to > from && (next?.author !== judged[from]?.author || bytes > MAX_RUN_BYTES)) break;
  }
  return to;
}
