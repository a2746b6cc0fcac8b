import { Buffer } from 'node:buffer';
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { z } from 'zod';
import {
  CHANGES_QUERY,
  HISTORY_QUERY,
  PAST_CONTENT_QUERY,
  POSITION,
  RANGE_QUERY,
  STATE_QUERY,
} from '#shared/api/history.ts';
import type { HistoryPage, UpdatesPage } from '#shared/api/history.ts';
import { unreachable } from '#shared/assert.ts';
import { parseDocumentId } from '#shared/ids.ts';
import type { DocumentId } from '#shared/ids.ts';
import type { Converted, Part } from '#server/content/content.ts';
import type { SignedEntry, Store } from '#server/store/store.ts';
import {
  COMPARED_PIECE_BYTES,
  MAX_COMPARED_BYTES,
  MAX_HISTORY_ENTRIES,
  MAX_LOADING_EXPORTS,
  RETRY_AFTER_S,
  UPDATES_PAGE_BYTES,
} from './limits.ts';
import type { ContentAnswerNeeds } from './content-answer.ts';
import { contentAnswer } from './content-answer.ts';
import { onlyMethods, problem } from './problem.ts';
import { shownVersion } from './versions-api.ts';
import { writingSessions } from './writing-sessions.ts';

export interface HistoryApiNeeds extends ContentAnswerNeeds {
  readonly store: Pick<Store, 'read' | 'beginning' | 'signatures' | 'versions'>;
}

const NOT_KEPT = { 'Cache-Control': 'no-store' };
const RETRY = { 'Retry-After': String(RETRY_AFTER_S) };

/**
 * `GET /documents/:id/history`: who wrote when. `…/updates`: the log itself. `…/changes`: what changed between two positions.
 * `…/state`: the document as it was at one, as a Yjs update. `…/history/:position/content`: the same in a format, or a part of it. Whoever may read the document may read these.
 */
