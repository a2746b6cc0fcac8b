import { Hono } from 'hono';
import type { StorageProblem, StoreHealth } from '#server/store/store.ts';
import type { Log } from '#server/telemetry/log.ts';
import { RETRY_AFTER_S } from './limits.ts';
import { onlyMethods, problem } from './problem.ts';

export interface HealthNeeds {
  readonly log: Log;
  readonly version: string;
  readonly checkStore: () => Promise<StoreHealth>;
  /** the server has begun to stop */
  readonly draining: () => boolean;
}

/**
 * `/healthz`: the process answers (no I/O); `/readyz`: it can take work, 503 while it stops or its disk refuses; `/version`.
 * They answer under any name, because probes use addresses, and to anybody: what the database says of its files is for the log alone.
 */
export function healthRoutes({ log, version, checkStore, draining }: HealthNeeds): Hono {
  const retry = { 'Retry-After': String(RETRY_AFTER_S) };
  const fresh = { 'Cache-Control': 'no-store' };
  // probes come every few seconds: the log hears of a problem once
  let logged: StorageProblem | null = null;
  const only = onlyMethods('GET, HEAD');
  return new Hono()
    .get('/healthz', (context) => context.json({ status: 'ok' }, 200, fresh))
    .get('/readyz', async (context) => {
      if (draining()) return problem(context, 'unavailable', 'the server is stopping', retry);
      const health = await checkStore();
      if (health.kind === 'ok') {
        logged = null;
        return context.json({ status: 'ready' }, 200, fresh);
      }
      if (health.problem !== logged) log.warn({ ...health }, 'not ready: the store takes no writes');
      logged = health.problem;
      return problem(context, 'unavailable', `the store is ${health.problem}`, retry);
    })
    .get('/version', (context) => context.json({ name: 'manyhands', version }, 200, fresh))
    .all('/healthz', only)
    .all('/readyz', only)
    .all('/version', only);
}
