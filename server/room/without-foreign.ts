import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

/** more than this are nothing that people write, and each goes over the whole update */
const MAX_PASSES = 64;

type Struct = Y.Item | Y.GC;

/**
 * Of an update the part that does without some structs: without those of each client from a clock on, and without what builds on them.
 * Null when nothing is left, or when that takes too long to find out.
 */
export function withoutForeign(update: Uint8Array, foreign: ReadonlyMap<number, number>): Uint8Array | null {
  const decoded = Y.decodeUpdate(update);
  const structs = decoded.structs.filter((struct): struct is Struct => !(struct instanceof Y.Skip));
  const out = new Map(foreign);
  const isOut = ({ client, clock }: Y.ID): boolean => clock >= (out.get(client) ?? Number.POSITIVE_INFINITY);
  let passes = 0;
  for (let moved = true; moved;) {
    if (++passes > MAX_PASSES) return null;
    moved = false;
    for (const struct of structs) {
      if (isOut(struct.id) || !needsOf(struct).some(isOut)) continue;
      out.set(struct.id.client, struct.id.clock);
      moved = true;
    }
  }
  // one that begins before is left out as a whole: cutting it is the sender's matter
  const isIn = ({ id, length }: Struct): boolean =>
    id.clock + length <= (out.get(id.client) ?? Number.POSITIVE_INFINITY);
  const kept = structs.filter(isIn);
  const deletions = [...decoded.ds.clients].flatMap(([client, items]) =>
    items.flatMap(({ clock, len }) => {
      const end = Math.min(clock + len, out.get(client) ?? Number.POSITIVE_INFINITY);
      return end > clock ? [{ client, clock, length: end - clock }] : [];
    }),
  );
  return kept.length === 0 && deletions.length === 0 ? null : encode(kept, deletions);
}

function needsOf(struct: Struct): Y.ID[] {
  if (struct instanceof Y.GC) return [];
  return [struct.origin, struct.rightOrigin, struct.parent].filter((id): id is Y.ID => id instanceof Y.ID);
}

function encode(structs: readonly Struct[], deletions: readonly { client: number; clock: number; length: number }[]) {
  const encoder = new Y.UpdateEncoderV1();
  const { restEncoder } = encoder;
  const clients = Map.groupBy(structs, (struct) => struct.id.client);
  encoding.writeVarUint(restEncoder, clients.size);
  for (const [client, own] of [...clients].sort(([a], [b]) => b - a)) {
    encoding.writeVarUint(restEncoder, own.length);
    encoder.writeClient(client);
    encoding.writeVarUint(restEncoder, own[0]?.id.clock ?? 0);
    for (const struct of own) struct.write(encoder, 0);
  }
  const deleted = Map.groupBy(deletions, ({ client }) => client);
  encoding.writeVarUint(restEncoder, deleted.size);
  for (const [client, own] of deleted) {
    for (const number of [client, own.length]) encoding.writeVarUint(restEncoder, number);
    for (const { clock, length } of own)
      for (const number of [clock, length]) encoding.writeVarUint(restEncoder, number);
  }
  return encoder.toUint8Array();
}
