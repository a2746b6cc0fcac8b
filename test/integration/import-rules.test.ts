import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Who may import whom: what .oxlintrc.json refuses, in folders of its own with one file each. */

const ROOT = join(import.meta.dirname, '../..');
const OXLINT = join(ROOT, 'node_modules/oxlint/bin/oxlint');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manyhands-lint-'));
  const { overrides } = JSON.parse(readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8')) as { overrides: unknown };
  writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify({ overrides }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The imports among these that a file of that path may not have. */
function refused(path: string, imports: readonly string[]): string[] {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, imports.map((from) => `export * from '${from}';\n`).join(''));
  const output = (() => {
    try {
      return execFileSync(process.execPath, [OXLINT, '--format', 'json', path], { cwd: folder, encoding: 'utf8' });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    } finally {
      rmSync(file);
    }
  })();
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; message: string; help: string }[] };
  const found = diagnostics.filter(({ code }) => code.includes('no-restricted-imports'));
  // each says why
  for (const { help } of found) expect(help).toMatch(/\w+ \w+ \w+/u);
  return imports.filter((from) => found.some(({ message }) => message.includes(`'${from}'`)));
}

test.each<[string, readonly string[], readonly string[]]>([
  [
    'shared/protocol/x.ts',
    ['#server/room/room.ts', '#server/main.ts', '#web/client/state.ts', 'node:fs', 'node:fs/promises', 'react', 'lexical', '@lexical/list', 'hono', 'hono/utils/http-status', 'ws', '#shared/document/layout.ts'], // prettier-ignore
    ['#shared/ids.ts', 'lib0/encoding', 'yjs'],
  ],
  ['shared/document/x.ts', ['#server/room/room.ts', '#web/client/state.ts', 'node:fs', 'react'], ['lexical', 'yjs']],
  [
    'server/room/x.ts',
    ['#web/client/state.ts', '#server/http/app.ts', '#server/store/sqlite.ts', 'node:sqlite', 'hono', '@hono/node-ws', 'ws', 'react'], // prettier-ignore
    ['#server/store/store.ts', '#shared/ids.ts'],
  ],
  ['server/store/x.ts', ['#web/client/state.ts', '#server/room/room.ts', '#server/http/app.ts', 'hono', 'ws'], ['node:sqlite']], // prettier-ignore
  ['server/http/x.ts', ['#web/client/state.ts', 'react', 'node:sqlite', '#server/store/sqlite.ts'], ['hono', 'ws', '#server/room/room.ts']], // prettier-ignore
  [
    'web/client/x.ts',
    ['#server/room/room.ts', '#server/main.ts', 'node:fs', 'react', 'react-dom/client', 'lexical', 'hono', '#web/editor/people.ts', '#web/editor/code/colors.ts', '#web/ui/words.ts', '#web/embed/manyhands.ts', '@base-ui/react/dialog'], // prettier-ignore
    ['#shared/ids.ts', 'idb'],
  ],
  ['web/editor/x.ts', ['#server/room/room.ts', 'react', '#web/ui/words.ts', '#web/app/recent.ts'], ['lexical', '#web/client/state.ts']], // prettier-ignore
  ['web/ui/x.tsx', ['#server/room/room.ts', '#web/app/offline/worker.ts', '#web/embed/manyhands.ts'], ['react']],
  ['web/embed/x.tsx', ['#server/room/room.ts', '#web/app/recent.ts'], ['react', '#web/ui/words.ts']],
  ['web/app/x.tsx', ['#server/room/room.ts', '#web/editor/people.ts'], ['react', '#web/embed/manyhands.ts']],
])('%s', (path, wrong, right) => {
  expect(refused(path, [...wrong, ...right])).toEqual(wrong);
});
