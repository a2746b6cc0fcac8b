import { createEncoder, length as lengthOf, toUint8Array, writeVarUint } from 'lib0/encoding';
import * as Y from 'yjs';
import { CrossReferences } from './cross-references.ts';

/** The parts of a Yjs update (V1) as Yjs's own objects. */

export type Struct = Y.Item | Y.GC;

export interface Deletion {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

export interface UpdateParts {
  readonly structs: readonly Struct[];
  readonly deletions: readonly Deletion[];
}

/**
 * The structs stand in an order in which each can be taken in after those before it. Structs that build on one another in a circle, and what
 * builds on them, are left out: no Yjs document can take them in.
 */
export function partsOf(update: Uint8Array): UpdateParts {
  const { structs, ds } = Y.decodeUpdate(update);
  const deletions: Deletion[] = [];
  for (const [client, items] of ds.clients) {
    for (const { clock, len } of items) deletions.push({ client, clock, length: len });
  }
  return { structs: causalOrder(structs), deletions };
}

/** What the struct builds on besides the one before it. */
export function needsOf(struct: Struct): readonly Y.ID[] {
  if (struct instanceof Y.GC) return [];
  const { origin, rightOrigin, parent } = struct;
  return [origin, rightOrigin, parent].filter((id): id is Y.ID => id instanceof Y.ID);
}

/** Each client's structs in the order of their clocks, and none before what it builds on. */
function causalOrder(structs: readonly (Struct | Y.Skip)[]): Struct[] {
  const queues = new Map<number, { readonly structs: Struct[]; next: number }>();
  const references = new CrossReferences();
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue;
    const { client, clock } = struct.id;
    const queue = queues.get(client);
    if (queue === undefined) queues.set(client, { structs: [struct], next: 0 });
    else queue.structs.push(struct);
    for (const id of needsOf(struct)) if (id.client !== client) references.add(client, clock, id.client, id.clock);
  }
  const ordered: Struct[] = [];
  const take = (client: number): void => {
    const queue = queues.get(client);
    if (queue === undefined) return;
    const until = references.clearUntil(client);
    for (; queue.next < queue.structs.length; queue.next++) {
      const struct = queue.structs[queue.next];
      if (struct === undefined || struct.id.clock >= until) return;
      ordered.push(struct);
    }
  };
  for (const client of queues.keys()) take(client);
  references.resolve(take);
  return ordered;
}

/** Bytes of the struct in an update. */
export function sizeOf(struct: Struct): number {
  const encoder = new Y.UpdateEncoderV1();
  struct.write(encoder, 0);
  return lengthOf(encoder.restEncoder);
}

/** How many parts it can be cut into at most: letters of a text, entries of a list. */
export function cutsOf(struct: Struct): number {
  if (!(struct instanceof Y.Item)) return 1;
  const { content } = struct;
  const cuttable =
    content instanceof Y.ContentString || content instanceof Y.ContentAny || content instanceof Y.ContentJSON;
  return cuttable ? struct.length : 1;
}

/** Cuts it after `at` letters or entries, as Yjs itself does when somebody writes into its middle. Changes the struct. */
export function cut(struct: Y.Item, at: number): readonly [Y.Item, Y.Item] {
  const { client, clock } = struct.id;
  const offset = isInsidePair(struct, at) ? at + 1 : at;
  const rest = struct.content.splice(offset);
  struct.length = offset;
  const right = new Y.Item(
    Y.createID(client, clock + offset),
    null,
    Y.createID(client, clock + offset - 1),
    null,
    struct.rightOrigin,
    struct.parent,
    struct.parentSub,
    rest,
  );
  return [struct, right];
}

/** Half a letter of two UTF-16 units would be lost. */
function isInsidePair({ content }: Y.Item, at: number): boolean {
  if (!(content instanceof Y.ContentString)) return false;
  const unit = content.str.charCodeAt(at - 1);
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** An update of these; the structs of each client follow one another without a hole. */
export function updateOf({ structs, deletions }: UpdateParts): Uint8Array {
  const encoder = new Y.UpdateEncoderV1();
  const { restEncoder } = encoder;
  const clients = Map.groupBy(structs, (struct) => struct.id.client);
  writeVarUint(restEncoder, clients.size);
  for (const [client, own] of [...clients].sort(([a], [b]) => b - a)) {
    writeVarUint(restEncoder, own.length);
    encoder.writeClient(client);
    writeVarUint(restEncoder, own[0]?.id.clock ?? 0);
    for (const struct of own) struct.write(encoder, 0);
  }
  const deleted = Map.groupBy(deletions, ({ client }) => client);
  writeVarUint(restEncoder, deleted.size);
  for (const [client, ranges] of [...deleted].sort(([a], [b]) => b - a)) {
    writeVarUint(restEncoder, client);
    writeVarUint(restEncoder, ranges.length);
    for (const { clock, length } of ranges) {
      writeVarUint(restEncoder, clock);
      writeVarUint(restEncoder, length);
    }
  }
  return toUint8Array(restEncoder);
}

/** Bytes of a deletion in an update, at most. */
export function sizeOfDeletion({ clock, length }: Deletion): number {
  const encoder = createEncoder();
  writeVarUint(encoder, clock);
  writeVarUint(encoder, length);
  return lengthOf(encoder);
}
