import { parentPort, workerData } from 'node:worker_threads';
import { assert, unreachable } from '#shared/assert.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import type { WorkerMessage, WorkerRequest } from './sqlite-messages.ts';

/** The worker that owns the database file. It answers requests one by one, in the order in which they come. */

const port = parentPort;
assert(port !== null, 'sqlite-worker runs as a worker');
const { file } = workerData as { readonly file: string };

const opened = SqliteDatabase.open(file, () => Date.now());
if (opened.kind === 'opened') {
  const { database } = opened;
  port.on('message', (request: WorkerRequest) => answer(database, request));
  send({ kind: 'opened' });
} else {
  send({ kind: 'not-opened', refusal: opened.refusal });
}

function answer(database: SqliteDatabase, request: WorkerRequest): void {
  const { id } = request;
  switch (request.call) {
    case 'commit':
      send({ kind: 'reply', id, reply: database.commit(request.entries, new Uint8Array(request.bytes)) });
      return;
    case 'find':
      send({ kind: 'reply', id, reply: database.find(request.document) });
      return;
    case 'chunk': {
      const reply = database.chunk(request);
      send({ kind: 'reply', id, reply }, reply.kind === 'chunk' ? [reply.bytes] : []);
      return;
    }
    case 'pieces': {
      const reply = database.pieces(request);
      send({ kind: 'reply', id, reply }, reply.kind === 'pieces' ? [reply.bytes] : []);
      return;
    }
    case 'put-piece':
      send({ kind: 'reply', id, reply: database.archive.putPiece(request) });
      return;
    case 'set-snapshot':
      send({ kind: 'reply', id, reply: database.archive.setSnapshot(request) });
      return;
    case 'put-segment':
      send({ kind: 'reply', id, reply: database.archive.putSegment(request) });
      return;
    case 'drop-piece':
      send({ kind: 'reply', id, reply: database.archive.dropPiece(request) });
      return;
    case 'set-beginning':
      send({ kind: 'reply', id, reply: database.archive.setBeginning(request) });
      return;
    case 'forget':
      send({ kind: 'reply', id, reply: database.archive.forget(request) });
      return;
    case 'scrub':
      send({ kind: 'reply', id, reply: database.archive.scrub() });
      return;
    case 'names':
      send({ kind: 'reply', id, reply: database.names(request.afterRow, request.most) });
      return;
    case 'give-back':
      send({ kind: 'reply', id, reply: database.archive.giveBack() });
      return;
    case 'signatures':
      send({ kind: 'reply', id, reply: database.signatures(request.document, request.beforeSeq, request.most) });
      return;
    case 'versions':
      send({ kind: 'reply', id, reply: database.versions(request.document) });
      return;
    case 'name-version':
      send({ kind: 'reply', id, reply: database.nameVersion(request) });
      return;
    case 'check':
      send({ kind: 'reply', id, reply: database.check() });
      return;
    case 'close':
      database.close();
      send({ kind: 'reply', id, reply: null });
      return;
    default:
      unreachable(request);
  }
}

function send(message: WorkerMessage, transfer: readonly ArrayBuffer[] = []): void {
  port?.postMessage(message, transfer);
}
