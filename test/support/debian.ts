import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the tests need beside npm packages: programs of Debian. */
const NEEDED = [{ package: 'chromium', program: 'chromium' }] as const;

/** The path of a program, null when the PATH does not have it. */
export function programPath(program: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // not in this folder
    }
  }
  return null;
}

function run(command: string, args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: 'inherit', env }).status === 0;
}

/** Installs what is missing where it may (root, apt-get); otherwise throws, naming what to install. */
export function installDebianPackages(): void {
  const missing = NEEDED.filter(({ program }) => programPath(program) === null).map((needed) => needed.package);
  if (missing.length === 0) return;
  const command = `apt-get install -y ${missing.join(' ')}`;
  const may = process.getuid?.() === 0 && programPath('apt-get') !== null;
  if (may) {
    run('apt-get', ['update']);
    if (run('apt-get', ['install', '-y', '--no-install-recommends', ...missing])) return;
  }
  throw new Error(`the tests need ${missing.join(', ')}: on Debian, \`${command}\` as root`);
}
