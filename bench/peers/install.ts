import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Installs what we are measured against beside this file, outside the project's own lockfile. Nothing in it compiles. */

const folder = import.meta.dirname;

export const PEERS_FOLDER = folder;

export function peersInstalled(): boolean {
  return ['@hocuspocus/server', '@hocuspocus/extension-database', 'y-websocket', 'y-leveldb'].every((name) =>
    existsSync(join(folder, 'node_modules', name, 'package.json')),
  );
}

/** Resolves when they are there, rejects with what npm said. */
export async function installPeers(): Promise<void> {
  if (peersInstalled()) return;
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
  await new Promise<void>((resolve, reject) => {
    const npm = spawn('npm', ['install', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    npm.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    npm.on('error', reject);
    npm.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`npm install ended with ${code}:\n${said}`))));
  });
}

if (import.meta.main) await installPeers();
