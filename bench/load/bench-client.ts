import { WebSocket } from 'ws';
import { dialectFor } from './dialect.ts';
import type { Dialect, Heard } from './dialect.ts';
import type { Target } from './scenario.ts';

/** A person of the load generator: one socket, one document, no Y.Doc. */
export interface BenchClient {
  /** sends an edit made ahead */
  edit(update: Uint8Array): void;
  /** resolves when the server has acknowledged the first `n` edits; only the full protocol says so */
  acknowledged(n: number): Promise<void>;
  close(): void;
}

export interface BenchClientOptions {
  readonly target: Target;
  readonly document: string;
  readonly onUpdate: (update: Uint8Array) => void;
}

const OPEN_MS = 60_000;

/** Resolves once the first sync is complete, rejects when the server refuses or is silent for a minute. */
export function openClient({ target, document, onUpdate }: BenchClientOptions): Promise<BenchClient> {
  const dialect: Dialect = dialectFor(target.dialect, target.ours);
  const socket = new WebSocket(dialect.url(target.base, document), { perMessageDeflate: false });
  let sent = 0;
  let acknowledged = 0;
  const waiting: { n: number; resolve: () => void }[] = [];

  return new Promise<BenchClient>((resolve, reject) => {
    const client: BenchClient = {
      edit(update) {
        sent++;
        socket.send(dialect.edit(sent, update, document));
      },
      acknowledged(n) {
        return new Promise((done) => {
          if (acknowledged >= n) done();
          else waiting.push({ n, resolve: done });
        });
      },
      close: () => socket.terminate(),
    };
    const timer = setTimeout(() => fail('no first sync'), OPEN_MS);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      socket.terminate();
      reject(new Error(`${document}: ${reason}`));
    };
    const heard: Heard = {
      update: onUpdate,
      synced() {
        clearTimeout(timer);
        resolve(client);
      },
      acknowledged(n) {
        acknowledged = Math.max(acknowledged, n);
        while (waiting[0] !== undefined && waiting[0].n <= acknowledged) waiting.shift()?.resolve();
      },
      reply: (frame) => socket.send(frame),
      failed: fail,
    };
    socket.on('open', () => {
      for (const frame of dialect.opening(document)) socket.send(frame);
    });
    socket.on('message', (data: Buffer) => dialect.hear(data, document, heard));
    socket.on('error', (error) => fail(error.message));
    socket.on('close', (code) => fail(`closed with ${code}`));
  });
}
