import { expect, test } from 'vitest';
import { exportMarkdown, fileName } from './markdown-export.ts';

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
  expect(await exportMarkdown(fetch, 'https://docs.example/hands/', 'team/plan', undefined)).toEqual({
    kind: 'done',
    text: '# Plan',
  });
  expect(asked).toEqual(['https://docs.example/hands/api/v1/documents/team%2Fplan/content?format=markdown']);
});

test('says why it failed', async () => {
  const problem = answering(
    Response.json({ title: 'Not found', detail: 'there is no such document' }, { status: 404 }),
  );
  expect(await exportMarkdown(problem.fetch, 'https://a', 'b', undefined)).toEqual({
    kind: 'failed',
    why: 'The export failed: there is no such document',
  });
  const silent = (): Promise<Response> => Promise.reject(new TypeError('network'));
  expect(await exportMarkdown(silent, 'https://a', 'b', undefined)).toMatchObject({ kind: 'failed' });
});

test('a file name is one that every system takes', () => {
  expect(fileName('Q3: plans / ideas?', 'md')).toBe('Q3 plans ideas.md');
  expect(fileName('...', 'md')).toBe('Untitled.md');
  expect(fileName('', 'md')).toBe('Untitled.md');
});
