import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { PEERS_FOLDER } from '../peers/install.ts';
import { unreachable } from '#shared/assert.ts';
import type { DialectName } from '../load/dialect.ts';

const ROOT = join(import.meta.dirname, '../..');
const READY_MS = 20_000;
const HOST = '127.0.0.1';

export type ServerName = 'manyhands' | 'hocuspocus' | 'y-websocket' | 'bare';

/** One column of the table: a server and how the clients speak to it. */
export interface Contestant {
  readonly name: string;
  readonly server: ServerName;
  readonly dialect: DialectName;
}

export const CONTESTANTS: readonly Contestant[] = [
  { name: 'manyhands', server: 'manyhands', dialect: 'full' },
  { name: 'manyhands (stock clients)', server: 'manyhands', dialect: 'y-websocket' },
  { name: 'hocuspocus', server: 'hocuspocus', dialect: 'hocuspocus' },
  { name: 'y-websocket', server: 'y-websocket', dialect: 'y-websocket' },
  { name: 'bare', server: 'bare', dialect: 'y-websocket' },
];

function command(server: ServerName, folder: string): { script: string; env: Record<string, string> } {
  switch (server) {
    case 'manyhands':
      return { script: join(ROOT, 'server/main.ts'), env: { DATA_DIR: folder, ACCESS: 'open' } };
    case 'hocuspocus':
      return { script: join(PEERS_FOLDER, 'hocuspocus.mjs'), env: { DATABASE: join(folder, 'documents.sqlite') } };
    case 'y-websocket':
      return {
        script: join(PEERS_FOLDER, 'node_modules/y-websocket/bin/server.cjs'),
        env: { YPERSISTENCE: join(folder, 'leveldb') },
      };
    case 'bare':
      return { script: join(import.meta.dirname, 'bare-relay.ts'), env: {} };
    default:
      return unreachable(server);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}

export interface RunningServer {
  readonly pid: number;
  /** `ws://…` without a trailing slash */
  readonly base: string;
  stop(): Promise<void>;
}

/** A fresh process on a fresh folder, so that no round inherits another's heap or file. */
export async function startServer(server: ServerName): Promise<RunningServer> {
  const folder = await mkdtemp(join(tmpdir(), 'manyhands-bench-'));
  const port = await freePort();
  const { script, env } = command(server, folder);
  const child = spawn(process.execPath, [script], {
    cwd: ROOT,
    env: { ...process.env, NODE_ENV: 'production', ...env, HOST, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const exit = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exit;
    await rm(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + READY_MS;
  while (!(await answers(`http://${HOST}:${port}/readyz`))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${server} did not start:\n${said}`);
    }
    await after(50);
  }
  if (child.pid === undefined) throw new Error(`${server} has no process id`);
  return { pid: child.pid, base: `ws://${HOST}:${port}`, stop };
}
