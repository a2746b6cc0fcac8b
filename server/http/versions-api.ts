import type { Context } from 'hono';
import { Hono } from 'hono';
import { NAME_VERSION } from '#shared/api/history.ts';
import type { NamedVersion, Versions } from '#shared/api/history.ts';
import { unreachable } from '#shared/assert.ts';
import { parseAuthor } from '#shared/author.ts';
import type { Author } from '#shared/author.ts';
import { parseDocumentId } from '#shared/ids.ts';
import type { DocumentId } from '#shared/ids.ts';
import { MAX_VERSIONS } from '#server/store/limits.ts';
import type { NamedVersion as StoredVersion, Store } from '#server/store/store.ts';
import type { Log } from '#server/telemetry/log.ts';
import { MAX_NAMING_BYTES, RETRY_AFTER_S } from './limits.ts';
import { onlyMethods, problem } from './problem.ts';
import { readText } from './request-body.ts';

export interface VersionsApiNeeds {
  readonly store: Pick<Store, 'versions' | 'nameVersion'>;
  readonly log: Log;
}

const NOT_KEPT = { 'Cache-Control': 'no-store' };
const RETRY = { 'Retry-After': String(RETRY_AFTER_S) };

/**
 * `GET /documents/:id/versions`: the positions of a log that have a name. `PUT` and `DELETE …/versions/:position` give a position a name,
 * another one, or none. Who may change the document may do so.
 */
export function versionsApi({ store, log }: VersionsApiNeeds): Hono {
  const api = new Hono();

  const give = async (context: Context, id: DocumentId, name: string | null, by: Author | null): Promise<Response> => {
    const text = context.req.param('position') ?? '';
    const position = /^[1-9]\d{0,14}$/u.test(text) ? Number(text) : null;
    if (position === null) return problem(context, 'bad-request', 'a position is a whole number from 1 on');
    const result = await store.nameVersion(id, position, name, by);
    switch (result.kind) {
      case 'named':
        return result.version === null
          ? context.body(null, 204)
          : context.json(shownVersion(result.version), 200, NOT_KEPT);
      case 'absent':
        return noDocument(context);
      case 'beyond':
        return problem(context, 'bad-request', `the newest position is ${result.head}`);
      case 'too-many':
        return problem(context, 'unprocessable-content', `a document has at most ${MAX_VERSIONS} named versions`);
      case 'refused':
        log.warn({ problem: result.problem, detail: result.detail }, 'a version got no name: the store takes nothing');
        return problem(context, 'unavailable', `the store is ${result.problem}: nothing was kept`, RETRY);
      default:
        return unreachable(result);
    }
  };

  api.get('/documents/:id/versions', async (context) => {
    const id = parseDocumentId(context.req.param('id'));
    const found = id === null ? null : await store.versions(id);
    if (found === null || found.kind === 'absent') return noDocument(context);
    if (found.kind === 'damaged') {
      log.error({ document: id, reason: found.reason }, 'the versions of a document cannot be read');
      return problem(context, 'unavailable', 'the document cannot be read; nothing is written over it', RETRY);
    }
    const answer: Versions = { versions: found.versions.map(shownVersion) };
    return context.json(answer, 200, NOT_KEPT);
  });

  api.put('/documents/:id/versions/:position', async (context) => {
    const id = parseDocumentId(context.req.param('id'));
    if (id === null) return noDocument(context);
    const body = await readText(context.req.raw, MAX_NAMING_BYTES);
    if (body.kind === 'too-large') {
      return problem(context, 'too-large', `the body may have ${MAX_NAMING_BYTES} bytes`, { Connection: 'close' });
    }
    const wanted = NAME_VERSION.safeParse(body.kind === 'text' ? parseJson(body.text) : undefined);
    if (!wanted.success) {
      const issues = wanted.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return problem(context, 'bad-request', `send JSON with a name; ${issues.join('; ')}`);
    }
    return give(context, id, wanted.data.name, parseAuthor(wanted.data.by));
  });

  api.delete('/documents/:id/versions/:position', async (context) => {
    const id = parseDocumentId(context.req.param('id'));
    return id === null ? noDocument(context) : give(context, id, null, null);
  });

  api.all('/documents/:id/versions', onlyMethods('GET, HEAD'));
  api.all('/documents/:id/versions/:position', onlyMethods('PUT, DELETE'));
  return api;
}

export function shownVersion({ seq, name, by, at }: StoredVersion): NamedVersion {
  return { position: seq, name, by, at };
}

function noDocument(context: Context): Response {
  return problem(context, 'not-found', 'there is no document of this name');
}

/** undefined, which is no JSON value, where it does not parse */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
