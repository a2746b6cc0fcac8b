import { expect, test } from 'vitest';
import { ManualClock } from '#shared/testing/manual-clock.ts';
import { createImports, type ImportState } from './imports.ts';

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly type: string | null;
}

/** A server that gives these answers, one after the other; an error is a network that is not there. */
function setUp(...answers: ReadonlyArray<Response | Error>) {
  const left = [...answers];
  const asked: Asked[] = [];
  const opened: string[] = [];
  const clock = new ManualClock();
  const imports = createImports({
    clock,
    onDone: (name) => void opened.push(name),
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      asked.push({ url: input as string, method: init?.method ?? 'GET', type: headers.get('Content-Type') });
      const answer = left.shift() ?? new Error('nobody answers');
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  const states = (): ImportState[] => imports.store.get().map(({ state }) => state);
  /** Lets what is promised happen, then the time between two questions pass. */
  const step = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    clock.advance(400);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  return { imports, asked, opened, states, step };
}

const json = (body: unknown, status = 200): Response => Response.json(body, { status });
const started = (): Response => json({ job: '/api/v1/imports/j1' }, 202);
const word = new File(['x'], 'Our plan.docx');

test('a Word file is sent, asked after until it is a document, and opened', async () => {
  const { imports, asked, opened, states, step } = setUp(
    started(),
    json({ state: 'queued' }),
    new Error('the network is away for a moment'),
    json({ state: 'running', progress: 0.5 }),
    json({ state: 'done', id: 'd1', title: 'Plan', url: 'https://a.example/d/d1', lost: [] }),
  );
  imports.add([word]);
  expect(states()).toEqual([{ kind: 'sending' }]);
  await step();
  expect(states()).toEqual([{ kind: 'waiting' }]);
  await step();
  await step();
  expect(states()).toEqual([{ kind: 'reading', part: 0.5 }]);
  expect(opened).toEqual([]);
  await step();
  expect(states()).toEqual([{ kind: 'done', name: 'd1', lost: [] }]);
  expect(opened).toEqual(['d1']);
  expect(asked[0]).toEqual({
    url: '/api/v1/documents?name=Our%20plan.docx',
    method: 'POST',
    type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  });
  expect(asked.slice(1).every(({ url }) => url === '/api/v1/imports/j1')).toBe(true);
});

test('what was not kept is shown before the document is', async () => {
  const { imports, opened, states, step } = setUp(
    started(),
    json({ state: 'done', id: 'd1', title: 'Plan', url: 'https://a.example/d/d1', lost: ['comments'] }),
  );
  imports.add([word]);
  await step();
  expect(states()).toEqual([{ kind: 'done', name: 'd1', lost: ['comments'] }]);
  expect(opened).toEqual([]);
});

test.each([
  ['a.md', 'text/markdown; charset=utf-8'],
  ['a.TXT', 'text/plain; charset=utf-8'],
  ['a.html', 'text/html; charset=utf-8'],
  ['a.json', 'application/vnd.manyhands+json'],
])('%s is sent as %s and is a document at once', async (name, type) => {
  const { imports, asked, opened, step } = setUp(json({ id: 'd2' }, 201));
  imports.add([new File(['x'], name)]);
  await step();
  expect(asked).toMatchObject([{ type }]);
  expect(opened).toEqual(['d2']);
});

test('of several none is opened by itself', async () => {
  const { imports, opened, states, step } = setUp(json({ id: 'd1' }, 201), json({ id: 'd2' }, 201));
  imports.add([new File(['x'], 'a.md'), new File(['y'], 'b.md')]);
  await step();
  expect(states().map(({ kind }) => kind)).toEqual(['done', 'done']);
  expect(opened).toEqual([]);
});

test('a refusal says why, in a sentence; it can be tried again', async () => {
  const { imports, states, step } = setUp(
    started(),
    json({
      state: 'failed',
      problem: { title: 'no', status: 422, code: 'x', type: '', detail: 'the document has macros' },
    }),
    json({ title: 'Not now', detail: 'too many files are being imported already' }, 503),
  );
  imports.add([word]);
  await step();
  expect(states()).toEqual([{ kind: 'failed', why: 'The document has macros.' }]);
  imports.retry(imports.store.get()[0]?.id ?? 0);
  await step();
  expect(states()).toEqual([{ kind: 'failed', why: 'Too many files are being imported already.' }]);
});

test('a file of another kind is not sent', async () => {
  const { imports, asked, states, step } = setUp();
  imports.add([new File(['x'], 'view.png')]);
  await step();
  expect(states()).toMatchObject([{ kind: 'failed' }]);
  expect(asked).toEqual([]);
});

test('who cancels tells the server, and hears no more of it', async () => {
  const { imports, asked, states, step } = setUp(
    started(),
    json({ state: 'running', progress: 0.1 }),
    json({ state: 'cancelled' }),
  );
  imports.add([word]);
  await step();
  imports.remove(imports.store.get()[0]?.id ?? 0);
  expect(states()).toEqual([]);
  await step();
  expect(asked.at(-1)).toMatchObject({ url: '/api/v1/imports/j1', method: 'DELETE' });
});

test('a server that is away, or has forgotten the job, is said to be', async () => {
  const away = setUp(new Error('away'));
  away.imports.add([word]);
  await away.step();
  expect(away.states()).toMatchObject([{ kind: 'failed', why: expect.stringContaining('did not answer') }]);
  const forgotten = setUp(started(), new Response(null, { status: 404 }));
  forgotten.imports.add([word]);
  await forgotten.step();
  expect(forgotten.states()).toMatchObject([{ kind: 'failed', why: expect.stringContaining('forgotten') }]);
});
