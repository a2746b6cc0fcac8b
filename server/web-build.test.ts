import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isBuildStale, stampBuild } from './web-build.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'manyhands-build-'));
  for (const path of [
    'web/app/main.tsx',
    'shared/ids.ts',
    'examples/two.html',
    'vite.config.ts',
    'package-lock.json',
  ]) {
    await write(path, 'source');
  }
  for (const path of ['dist/web/index.html', 'dist/web/assets/index.js']) await write(path, 'built');
});
afterEach(() => rm(root, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

test('before the first build there is something to build, after it there is not', () => {
  expect(isBuildStale(root)).toBe(true);
  stampBuild(root);
  expect(isBuildStale(root)).toBe(false);
});

test.each([
  ['a source changes', () => write('web/app/main.tsx', 'other')],
  ['an example changes', () => write('examples/two.html', 'other')],
  ['a source comes', () => write('shared/new.ts', 'source')],
  ['a source goes', () => rm(join(root, 'shared/ids.ts'))],
  ['what was built is gone', () => rm(join(root, 'dist/web'), { recursive: true })],
  ['a part of it is gone', () => rm(join(root, 'dist/web/assets/index.js'))],
  ['a part of it was cut off', () => write('dist/web/index.html', 'bui')],
])('where %s there is something to build', async (_, change) => {
  stampBuild(root);
  await change();
  expect(isBuildStale(root)).toBe(true);
});

test('a test is no part of it', async () => {
  stampBuild(root);
  await write('web/app/main.test.tsx', 'other');
  expect(isBuildStale(root)).toBe(false);
});
