import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import { Hono } from 'hono';
import type { Clock } from '#shared/clock.ts';
import type { Config } from '#server/config/config.ts';
import { ImportJobs } from '#server/content/import-jobs.ts';
import type { Log } from '#server/telemetry/log.ts';
import type { Admission } from './admission.ts';
import type { Capacity } from './capacity.ts';
import { crossOriginHeaders } from './admission.ts';
import type { DocumentsApiNeeds } from './documents-api.ts';
import { documentsApi } from './documents-api.ts';
import { fileDelivery } from './file-delivery.ts';
import type { FilesApiNeeds } from './files-api.ts';
import { filesApi } from './files-api.ts';
import type { HistoryApiNeeds } from './history-api.ts';
import { historyApi } from './history-api.ts';
import { purgeApi } from './purge-api.ts';
import type { PurgeApiNeeds } from './purge-api.ts';
import type { VersionsApiNeeds } from './versions-api.ts';
import { versionsApi } from './versions-api.ts';
import type { HealthNeeds } from './health.ts';
import { healthRoutes } from './health.ts';
import { importsApi } from './imports-api.ts';
import { PREFLIGHT_MAX_AGE_S, RETRY_AFTER_S } from './limits.ts';
import { newDocumentId, newName } from './new-document-id.ts';
import { problem, problemOf } from './problem.ts';
import { isGone } from './request-body.ts';
import { securityHeaders } from './security-headers.ts';
import { siteRoutes } from './site.ts';
import type { StaticFiles } from './static-files.ts';
import type { Visitors } from './visitors.ts';

export interface AppNeeds
  extends HealthNeeds, Omit<DocumentsApiNeeds, 'siteUrl' | 'store' | 'imports' | 'fileStore'>, FilesApiNeeds {
  readonly store: DocumentsApiNeeds['store'] &
    HistoryApiNeeds['store'] &
    VersionsApiNeeds['store'] &
    PurgeApiNeeds['store'];
  readonly purge: PurgeApiNeeds['purge'];
  readonly clock: Pick<Clock, 'now'>;
  readonly config: Pick<Config, 'publicUrl' | 'allowedOrigins'>;
  readonly admission: Admission;
  readonly visitors: Visitors;
  readonly capacity: Capacity;
  readonly files: StaticFiles;
  readonly log: Log;
  /** adds the routes of /sync, which have their own module; they come behind the checks of host and origin */
  readonly addSync: (app: Hono) => void;
}

const PREFLIGHT_METHODS = {
  'Access-Control-Allow-Methods': 'GET, POST, PUT, DELETE',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
};
const PREFLIGHT = { ...PREFLIGHT_METHODS, 'Access-Control-Max-Age': String(PREFLIGHT_MAX_AGE_S) };

/** For the refusal of a foreign page, and nothing else: without credentials, and there is nothing of anybody's in it. */
const FOR_ANY_PAGE = { 'Access-Control-Allow-Origin': '*', Vary: 'Origin' };

