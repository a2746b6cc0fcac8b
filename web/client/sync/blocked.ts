import { scanUpdate } from '#shared/update/scan.ts';
import { cut, cutsOf, needsOf, partsOf, updateOf } from './structs.ts';
import type { Deletion, Struct } from './structs.ts';

/**
 * What a server will never have because it refused it: of each Yjs client everything from a clock on, for clocks leave no hole. Whatever
 * builds on it is refused too.
 */
export type Blocked = ReadonlyMap<number, number>;

/** From here on the server lacks what these updates hold. */
export function blockedBy(updates: readonly Uint8Array[]): Map<number, number> {
  const blocked = new Map<number, number>();
  for (const update of updates) block(blocked, update);
  return blocked;
}

/** Adds what the update holds; gives whether that is more than was blocked before. An update that cannot be read blocks nothing. */
export function block(blocked: Map<number, number>, update: Uint8Array): boolean {
  const result = scanUpdate(update);
  if (!result.ok) return false;
  let grew = false;
  for (const { client, clock } of result.scan.structs) {
    if (clock >= (blocked.get(client) ?? Number.POSITIVE_INFINITY)) continue;
    blocked.set(client, clock);
    grew = true;
  }
  return grew;
}

/** Whether the server would lack something that the update builds on. */
export function isBlocked(update: Uint8Array, blocked: Blocked): boolean {
  if (blocked.size === 0) return false;
  const result = scanUpdate(update);
  if (!result.ok) return false;
  const { structs, deletes, needs } = result.scan;
  const from = (client: number): number => blocked.get(client) ?? Number.POSITIVE_INFINITY;
  return (
    structs.some(({ client, clock, length }) => clock + length > from(client)) ||
    deletes.some(({ client, clock, length }) => clock + length > from(client)) ||
    needs.some(({ client, clock }) => clock >= from(client))
  );
}

/** The update without what is blocked and what builds on that; null when nothing is left. */
export function withoutBlocked(update: Uint8Array, blocked: Blocked): Uint8Array | null {
  if (!isBlocked(update, blocked)) return update;
  const closed = new Map(blocked);
  const from = (client: number): number => closed.get(client) ?? Number.POSITIVE_INFINITY;
  const { structs, deletions } = partsOf(update);
  const free: Struct[] = [];
  for (const struct of structs) {
    const { client, clock } = struct.id;
    if (needsOf(struct).some((id) => id.clock >= from(id.client))) closed.set(client, Math.min(from(client), clock));
    const length = Math.min(struct.length, from(client) - clock);
    if (length <= 0) continue;
    if (length === struct.length) free.push(struct);
    else if (cutsOf(struct) > 1 && 'content' in struct) free.push(cut(struct, length)[0]);
  }
  const freeDeletions = deletions.flatMap((deletion) => clip(deletion, from(deletion.client)));
  return free.length + freeDeletions.length === 0 ? null : updateOf({ structs: free, deletions: freeDeletions });
}

function clip({ client, clock, length }: Deletion, from: number): Deletion[] {
  const left = Math.min(length, from - clock);
  return left > 0 ? [{ client, clock, length: left }] : [];
}
