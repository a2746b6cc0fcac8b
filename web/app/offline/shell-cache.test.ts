import { expect, test } from 'vitest';
import { ShellCache } from './shell-cache.ts';

const ORIGIN = 'https://docs.example.com';
const SHELL = { version: 'b', hashed: ['/assets/index-1.js'], named: ['/embed/manyhands.js'] };

type Answer = Response | Error;

/** Caches as a browser has them, as far as they are used here. */
class Caches {
  readonly kept = new Map<string, Map<string, Response>>();

  async open(name: string): Promise<Cache> {
    const cache = this.kept.get(name) ?? new Map<string, Response>();
    this.kept.set(name, cache);
    return {
      put: async (path: string, response: Response) => void cache.set(path, response),
      match: async (path: string) => cache.get(path)?.clone(),
    } as unknown as Cache;
  }
  async keys(): Promise<string[]> {
    return [...this.kept.keys()];
  }
  async delete(name: string): Promise<boolean> {
    return this.kept.delete(name);
  }
}

function world(answers: Record<string, Answer | undefined> = {}) {
  const caches = new Caches();
  const site: Record<string, Answer | undefined> = {
    '/': new Response('<script src="/assets/index-1.js">'),
    '/assets/index-1.js': new Response('script'),
    '/embed/manyhands.js': new Response('import"../assets/index-1.js"'),
    ...answers,
  };
  let timeIsOver = (): void => {};
  const timeout = new Promise<void>((resolve) => {
    timeIsOver = resolve;
  });
  const shell = new ShellCache(SHELL, {
    caches,
    origin: ORIGIN,
    after: () => timeout,
    async fetch(request) {
      const answer = site[new URL(typeof request === 'string' ? request : request.url).pathname];
      // never answered
      if (answer === undefined) return new Promise(() => {});
      if (answer instanceof Error) throw answer;
      return answer.clone();
    },
  });
  const ask = (path: string, how: { method?: string; mode?: string } = {}) =>
    shell.answer({ url: new URL(path, ORIGIN).href, method: 'GET', mode: 'navigate', ...how } as Request);
  const read = async (path: string, mode = 'navigate') => (await ask(path, { mode }))?.text();
  return { shell, caches, site, ask, read, timeIsOver: () => timeIsOver() };
}

const GONE = new TypeError('no network');

test('the page comes from the server while there is one, from here when there is none', async () => {
  const { shell, site, read } = world();
  await shell.install();
  site['/d/a/b'] = new Response('newer');
  expect(await read('/d/a/b')).toBe('newer');
  for (const gone of [GONE, new Response('bad gateway', { status: 502 })]) {
    site['/d/a/b'] = gone;
    expect(await read('/d/a/b')).toContain('index-1.js');
  }
  site['/d/a/b'] = new Response('what is wrong', { status: 500 });
  expect(await read('/d/a/b')).toBe('what is wrong');
});

test('a server that does not answer is waited for until the time is over', async () => {
  const { shell, site, read, timeIsOver } = world();
  await shell.install();
  site['/'] = undefined;
  const page = read('/');
  timeIsOver();
  expect(await page).toContain('index-1.js');
});

test('what never changes comes from here, what keeps its name from the server first', async () => {
  const { shell, site, read } = world();
  await shell.install();
  site['/assets/index-1.js'] = GONE;
  expect(await read('/assets/index-1.js', 'cors')).toBe('script');
  site['/embed/manyhands.js'] = new Response('newer');
  expect(await read('/embed/manyhands.js', 'cors')).toBe('newer');
  site['/embed/manyhands.js'] = GONE;
  expect(await read('/embed/manyhands.js', 'cors')).toContain('import');
});

test('nothing else is its business', async () => {
  const { shell, ask } = world();
  await shell.install();
  const asked = [
    ['/sync', { method: 'POST', mode: 'cors' }],
    ['/sync/a', { mode: 'websocket' }],
    ['/api/v1/documents/a/content', { mode: 'cors' }],
    ['/api/v1/documents/a/content', {}],
    ['/healthz', { mode: 'cors' }],
    ['/sw.js', { mode: 'same-origin' }],
    ['/examples/two-editors.html', {}],
    ['/d/a', { method: 'POST' }],
    ['/assets/another-2.js', { mode: 'cors' }],
    ['https://elsewhere.example/assets/index-1.js', { mode: 'cors' }],
  ] as const;
  expect(asked.filter(([path, how]) => ask(path, how) !== null)).toEqual([]);
});

test('all of a build is kept, or nothing', async () => {
  const faults: readonly (readonly [string, Record<string, Answer>])[] = [
    ['no network', { '/assets/index-1.js': GONE }],
    ['cannot be kept: 404', { '/assets/index-1.js': new Response('', { status: 404 }) }],
    ['another build', { '/': new Response('<script src="/assets/index-2.js">') }],
    ['another build', { '/embed/manyhands.js': new Response('import"../assets/index-2.js"') }],
  ];
  for (const [why, answers] of faults) {
    const { shell, caches } = world(answers);
    await expect(shell.install()).rejects.toThrow(why);
    expect(await caches.keys()).toEqual([]);
  }
});

test('the caches of other builds go, those of others stay', async () => {
  const { shell, caches } = world();
  await caches.open('manyhands-shell-a');
  await caches.open('somebody else’s');
  await shell.install();
  await shell.deleteOthers();
  expect(await caches.keys()).toEqual(['somebody else’s', 'manyhands-shell-b']);
});