export function historyApi(needs: HistoryApiNeeds): Hono {
  const { store, content, log } = needs;
  const api = new Hono();
  let loading = 0;

  const broken = (context: Context, id: DocumentId, reason: string): Response => {
    log.error({ document: id, reason }, 'the history of a document cannot be read');
    return problem(context, 'unavailable', 'the document cannot be read; nothing is written over it', RETRY);
  };

  /**
   * The log up to a position; null stands for the newest. Where the past was purged it begins with the state of then, in several rows of that
   * position.
   */
  const load = async (context: Context, id: DocumentId, to: number | null): Promise<SignedEntry[] | Response> => {
    const entries: SignedEntry[] = [];
    let seq = 0;
    let bytes = 0;
    for (let more = true; more;) {
      const piece = await store.read(id, seq, COMPARED_PIECE_BYTES);
      if (piece.kind === 'absent') return noDocument(context);
      if (piece.kind === 'damaged') return broken(context, id, piece.reason);
      if (piece.kind === 'purged') {
        const beginning = await store.beginning(id);
        if (beginning === null || 'kind' in beginning) return broken(context, id, 'it has no beginning');
        if ((to ?? beginning.seq) < beginning.seq) return noPast(context, beginning.seq);
        ({ seq } = beginning);
        for (const update of beginning.updates) entries.push({ seq, update, by: null, at: null });
        continue;
      }
      if (to !== null && to > piece.head) return noPosition(context, piece.head);
      const last = to ?? piece.head;
      for (const entry of piece.entries) {
        if (entry.seq > last) break;
        bytes += entry.update.length;
        ({ seq } = entry);
        entries.push(entry);
      }
      if (bytes > MAX_COMPARED_BYTES) {
        const detail = `a log of more than ${MAX_COMPARED_BYTES} bytes is not compared: read it by …/updates`;
        return problem(context, 'unprocessable-content', detail);
      }
      more = piece.entries.length > 0 && seq < last;
    }
    return entries;
  };

  /** Loads a log and has something made of it, unless too many do so already. */
  const make = async <T>(
    context: Context,
    to: number | null,
    run: (entries: readonly SignedEntry[], signal: AbortSignal) => Promise<Converted<T>>,
    answer: (made: T) => Response | Promise<Response>,
  ): Promise<Response> => {
    const id = idOf(context);
    if (id === null) return noDocument(context);
    if (loading >= MAX_LOADING_EXPORTS || !content.hasRoomFor('changes')) return busy(context);
    loading += 1;
    const entries = await load(context, id, to).finally(() => (loading -= 1));
    if (entries instanceof Response) return entries;
    const made = await run(entries, context.req.raw.signal);
    switch (made.kind) {
      case 'converted':
        return answer(made.value);
      case 'busy':
        return busy(context);
      case 'refused':
        return problem(context, 'unprocessable-content', made.reason);
      case 'failed':
        log.error({ document: id, reason: made.reason }, 'the history of a document could not be shown');
        return problem(context, 'unavailable', 'the history could not be shown', RETRY);
      default:
        return unreachable(made);
    }
  };

  api.get('/documents/:id/history', async (context) => {
    const query = HISTORY_QUERY.safeParse(context.req.query());
    if (!query.success) return badQuery(context, query.error);
    const id = idOf(context);
    const before = query.data.before ?? Number.MAX_SAFE_INTEGER;
    const found = id === null ? null : await store.signatures(id, before, MAX_HISTORY_ENTRIES);
    if (id === null || found === null || found.kind === 'absent') return noDocument(context);
    if (found.kind === 'damaged') return broken(context, id, found.reason);
    const named = await store.versions(id);
    const sessions = writingSessions(
      found.signatures,
      named.kind === 'versions' ? named.versions.map(shownVersion) : [],
    );
    const isWhole = found.signatures.length < MAX_HISTORY_ENTRIES || sessions.at(-1)?.from === 0;
    // the last one may go on before what was read: the next page has it whole
    if (!isWhole && sessions.length > 1) sessions.pop();
    const page: HistoryPage = { sessions, next: isWhole ? null : (sessions.at(-1)?.from ?? 0) + 1 };
    return context.json(page, 200, NOT_KEPT);
  });

  api.get('/documents/:id/updates', async (context) => {
    const query = RANGE_QUERY.safeParse(context.req.query());
    if (!query.success) return badQuery(context, query.error);
    const id = idOf(context);
    const { from, to = Number.MAX_SAFE_INTEGER } = query.data;
    const read = id === null ? null : await store.read(id, from, UPDATES_PAGE_BYTES);
    if (id === null || read === null || read.kind === 'absent') return noDocument(context);
    if (read.kind === 'damaged') return broken(context, id, read.reason);
    if (read.kind === 'purged') return noPast(context, read.seq);
    const entries = read.entries
      .filter(({ seq }) => seq <= to)
      .map(({ seq, by, at, update }) => ({ seq, by, at, update: Buffer.from(update).toString('base64') }));
    const last = entries.at(-1)?.seq ?? null;
    const page: UpdatesPage = { entries, next: last !== null && last < Math.min(to, read.head) ? last : null };
    return context.json(page, 200, NOT_KEPT);
  });

  api.get('/documents/:id/changes', async (context) => {
    const query = CHANGES_QUERY.safeParse(context.req.query());
    if (!query.success) return badQuery(context, query.error);
    const { from, to, form } = query.data;
    if (from > (to ?? Number.MAX_SAFE_INTEGER)) return problem(context, 'bad-request', 'from may not be behind to');
    return make(
      context,
      to ?? null,
      (rows, signal) => content.changes(rows, rowsUpTo(rows, from), form, signal),
      (json) => context.body(json, 200, { ...NOT_KEPT, 'Content-Type': 'application/json; charset=utf-8' }),
    );
  });

  api.get('/documents/:id/state', async (context) => {
    const query = STATE_QUERY.safeParse(context.req.query());
    if (!query.success) return badQuery(context, query.error);
    return make(
      context,
      query.data.at ?? null,
      (rows, signal) =>
        content.state(
          rows.map(({ update }) => update),
          signal,
        ),
      (state) => context.body(new Uint8Array(state), 200, { ...NOT_KEPT, 'Content-Type': 'application/octet-stream' }),
    );
  });

  api.get('/documents/:id/history/:position/content', async (context) => {
    const query = PAST_CONTENT_QUERY.safeParse(context.req.query());
    if (!query.success) return badQuery(context, query.error);
    const position = POSITION.safeParse(context.req.param('position'));
    if (!position.success) return badQuery(context, position.error);
    const { format, blocks, first, last } = query.data;
    const part: Part | null =
      blocks !== undefined
        ? { kind: 'blocks', keys: new Set(blocks) }
        : first !== undefined && last !== undefined
          ? { kind: 'range', first, last }
          : null;
    return make<readonly Uint8Array[]>(
      context,
      position.data,
      async (rows, signal) => {
        const updates = rows.map(({ update }) => update);
        if (part === null) return { kind: 'converted', value: updates };
        const made = await content.part(updates, part, signal);
        return made.kind === 'converted' ? { kind: 'converted', value: [made.value] } : made;
      },
      (updates) => contentAnswer(context, needs, idOf(context), updates, format),
    );
  });
  api.all('/documents/:id/history/:position/content', onlyMethods('GET, HEAD'));

  for (const what of ['history', 'updates', 'changes', 'state']) {
    api.all(`/documents/:id/${what}`, onlyMethods('GET, HEAD'));
  }
  return api;
}

function idOf(context: Context): DocumentId | null {
  return parseDocumentId(context.req.param('id') ?? '');
}

/** How many rows make the state at a position; a log that was purged begins with a state, whatever is asked for before it. */
function rowsUpTo(rows: readonly SignedEntry[], position: number): number {
  const [first] = rows;
  const from = first === undefined || first.seq === 1 ? position : Math.max(position, first.seq);
  return rows.filter(({ seq }) => seq <= from).length;
}

function noDocument(context: Context): Response {
  return problem(context, 'not-found', 'there is no document of this name');
}

function noPast(context: Context, seq: number): Response {
  return problem(
    context,
    'not-found',
    `the history of this document begins at ${seq}: what was before was deleted for good`,
  );
}

function noPosition(context: Context, head: number): Response {
  return problem(context, 'bad-request', `the newest position is ${head}`);
}

function busy(context: Context): Response {
  return problem(context, 'unavailable', 'too many conversions wait already', RETRY);
}

function badQuery(context: Context, error: z.ZodError): Response {
  const issues = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return problem(context, 'bad-request', issues.join('; '));
}
