import type { OutboxRow } from '../device/device-store.ts';
import { ADOPTED_BYTES } from '../limits.ts';

/** Rows in their order, together up to ADOPTED_BYTES: one for each would be many, all in one may be more than a server takes. */
export function bundles(rows: readonly OutboxRow[]): readonly OutboxRow[][] {
  const all: OutboxRow[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const row of rows) {
    bytes += row.update.length;
    if (bytes > ADOPTED_BYTES) {
      all.push([]);
      bytes = row.update.length;
    }
    all.at(-1)?.push(row);
  }
  return all;
}
