import { execFileSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where and on what a run was made: figures without it say nothing. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGib: number;
  readonly kernel: string;
  readonly node: string;
  /** versions of the servers compared */
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string;
}

function versionOf(folder: string): string {
  const file = join(import.meta.dirname, folder, 'package.json');
  // the peers are there only where they were run
  const manifest: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '?';
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname })
      .toString()
      .trim();
  } catch {
    return 'no git';
  }
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    versions: {
      hocuspocus: versionOf('peers/node_modules/@hocuspocus/server'),
      'y-websocket': versionOf('peers/node_modules/y-websocket'),
      ws: versionOf('../node_modules/ws'),
      yjs: versionOf('../node_modules/yjs'),
    },
    commit: commit(),
  };
}
