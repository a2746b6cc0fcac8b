import * as Y from 'yjs';
import type { Item } from 'yjs';
import { MAX_DELETED_CLOCKS_PER_UPDATE } from '../protocol/limits.ts';
import { cut, cutsOf, partsOf, sizeOf, sizeOfDeletion, updateOf } from './structs.ts';
import type { Deletion, Struct } from './structs.ts';

/** room in an update for what stands around its structs: counts, the first clock of each client */
const AROUND_BYTES = 64;
/** of a client in an update: its id, its first clock, how many structs */
const CLIENT_BYTES = 20;

/**
 * An update as several, to be taken in one after the other, together the same. Each has at most `mostBytes`, but for those that hold one
 * thing that cannot be cut: an embedded object, a picture. None has more clocks without content than a server takes at once.
 */
export function splitUpdate(update: Uint8Array, mostBytes: number): readonly Uint8Array[] {
  const room = Math.max(1, mostBytes - AROUND_BYTES);
  const { structs, deletions } = partsOf(update);
  const pieces: Uint8Array[] = [];
  let piece: Struct[] = [];
  let clients = new Set<number>();
  let bytes = 0;
  let deleted = 0;
  const close = (): void => {
    if (piece.length > 0) pieces.push(updateOf({ structs: piece, deletions: [] }));
    piece = [];
    clients = new Set();
    bytes = 0;
    deleted = 0;
  };
  let ends = new Map<number, number>();
  for (const struct of structs.flatMap((one) => cutToFit(one, room - CLIENT_BYTES))) {
    const { client, clock } = struct.id;
    const size = sizeOf(struct) + (clients.has(client) ? 0 : CLIENT_BYTES);
    const clocks = isEmpty(struct) ? struct.length : 0;
    const isFull = bytes + size > room || deleted + clocks > MAX_DELETED_CLOCKS_PER_UPDATE;
    // a hole in a client's clocks is for the next piece too
    if (isFull || (clients.has(client) && ends.get(client) !== clock)) {
      close();
      ends = new Map();
    }
    bytes += size;
    deleted += clocks;
    piece.push(struct);
    clients.add(client);
    ends.set(client, clock + struct.length);
  }
  close();
  // what is deleted is there by then
  for (const some of chunked(deletions, room)) pieces.push(updateOf({ structs: [], deletions: some }));
  return pieces;
}

/** Its content is gone: only how long it was is known. */
function isEmpty(struct: Struct): boolean {
  return struct instanceof Y.GC || struct.content instanceof Y.ContentDeleted;
}

function cutEmpty(struct: Struct): readonly Struct[] {
  const rest = struct.length - MAX_DELETED_CLOCKS_PER_UPDATE;
  if (rest <= 0) return [struct];
  if (!(struct instanceof Y.GC)) {
    const [left, right] = cut(struct, MAX_DELETED_CLOCKS_PER_UPDATE);
    return [left, ...cutEmpty(right)];
  }
  const { client, clock } = struct.id;
  const behind = new Y.GC(Y.createID(client, clock + MAX_DELETED_CLOCKS_PER_UPDATE), rest);
  return [new Y.GC(struct.id, MAX_DELETED_CLOCKS_PER_UPDATE), ...cutEmpty(behind)];
}

function cutToFit(struct: Struct, room: number): readonly Struct[] {
  if (isEmpty(struct)) return cutEmpty(struct);
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
