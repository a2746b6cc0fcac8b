import { expect, test } from 'vitest';
import { exportDocument, fileName } from './document-export.ts';

function answering(response: Response): { fetch: typeof fetch; asked: string[] } {
  const asked: string[] = [];
  const answer = (input: RequestInfo | URL): Promise<Response> => {
    asked.push(typeof input === 'string' ? input : 'no address');
    return Promise.resolve(response);
  };
  return { fetch: answer, asked };
}

test('asks the document’s server, also under a path, with the name as one segment', async () => {
  const { fetch, asked } = answering(new Response('# Plan'));
  const source = { server: 'https://docs.example/hands/', document: 'team/plan', token: undefined };
  const exported = await exportDocument(fetch, source, 'html');
  expect(exported.kind === 'done' ? await exported.file.text() : exported.why).toBe('# Plan');
  expect(asked).toEqual(['https://docs.example/hands/api/v1/documents/team%2Fplan/content?format=html']);
});

test('says why it failed', async () => {
  const source = { server: 'https://a', document: 'b', token: undefined };
  const problem = answering(
    Response.json({ title: 'Not found', detail: 'there is no such document' }, { status: 404 }),
  );
  expect(await exportDocument(problem.fetch, source, 'text')).toEqual({
    kind: 'failed',
    why: 'The export failed: there is no such document',
  });
  const silent = (): Promise<Response> => Promise.reject(new TypeError('network'));
  expect(await exportDocument(silent, source, 'json')).toMatchObject({ kind: 'failed' });
});

test('a file name is one that every system takes', () => {
  expect(fileName('Q3: plans / ideas?', 'md')).toBe('Q3 plans ideas.md');
  expect(fileName('...', 'md')).toBe('Untitled.md');
  expect(fileName('', 'md')).toBe('Untitled.md');
});
