import { Hono } from 'hono';
import type { StoreHealth } from '#server/store/store.ts';
import { RETRY_AFTER_S } from './limits.ts';
import { onlyMethods, problem } from './problem.ts';

export interface HealthNeeds {
  readonly version: string;
  readonly checkStore: () => Promise<StoreHealth>;
  /** the server has begun to stop */
  readonly draining: () => boolean;
}

/**
 * `/healthz`: the process answers (no I/O); `/readyz`: it can take work, 503 while it stops or its disk refuses; `/version`.
 * They answer under any name, because probes use addresses.
 */
export function healthRoutes({ version, checkStore, draining }: HealthNeeds): Hono {
  const retry = { 'Retry-After': String(RETRY_AFTER_S) };
  const fresh = { 'Cache-Control': 'no-store' };
  const only = onlyMethods('GET, HEAD');
  return new Hono()
    .get('/healthz', (context) => context.json({ status: 'ok' }, 200, fresh))
    .get('/readyz', async (context) => {
      if (draining()) return problem(context, 'unavailable', 'the server is stopping', retry);
      const health = await checkStore();
      if (health.kind === 'ok') return context.json({ status: 'ready' }, 200, fresh);
      return problem(context, 'unavailable', `the store is ${health.problem}: ${health.detail}`, retry);
    })
    .get('/version', (context) => context.json({ name: 'manyhands', version }, 200, fresh))
    .all('/healthz', only)
    .all('/readyz', only)
    .all('/version', only);
}
