import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Whether the web app stands there as its sources are now. The stamp beside it says what was built from what. */

const OUTPUT = join('dist', 'web');
const STAMP = join('dist', 'web.stamp');
/** everything that the build reads */
const SOURCES = ['web', 'shared', 'examples', 'vite.config.ts', 'package-lock.json'];

/** True when a source has changed since the last build, or what was built is not there as it was. */
export function isBuildStale(root: string): boolean {
  return readStamp(root) !== stampOf(root);
}

/** To be called when the build is done. */
export function stampBuild(root: string): void {
  writeFileSync(join(root, STAMP), stampOf(root));
}

function stampOf(root: string): string {
  return `${hashOf(root, SOURCES)} ${hashOf(root, [OUTPUT])}\n`;
}

/** A hash over names and contents; tests are no part of the build. */
function hashOf(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of paths.flatMap((path) => filesOf(join(root, path)))) {
    hash.update(`${relative(root, file)}\n`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesOf(path: string): readonly string[] {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/u.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOTDIR') return [path];
    if (code === 'ENOENT') return [];
    throw error;
  }
}

function readStamp(root: string): string | null {
  try {
    return readFileSync(join(root, STAMP), 'utf8');
  } catch {
    return null;
  }
}
