import { cut, cutsOf, needsOf, partsOf, updateOf } from './structs.ts';
import type { Deletion, Struct } from './structs.ts';

/**
 * Of an update the part that does without some structs: without those of each client from a clock on, and without what builds on them. A
 * struct that begins before that clock is cut there, or left out where it cannot be. Null when nothing is left.
 */
export function without(update: Uint8Array, from: ReadonlyMap<number, number>): Uint8Array | null {
  if (from.size === 0) return update;
  const out = new Map(from);
  const end = (client: number): number => out.get(client) ?? Number.POSITIVE_INFINITY;
  const { structs, deletions } = partsOf(update);
  const kept: Struct[] = [];
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (needsOf(struct).some((id) => id.clock >= end(id.client))) out.set(client, Math.min(end(client), clock));
    const length = Math.min(struct.length, end(client) - clock);
    if (length <= 0) continue;
    if (length === struct.length) kept.push(struct);
    else if (cutsOf(struct) > 1 && 'content' in struct) kept.push(cut(struct, length)[0]);
  }
  const keptDeletions = deletions.flatMap((deletion) => clip(deletion, end(deletion.client)));
  return kept.length + keptDeletions.length === 0 ? null : updateOf({ structs: kept, deletions: keptDeletions });
}

function clip({ client, clock, length }: Deletion, end: number): Deletion[] {
  const left = Math.min(length, end - clock);
  return left > 0 ? [{ client, clock, length: left }] : [];
}
