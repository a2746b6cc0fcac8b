import type { Item } from 'yjs';
import { cut, cutsOf, partsOf, sizeOf, sizeOfDeletion, updateOf } from '#shared/update/structs.ts';
import type { Deletion, Struct } from '#shared/update/structs.ts';

/** room in an update for what stands around its structs: counts, the first clock of each client */
const AROUND_BYTES = 64;
/** of a client in an update: its id, its first clock, how many structs */
const CLIENT_BYTES = 20;

/**
 * An update as several, to be taken in one after the other, together the same. Each has at most `mostBytes`, but for those that hold one
 * thing that cannot be cut: an embedded object, a picture.
 */
export function splitUpdate(update: Uint8Array, mostBytes: number): readonly Uint8Array[] {
  const room = Math.max(1, mostBytes - AROUND_BYTES);
  const { structs, deletions } = partsOf(update);
  const pieces: Uint8Array[] = [];
  let piece: Struct[] = [];
  let clients = new Set<number>();
  let bytes = 0;
  const close = (): void => {
    if (piece.length > 0) pieces.push(updateOf({ structs: piece, deletions: [] }));
    piece = [];
    clients = new Set();
    bytes = 0;
  };
  let ends = new Map<number, number>();
  for (const struct of structs.flatMap((one) => cutToFit(one, room - CLIENT_BYTES))) {
    const { client, clock } = struct.id;
    const size = sizeOf(struct) + (clients.has(client) ? 0 : CLIENT_BYTES);
    // a hole in a client's clocks is for the next piece too
    if (bytes + size > room || (clients.has(client) && ends.get(client) !== clock)) {
      close();
      ends = new Map();
    }
    bytes += size;
    piece.push(struct);
    clients.add(client);
    ends.set(client, clock + struct.length);
  }
  close();
  // what is deleted is there by then
  for (const some of chunked(deletions, room)) pieces.push(updateOf({ structs: [], deletions: some }));
  return pieces;
}

function cutToFit(struct: Struct, room: number): readonly Struct[] {
  const done: Struct[] = [];
  const todo: Struct[] = [struct];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const most = cutsOf(next);
    if (most < 3 || sizeOf(next) <= room) done.push(next);
    else todo.push(...[...cut(next as Item, Math.floor(most / 2))].reverse());
  }
  return done;
}

function chunked(deletions: readonly Deletion[], room: number): readonly Deletion[][] {
  const chunks: Deletion[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const deletion of deletions) {
    const size = sizeOfDeletion(deletion) + CLIENT_BYTES;
    if (bytes + size > room) {
      chunks.push([]);
      bytes = 0;
    }
    bytes += size;
    chunks.at(-1)?.push(deletion);
  }
  return chunks;
}
