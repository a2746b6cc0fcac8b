/** Steps of undo as bytes, for the next page of the same tab. Their format is ours alone; what cannot be read counts as nothing. */
import { createDecoder, hasContent, readUint8, readVarString, readVarUint, readVarUint8Array } from 'lib0/decoding';
import type { Decoder } from 'lib0/decoding';
import {
  createEncoder,
  length,
  toUint8Array,
  writeUint8,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';
import type { Encoder } from 'lib0/encoding';
import * as Y from 'yjs';
import { groupBy } from '#shared/group-by.ts';
import type { IdSet } from '#shared/update/keep-deleted.ts';
import { fromPresence, toPresence } from '../carets.ts';
import type { PresenceSelection } from '../carets.ts';
import { KEY_FOLLOWS } from '../layout.ts';
import { MAX_KEPT_STEP_BYTES, MAX_KEPT_STEPS } from '../limits.ts';
import { readId } from '../placement.ts';
import type { Steps } from './stacks.ts';
import { eachItem, keep } from './step.ts';
import type { UndoStep } from './step.ts';

/** 1: clients; undo and redo steps, oldest first; what was brought back as what */
const FORMAT = 1;

export interface KeptSteps {
  readonly steps: Uint8Array<ArrayBuffer>;
  /** a Yjs snapshot: what was deleted and has to keep its content, or it cannot be brought back */
  readonly deleted: Uint8Array<ArrayBuffer>;
}

export interface LoadedSteps extends Steps {
  readonly clients: ReadonlySet<number>;
}

export const NO_STEPS: LoadedSteps = { undo: [], redo: [], clients: new Set() };

/** The newest steps, as many as the limits allow. */
export function writeSteps(doc: Y.Doc, { undo, redo }: Steps, clients: ReadonlySet<number>): KeptSteps {
  let room = MAX_KEPT_STEP_BYTES;
  const written = [undo, redo].map((stack) => {
    const newest: { readonly step: UndoStep; readonly bytes: Uint8Array }[] = [];
    for (const step of stack.slice(-MAX_KEPT_STEPS).toReversed()) {
      const bytes = stepBytes(step);
      room -= bytes.length;
      if (room < 0) break;
      newest.unshift({ step, bytes });
    }
    return newest;
  });
  const steps = written.flat().map(({ step }) => step);
  const encoder = createEncoder();
  writeUint8(encoder, FORMAT);
  writeVarUint(encoder, clients.size);
  for (const client of clients) writeVarUint(encoder, client);
  for (const stack of written) {
    writeVarUint(encoder, stack.length);
    for (const { bytes } of stack) writeVarUint8Array(encoder, bytes);
  }
  const { brought, holders } = findNeeded(doc, steps);
  writeRedone(encoder, brought);
  const deleted = Y.mergeDeleteSets([holders, ...steps.map(({ deletions }) => deletions)]);
  return { steps: copyOf(encoder), deleted: setBytes(deleted) };
}

/**
 * To be called before anything else looks at the document, which has loaded with what was deleted kept. A step is left out when something
 * that it took away is not known any more: to take back the rest of it might take words away that nothing brings back.
 */
export function readSteps(doc: Y.Doc, bytes: Uint8Array): LoadedSteps {
  try {
    const decoder = createDecoder(bytes);
    if (readUint8(decoder) !== FORMAT) return NO_STEPS;
    const clients = new Set(readMany(decoder, () => readVarUint(decoder)));
    const readStack = (): UndoStep[] => readMany(decoder, () => readStep(readVarUint8Array(decoder)));
    const [undo, redo] = [readStack(), readStack()];
    let loaded: Steps = { undo: [], redo: [] };
    doc.transact((transaction) => {
      readRedone(decoder, transaction);
      const isKnown = (step: UndoStep): boolean => keepDeleted(transaction, step);
      loaded = { undo: undo.filter(isKnown), redo: redo.filter(isKnown) };
    }, LOADING);
    return { ...loaded, clients };
  } catch {
    return NO_STEPS;
  }
}

const LOADING = {};

function stepBytes({ insertions, deletions, known, selection }: UndoStep): Uint8Array {
  const encoder = createEncoder();
  writeVarUint8Array(encoder, setBytes(insertions));
  writeVarUint8Array(encoder, setBytes(deletions));
  writeVarUint(encoder, known.size);
  for (const [client, clock] of known) {
    writeVarUint(encoder, client);
    writeVarUint(encoder, clock);
  }
  writeVarString(encoder, selection === null ? '' : JSON.stringify(toPresence(selection)));
  return toUint8Array(encoder);
}

function readStep(bytes: Uint8Array): UndoStep {
  const decoder = createDecoder(bytes);
  const insertions = setOf(readVarUint8Array(decoder));
  const deletions = setOf(readVarUint8Array(decoder));
  const known = new Map(readMany(decoder, () => [readVarUint(decoder), readVarUint(decoder)] as const));
  const selection = readVarString(decoder);
  return {
    insertions,
    deletions,
    known,
    selection: selection === '' ? null : fromPresence(JSON.parse(selection) as PresenceSelection),
  };
}

/** Gives whether all that the step took away is known; keeps it from being collected. */
function keepDeleted(transaction: Y.Transaction, { insertions, deletions }: UndoStep): boolean {
  let known = true;
  Y.iterateDeletedStructs(transaction, deletions, (struct) => {
    if (Y.isDeleted(insertions, struct.id)) return;
    if (!(struct instanceof Y.Item)) known = false;
    else if (struct.redone === null && struct.content instanceof Y.ContentDeleted) known = false;
  });
  if (known) eachItem(transaction, deletions, keep);
  return known;
}

interface Brought {
  readonly old: Y.ID;
  readonly size: number;
  readonly as: Y.ID;
}

interface Needed {
  /** for each unit that the steps know and that was brought back, and for what it was brought back as, where it is */
  readonly brought: readonly Brought[];
  /** what is gone, and what such units were in: who collects that collects them */
  readonly holders: IdSet;
}

function findNeeded({ store }: Y.Doc, steps: readonly UndoStep[]): Needed {
  const brought = new Map<string, Brought>();
  const holders = new Set<Y.Item>();
  const look = (client: number, clock: number, size: number): void => {
    const structs = store.clients.get(client);
    const end = Math.min(clock + size, Y.getState(store, client));
    if (structs === undefined || clock >= end) return;
    for (let at = Y.findIndexSS(structs, clock), struct = structs[at]; struct !== undefined; struct = structs[++at]) {
      if (struct.id.clock >= end) return;
      if (!(struct instanceof Y.Item) || !struct.deleted) continue;
      const holder = (struct.parent as Y.AbstractType<unknown>)._item;
      if (holder !== null && holder.deleted && !holders.has(holder)) {
        holders.add(holder);
        look(holder.id.client, holder.id.clock, 1);
      }
      const half = followedBy(struct);
      if (half !== null) look(half.client, half.clock, 1);
      const { id, length: units, redone } = struct;
      const name = `${client} ${id.clock}`;
      if (redone === null || brought.has(name)) continue;
      brought.set(name, { old: id, size: units, as: redone });
      look(redone.client, redone.clock, units);
    }
  };
  for (const { insertions, deletions } of steps) {
    for (const set of [insertions, deletions])
      for (const [client, spans] of set.clients) for (const { clock, len } of spans) look(client, clock, len);
  }
  const held = Y.createDeleteSet();
  for (const [client, items] of groupBy(holders, ({ id }) => id.client)) {
    const clocks = items.map(({ id }) => id.clock).sort((one, other) => one - other);
    held.clients.set(
      client,
      clocks.map((clock) => ({ clock, len: 1 })),
    );
  }
  return { brought: [...brought.values()], holders: held };
}

/** The half that a block which was split off names. */
function followedBy({ parentSub, content }: Y.Item): Y.ID | null {
  return parentSub === KEY_FOLLOWS && content instanceof Y.ContentAny ? readId(content.arr[0]) : null;
}

function writeRedone(encoder: Encoder, brought: readonly Brought[]): void {
  writeVarUint(encoder, brought.length);
  for (const { old, size, as } of brought)
    for (const value of [old.client, old.clock, size, as.client, as.clock]) writeVarUint(encoder, value);
}

function readRedone(decoder: Decoder, transaction: Y.Transaction): void {
  const { store } = transaction.doc;
  readMany(decoder, () => {
    const read = (): number => readVarUint(decoder);
    const [old, size, redone] = [Y.createID(read(), read()), read(), Y.createID(read(), read())];
    if (Y.getState(store, redone.client) < redone.clock + size) return;
    const set = Y.createDeleteSet();
    set.clients.set(old.client, [{ clock: old.clock, len: size }]);
    eachItem(transaction, set, (item) => {
      item.redone = Y.createID(redone.client, redone.clock + item.id.clock - old.clock);
    });
  });
}

function readMany<T>(decoder: Decoder, read: () => T): T[] {
  const many: T[] = [];
  for (let left = readVarUint(decoder); left > 0 && hasContent(decoder); left -= 1) many.push(read());
  return many;
}

function setBytes(set: IdSet): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Y.encodeSnapshot(Y.createSnapshot(set, new Map())));
}

function setOf(bytes: Uint8Array): IdSet {
  return Y.decodeSnapshot(bytes).ds;
}

function copyOf(encoder: Encoder): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length(encoder));
  bytes.set(toUint8Array(encoder));
  return bytes;
}
