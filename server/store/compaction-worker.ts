import { constants, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { assert, unreachable } from '#shared/assert.ts';
import type { CompactionMessage, CompactionTask, StepRequest } from './compaction-messages.ts';
import { CompactionReader } from './compaction-reader.ts';
import { hashesIn } from './file-hashes.ts';
import { CHECKPOINT_STEPS, STEP_PAUSE_MS } from './limits.ts';
import { mergeLog } from './merge-log.ts';
import { packSegment } from './segment.ts';
import type { StepReply } from './sqlite-messages.ts';

/**
 * A worker that compacts the log of one document, then ends. It reads over a connection of its own and has every change made by the worker
 * that writes, one small transaction at a time, between the commits of those who edit.
 */

const port = parentPort;
assert(port !== null, 'compaction-worker runs as a worker');
const { file, document, work } = workerData as CompactionTask;

/** A step that was not made: what was made before it stays, and the next compaction goes on from there. */
class StepError extends Error {
  readonly code = 'step';
  override readonly name = 'StepError';
}

// there it is this thread's own, elsewhere the whole process's
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

let steps = 0;
let newSeq: number | null = null;
let problem: string | null = null;
let fileHashes: readonly string[] = [];
try {
  const reader = CompactionReader.open(file, document);
  if (reader !== null) await carryOut(reader);
  reader?.close();
} catch (error) {
  problem = error instanceof Error ? error.message : String(error);
}
say({ kind: 'ended', seq: newSeq, problem, fileHashes });

async function carryOut(reader: CompactionReader): Promise<void> {
  switch (work.kind) {
    case 'compact':
      return compact(reader, work.keptEntries);
    case 'purge':
      return purge(reader);
    case 'files':
      fileHashes = [...hashesIn(reader.everything())];
      return undefined;
    default:
      return unreachable(work);
  }
}

/** The order matters: whatever it is broken off at, the document is whole, and a past that can still be read is all of it. */
async function purge(reader: CompactionReader): Promise<void> {
  const { documentRow, snapshot, head } = reader;
  if ((snapshot?.seq ?? 0) < head) await merge(reader, snapshot?.seq ?? 0, head);
  await mustStep({ step: 'set-beginning', request: { documentRow, seq: head } });
  while (await step({ step: 'forget', request: { documentRow } })) await rest(reader);
  while (await step({ step: 'drop-piece', request: { documentRow } })) await rest(reader);
  // it would keep the write-ahead log from being emptied
  reader.close();
  await mustStep({ step: 'scrub', request: {} });
  newSeq = head;
}

async function compact(reader: CompactionReader, keptEntries: number): Promise<void> {
  const { documentRow, snapshot } = reader;
  // of a purge that was broken off
  while (await step({ step: 'forget', request: { documentRow } })) await rest(reader);
  // of one that was broken off
  while (await step({ step: 'drop-piece', request: { documentRow } })) await rest(reader);
  const before = snapshot?.seq ?? 0;
  const seq = Math.max(before, reader.head - keptEntries);
  if (seq > before) await merge(reader, before, seq);
  for (const entries of reader.stretches(seq)) {
    const segment = packSegment(entries);
    const request = { ...segment, documentRow, updates: segment.updates.buffer, signatures: segment.signatures.buffer };
    await mustStep({ step: 'put-segment', request }, [request.updates, request.signatures]);
    await rest(reader);
  }
  while (await step({ step: 'drop-piece', request: { documentRow } })) await rest(reader);
  while (await step({ step: 'give-back', request: {} })) await rest(reader);
}

/** The new snapshot is whole on disk before the document is loaded from it. */
async function merge(reader: CompactionReader, before: number, seq: number): Promise<void> {
  const { documentRow } = reader;
  const merged = mergeLog(() => reader.updates(seq));
  if (merged.kind === 'left') throw new StepError(merged.reason);
  for (const [piece, update] of merged.pieces.entries()) {
    const bytes = new Uint8Array(update).buffer;
    await mustStep({ step: 'put-piece', request: { documentRow, seq, piece, bytes } }, [bytes]);
    await rest(reader);
  }
  const place = { documentRow, seq, pieces: merged.pieces.length, history: reader.history(seq), before };
  await mustStep({ step: 'set-snapshot', request: place });
  newSeq = seq;
}

/**
 * Leaves the disk to others for a moment. Every few steps what was written is moved to its place in the file from here: else a commit would
 * have to do it.
 */
async function rest(reader: CompactionReader): Promise<void> {
  await pause(STEP_PAUSE_MS);
  steps += 1;
  if (steps % CHECKPOINT_STEPS === 0) reader.checkpoint();
}

/** False where there was nothing to be done. */
async function step(request: StepRequest, transfer: readonly ArrayBuffer[] = []): Promise<boolean> {
  const answered = new Promise<StepReply>((resolve) => port?.once('message', resolve));
  say({ kind: 'step', ...request }, transfer);
  const reply = await answered;
  if (reply.kind === 'refused') throw new StepError(reply.detail);
  return reply.kind === 'done';
}

async function mustStep(request: StepRequest, transfer: readonly ArrayBuffer[] = []): Promise<void> {
  if (!(await step(request, transfer))) throw new StepError('the document is not what it was any more');
}

function say(message: CompactionMessage, transfer: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}
