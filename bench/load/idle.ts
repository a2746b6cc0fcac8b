import { setTimeout as after } from 'node:timers/promises';
import { openClient } from './bench-client.ts';
import type { BenchClient } from './bench-client.ts';
import type { Figures, Target } from './scenario.ts';
import { residentBytes } from './usage.ts';

const CONNECTIONS = 1_000;
const PEOPLE_IN_EACH = 10;
const WARM_UP_CONNECTIONS = 100;
const OPEN_AT_ONCE = 50;

async function open(target: Target, count: number, name: string): Promise<BenchClient[]> {
  const clients: BenchClient[] = [];
  for (let from = 0; from < count; from += OPEN_AT_ONCE) {
    const some = Array.from({ length: Math.min(OPEN_AT_ONCE, count - from) }, (_, i) =>
      openClient({
        target,
        document: `bench-${process.pid}-${name}-${Math.floor((from + i) / PEOPLE_IN_EACH)}`,
        onUpdate: () => undefined,
      }),
    );
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}

/** What a connection costs that does nothing: 1,000 of them in 100 documents, after 100 have warmed the server up. */
export async function idle(target: Target, seconds: number): Promise<Figures> {
  const warm = await open(target, WARM_UP_CONNECTIONS, 'warm');
  await after(seconds * 500);
  const before = residentBytes(target.pid);
  const clients = await open(target, CONNECTIONS, 'idle');
  await after(seconds * 500);
  const now = residentBytes(target.pid);
  for (const client of [...warm, ...clients]) client.close();
  return {
    deliveries: null,
    deliveriesPerSecond: null,
    cpuMicrosecondsEach: null,
    cpuShare: null,
    p50Ms: null,
    p99Ms: null,
    wholeMs: null,
    residentBytes: now,
    bytesPerConnection: (now - before) / CONNECTIONS,
    fault: null,
  };
}