/** Everything that is answered over HTTP, in the order in which it is asked. */
export function createApp(needs: AppNeeds): Hono {
  const { admission, config, log } = needs;
  const app = new Hono();
  app.use(securityHeaders);
  app.use(lastAnswers(needs.draining));
  app.route('/', healthRoutes(needs));
  app.use(checkHost(admission));
  app.use('/sync/*', checkOrigin(admission));
  app.use('/api/*', checkOrigin(admission));
  app.use('/files/*', checkOrigin(admission));
  app.use(checkCapacity(needs.capacity));
  app.use('/api/*', checkAllowance(needs.visitors));
  app.use('/files/*', checkAllowance(needs.visitors));
  needs.addSync(app);
  const imports = new ImportJobs({
    ...needs,
    newJobName: () => newName(needs.randomBytes),
    newDocumentId: () => newDocumentId(needs.randomBytes),
    problemOf,
  });
  app.route('/api/v1', documentsApi({ ...needs, imports, siteUrl: (context) => siteUrl(config, context) }));
  app.route('/api/v1', importsApi(imports));
  app.route('/api/v1', filesApi(needs));
  app.route('/api/v1', purgeApi(needs));
  app.route('/api/v1', historyApi({ ...needs, siteUrl: (context) => siteUrl(config, context) }));
  app.route('/api/v1', versionsApi(needs));
  app.route('/', fileDelivery({ ...needs, embedded: config.allowedOrigins.length > 0 }));
  app.route('/', siteRoutes(needs.files));
  app.notFound((context) => problem(context, 'not-found', `there is nothing at ${context.req.path}`));
  app.onError((error, context) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node-server's, where the app runs on it
    if (isGone((context.env as Partial<HttpBindings> | undefined)?.incoming)) {
      log.debug({ method: context.req.method, path: context.req.path }, 'the client went away while it sent a request');
      return problem(context, 'bad-request', 'the request broke off');
    }
    log.error({ error, method: context.req.method, path: context.req.path }, 'a request failed');
    return problem(context, 'internal', 'the fault is logged on the server');
  });
  return app;
}

/** While the server stops, an answer is its connection's last: kept open, it would hold up the stop. */
function lastAnswers(draining: () => boolean): MiddlewareHandler {
  return async (context, next) => {
    await next();
    if (draining()) context.res.headers.set('Connection', 'close');
  };
}

function checkHost(admission: Admission): MiddlewareHandler {
  return (context, next) => {
    if (admission.knowsHost(context.req.header('Host'))) return next();
    const detail = 'set PUBLIC_URL to the address under which people reach the server';
    return Promise.resolve(problem(context, 'foreign-host', detail));
  };
}

/** Whoever changes something, or comes from another origin, is looked at: a page elsewhere must not act for the person who opened it. */
function checkOrigin(admission: Admission): MiddlewareHandler {
  return async (context, next) => {
    const origin = context.req.header('Origin');
    if (!admission.allowsOrigin({ host: context.req.header('Host'), origin })) {
      // a browser asks beforehand, and lets a page read only what was meant for it: else nobody there could say why it does not work
      if (context.req.method === 'OPTIONS') return context.body(null, 204, { ...FOR_ANY_PAGE, ...PREFLIGHT_METHODS });
      return problem(context, 'foreign-origin', 'set ALLOWED_ORIGINS to let pages of another origin in', FOR_ANY_PAGE);
    }
    const headers = crossOriginHeaders(origin);
    if (context.req.method === 'OPTIONS') return context.body(null, 204, { ...headers, ...PREFLIGHT });
    await next();
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value);
    return undefined;
  };
}

function checkCapacity(capacity: Capacity): MiddlewareHandler {
  return (context, next) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node-server's, where the app runs on it
    const { incoming } = (context.env ?? {}) as Partial<HttpBindings>;
    if (incoming === undefined || !capacity.isSurplus(incoming.socket)) return next();
    const headers = { 'Retry-After': String(RETRY_AFTER_S), Connection: 'close' };
    const detail = 'the server has as many connections as it may: come back later, or set MAX_CONNECTIONS';
    return Promise.resolve(problem(context, 'unavailable', detail, headers));
  };
}

function checkAllowance(visitors: Visitors): MiddlewareHandler {
  return (context, next) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- node-server's, where the app runs on it
    const { incoming } = (context.env ?? {}) as Partial<HttpBindings>;
    const waitMs = incoming === undefined ? 0 : visitors.admitRequest(visitors.addressOf(incoming));
    if (waitMs === 0) return next();
    const retry = { 'Retry-After': String(Math.ceil(waitMs / 1000)) };
    return Promise.resolve(problem(context, 'too-many', 'too many requests from this address', retry));
  };
}

function siteUrl({ publicUrl }: Pick<Config, 'publicUrl'>, context: Context): string {
  return (publicUrl ?? new URL(context.req.url)).origin;
}
