import { scanUpdate } from '#shared/update/scan.ts';

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
