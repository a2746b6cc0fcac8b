import type { Context } from 'hono';
import { Hono } from 'hono';
import type { StartedImport } from '#shared/api/imports.ts';
import { IMPORT_QUERY, MAX_OFFICE_BYTES } from '#shared/api/imports.ts';
import type { ImportJobs } from '#server/content/import-jobs.ts';
import { RETRY_AFTER_S } from './limits.ts';
import { onlyMethods, problem } from './problem.ts';
import { chunksOf, discard, readAtMost } from './request-body.ts';

const NOT_KEPT = { 'Cache-Control': 'no-store' };

/**
 * `GET /imports/:job`: how far a Word file is on its way to a document, and what came of it; `DELETE`: gives it up. Whoever knows the job's
 * name may do both, and only who started it does.
 */
export function importsApi(jobs: Pick<ImportJobs, 'look' | 'cancel'>): Hono {
  const api = new Hono();
  const answer = (context: Context, job: ReturnType<ImportJobs['look']>): Response =>
    job === null
      ? problem(context, 'not-found', 'there is no import of this name, or it ended long ago')
      : context.json(job, 200, NOT_KEPT);
  api.get('/imports/:job', (context) => answer(context, jobs.look(context.req.param('job'))));
  api.delete('/imports/:job', (context) => answer(context, jobs.cancel(context.req.param('job'))));
  api.all('/imports/:job', onlyMethods('GET, HEAD, DELETE'));
  return api;
}

/** Takes a Word file out of a request and begins with it: 202, and where to ask for what comes of it. */
export async function startImport(
  context: Context,
  jobs: Pick<ImportJobs, 'reserve'>,
  siteUrl: string,
): Promise<Response> {
  const query = IMPORT_QUERY.safeParse(context.req.query());
  if (!query.success) return problem(context, 'bad-request', 'name may have 1000 characters');
  const declaredBytes = Number(context.req.header('Content-Length') ?? 0);
  const place = jobs.reserve();
  if (place === null) {
    await discard(context, declaredBytes);
    const retry = { 'Retry-After': String(RETRY_AFTER_S) };
    return problem(context, 'unavailable', 'too many files are being imported already', retry);
  }
  try {
    const bytes = await readAtMost(chunksOf(context), declaredBytes, MAX_OFFICE_BYTES);
    if (bytes === null) {
      place.release();
      const detail = `a Word file may have ${MAX_OFFICE_BYTES} bytes`;
      return problem(context, 'too-large', detail, { Connection: 'close' });
    }
    const job = `/api/v1/imports/${place.start({ bytes, name: query.data.name, siteUrl })}`;
    const answer: StartedImport = { job };
    return context.json(answer, 202, { ...NOT_KEPT, Location: job });
  } catch (error) {
    place.release();
    throw error;
  }
}
