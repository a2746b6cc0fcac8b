import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));

export interface ServerProcess {
  /** such as http://localhost:41234 */
  readonly url: string;
  readonly child: ChildProcess;
  /** every log line so far */
  readonly lines: readonly string[];
  /** Sends the signal and gives how the process ended. */
  end(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface ServerExit {
  readonly code: number | null;
  readonly stderr: string;
}

/** Starts the real server as a process of its own, on a free port unless `env` names one, and waits until it says that it is ready. */
export async function startServerProcess(env: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const child = spawnServer({ PORT: '0', ...env });
  const lines: string[] = [];
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const reader = createInterface({ input: child.stdout! });
  const ready = new Promise<string>((resolve, reject) => {
    reader.on('line', (line) => {
      lines.push(line);
      const url = /ready at (http:[^"]+)/u.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    void exited.then(() => reject(new Error(`the server did not start: ${stderr}${lines.join('\n')}`)));
  });
  const url = await ready;
  return {
    url,
    child,
    lines,
    async end(signal) {
      child.kill(signal);
      const [code, by] = await exited;
      return { code, signal: by };
    },
  };
}

/** Runs the server where it is expected to refuse to start. */
export async function runServerToExit(env: Readonly<Record<string, string>>): Promise<ServerExit> {
  const child = spawnServer(env);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

function spawnServer(env: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], LOG_FORMAT: 'json', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
